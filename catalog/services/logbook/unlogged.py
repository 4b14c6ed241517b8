"""What should be in the log and is not: the decisions, errata and notices of meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from catalog.records.finding import Finding
from catalog.services.logbook.against import at_line
from catalog.store.layout import place_of
from catalog.store.log import has_log
from catalog.store.plain_files import plain_bytes
from catalog.store.present import PresentFiles
from catalog.store.yaml_text import YamlFault

_DECISIONS: Final = "meetings/decisions"
_KEPT: Final = ("seal", "events")
"""Keys that only the commands write into a meeting: its notices and decisions were logged by them too."""


def is_kept_without_log(root: Path) -> bool:
    """Say whether a catalog has no log and yet a meeting that the commands seem to have kept."""
    if has_log(root):
        return False
    return any(_names_key(path) for path in (root / "meetings").glob("*/*/meeting.yaml"))


def unlogged(root: Path, logged: Iterable[str], present: PresentFiles) -> Iterator[tuple[str, Finding]]:
    """List by name what is not in the log.

    It is an error where the commands kept the meeting. Of meetings written by hand, decisions and
    errata are a warning where there is a log, and nothing where there is none.
    """
    known, kept, is_logging = set(logged), dict(_kept_meetings(present)), has_log(root)
    for meeting, document in kept.items():
        for name in _notices(meeting, document):
            if name not in known:
                yield name, _finding(name, f"meetings/{meeting}/meeting.yaml", is_error=True)
    for path in present.below(_DECISIONS):
        place = place_of(path)
        if place is None or place.id in known:
            continue
        document = _document(path, present)
        if not _belongs(document):
            continue
        is_error = _meeting_of(document, present) in kept
        if is_error or is_logging:
            yield place.id, _finding(place.id, path, is_error=is_error)


def _finding(name: str, path: str, *, is_error: bool) -> Finding:
    made = at_line("record-not-logged", path, line=1, message=f"`{name}` is not in the log")
    if not is_error:
        return made
    hint = "the commands logged it: put meetings/log/ back as it was (the site and every partner have it)"
    return replace(made, severity="error", hint=hint)


def _names_key(path: Path) -> bool:
    try:
        data = plain_bytes(path)
    except OSError:
        return False
    return any(key.encode() in data for key in _KEPT)


def _kept_meetings(present: PresentFiles) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in present.below("meetings"):
        place = place_of(path)
        if place is not None and place.kind == "meeting":
            document = _document(path, present)
            if any(key in document for key in _KEPT):
                yield place.id, document


def _notices(meeting: str, document: Mapping[str, Any]) -> list[str]:
    """Return the names of the leaves of a meeting's notice and of each revision of it."""
    notice = document.get("notice")
    if not isinstance(notice, dict):
        return []
    revisions = notice.get("revisions")
    count = len(revisions) if isinstance(revisions, list) else 0
    return [f"notice:{meeting}#{number}" for number in range(count + 1)]


def _belongs(document: Mapping[str, Any]) -> bool:
    return document.get("kind") == "erratum" or (
        document.get("meeting") is not None and document.get("legacy") is None
    )


def _meeting_of(document: Mapping[str, Any], present: PresentFiles) -> str:
    """Return the meeting of a decision, or of the decision that an erratum corrects."""
    if document.get("kind") == "erratum":
        document = _document(f"{_DECISIONS}/{document.get('corrects')}.yaml", present)
    return str(document.get("meeting"))


def _document(path: str, present: PresentFiles) -> Mapping[str, Any]:
    """Return what a record says; nothing where it cannot be read, which others tell."""
    try:
        record = present.record(path) if place_of(path) is not None else None
    except YamlFault:
        return {}
    return record.document if record is not None and isinstance(record.document, dict) else {}
