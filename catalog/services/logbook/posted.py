"""Meetings and proposals held against the notices that the log has of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.services.logbook.against import at_line, compared
from catalog.store.layout import place_of
from catalog.store.log import LEAVES, LoggedRecord
from catalog.store.posted import differing
from catalog.store.present import PresentFiles
from catalog.store.yaml_text import YamlFault


def wrong_notices(records: tuple[LoggedRecord, ...], present: PresentFiles) -> Iterator[Finding]:
    """Yield each meeting whose record tells of its first notice, or its start, otherwise than the log."""
    for record in records:
        if record.kind != "notice" or record.document["revision"] != 0:
            continue
        path = f"meetings/{record.document['meeting']}/meeting.yaml"
        document = _document(path, present)
        wrong = () if document is None else differing(record.document, document)
        if wrong:
            told = f"{', '.join(wrong)} differ from what was logged ({LEAVES}:{record.line})"
            yield finding("notice-differs", path, message=told, at=("notice",))


def edited_proposals(records: tuple[LoggedRecord, ...], present: PresentFiles) -> Iterator[Finding]:
    """Hold every proposal against the latest notice that names it; one without its digest is passed over."""
    latest: dict[str, tuple[LoggedRecord, str]] = {}
    for record in records:
        for item in record.document["items"] if record.kind == "notice" else []:
            if not isinstance(item, dict) or "proposal_digest" not in item:
                continue
            path, digest = f"meetings/proposals/{item.get('proposal')}.yaml", item["proposal_digest"]
            if place_of(path) is None or not isinstance(digest, str):
                message = f"`{record.id}` posts something that is no proposal with its digest"
                yield at_line("log-leaf-damaged", LEAVES, line=record.line, message=message)
                continue
            latest[path] = (record, digest)
    codes = ("posted-proposal-edited", "posted-proposal-edited")
    for path, (record, digest) in latest.items():
        said = f"was posted by `{record.id}` ({LEAVES}:{record.line})"
        yield from compared(path, present, digest=digest, codes=codes, said=said)


def _document(path: str, present: PresentFiles) -> dict[str, Any] | None:
    """Return what a meeting's record says; nothing where it is gone or cannot be read, which others tell."""
    if place_of(path) is None:
        return None
    try:
        record = present.record(path)
    except YamlFault:
        return None
    return record.document if record is not None and isinstance(record.document, dict) else None
