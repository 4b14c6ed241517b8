"""What the log says of the notices of meetings, for holding a record and its proposals against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from catalog.store.canonical import canonical_bytes
from catalog.store.log import LEAVES, parsed_leaf
from catalog.store.plain_files import original_if_there

_FIRST: Final = ("start", "body", "posted_at", "agenda_digest")


def notices_of(root: Path, meeting: str) -> tuple[Mapping[str, Any], ...]:
    """Return the notices of one meeting that the log has, in their order; leaves of others stay unread.

    Raises ``FaultyCatalog`` where one of them is not right.
    """
    named = b'"meeting":' + canonical_bytes(meeting)
    lines = (original_if_there(root / LEAVES) or b"").split(b"\n")
    told = (
        parsed_leaf(number, line)
        for number, line in enumerate(lines, start=1)
        if named in line and b'"kind":"notice"' in line
    )
    return tuple(one for one in told if (one["kind"], one["meeting"]) == ("notice", meeting))


def differing(notice: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a meeting's record tells otherwise than its first notice did; nothing of a later one."""
    if notice["revision"] != 0:
        return ()
    said = {**(document.get("notice") or {}), "start": document.get("start"), "body": document.get("body")}
    return tuple(key for key in _FIRST if key in notice and notice[key] != said.get(key))


def posted_proposals(notices: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the digest with which each proposal was posted last; a notice without digests tells none."""
    items = (item for notice in notices for item in notice["items"] if isinstance(item, dict))
    told = ((item.get("proposal"), item.get("proposal_digest")) for item in items)
    return {name: digest for name, digest in told if isinstance(name, str) and isinstance(digest, str)}
