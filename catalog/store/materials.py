"""The materials of a meeting: what was handed out, each file with its hash, and the further comments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from catalog.errors import BadInput
from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.ids import MeetingId
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.store.canonical import digest
from catalog.store.plain_files import original
from catalog.store.yaml_text import YamlFault, read

VOLUME: Final = re.compile(r"[a-z0-9][a-z0-9-]*\.yaml")
"""What a file of further comments may be called."""
MINUTES: Final = "minutes.md"
"""What the file of the minutes is called."""
_HASHED: Final = re.compile(r"(?P<name>[^/\\\s.][^/\\]*) (?P<hash>sha256:[0-9a-f]{64})")


def material_entry(name: str, data: bytes) -> str:
    """Return how an agenda item names a file that is handed out: its name and its hash."""
    return f"{name} sha256:{hashlib.sha256(data).hexdigest()}"


def material_named(entry: str) -> tuple[str, str | None]:
    """Return the file's name and its hash; an entry that names no hash is a name alone.

    >>> material_named("map.pdf")
    ('map.pdf', None)
    """
    found = _HASHED.fullmatch(entry)
    return (found["name"], found["hash"]) if found else (entry, None)


def materials_folder(meeting: MeetingId) -> str:
    """Return the folder of a meeting's materials, from the catalog's root."""
    return f"meetings/{meeting}/materials"


def volume_of(root: Path, meeting: MeetingId, *, file: str) -> list[Any]:
    """Return the comments of one file of further comments. Raises ``BadInput`` where it cannot be read."""
    path = root / materials_folder(meeting) / file
    if not VOLUME.fullmatch(file):
        raise BadInput(f"`{file}` is no name of a file of comments", hint="as `comments-0001.yaml`")
    try:
        comments = read(original(path))
    except YamlFault as fault:
        raise BadInput(f"{path}:{fault.line}:{fault.column}: {fault.message}", hint=fault.hint) from fault
    if not isinstance(comments, list):
        raise BadInput(f"`{path}` is no list of comments", hint="put back the file as it was")
    return comments


def material_findings(root: Path, snapshot: Snapshot) -> Iterator[Finding]:
    """Find files of meetings that are gone, or are not what the record names by hash or digest."""
    for meeting in snapshot.meetings.values():
        path = snapshot.paths[f"meeting:{meeting.id}"]
        yield from _handed_out(root, meeting, path=path)
        yield from _further_comments(root, meeting, path=path)
        yield from _minutes(root, meeting, path=path)


def _handed_out(root: Path, meeting: Meeting, *, path: str) -> Iterator[Finding]:
    for number, item in enumerate(meeting.agenda):
        for place, entry in enumerate(item.materials):
            name, hashed = material_named(entry)
            if hashed is None:
                continue
            at = ("agenda", number, "materials", place)
            try:
                data = original(root / materials_folder(meeting.id) / name)
            except BadInput as error:
                message = f"`{name}` of item {item.number} is gone: {error.message}"
                yield finding("material-gone", path, message=message, at=at)
                continue
            if material_entry(name, data) != entry:
                message = f"`{name}` of item {item.number} is not the file that the agenda names"
                yield finding("material-edited", path, message=message, at=at)


def _minutes(root: Path, meeting: Meeting, *, path: str) -> Iterator[Finding]:
    if meeting.minutes is None or meeting.minutes.digest is None:
        return
    at = ("minutes", "digest")
    try:
        data = original(root / materials_folder(meeting.id) / MINUTES)
    except BadInput as error:
        yield finding("minutes-edited", path, message=f"`{MINUTES}` is gone: {error.message}", at=at)
        return
    if f"sha256:{hashlib.sha256(data).hexdigest()}" != meeting.minutes.digest:
        yield finding("minutes-edited", path, message=f"`{MINUTES}` is not what the record names", at=at)


def _further_comments(root: Path, meeting: Meeting, *, path: str) -> Iterator[Finding]:
    for number, volume in enumerate(meeting.more_comments):
        try:
            comments = volume_of(root, meeting.id, file=volume.file)
        except BadInput as error:
            yield finding("comments-edited", path, message=error.message, at=("more_comments", number))
            continue
        if digest(comments) != volume.digest or len(comments) != volume.count:
            message = f"`{volume.file}` does not hold the {volume.count} comments of the record"
            yield finding("comments-edited", path, message=message, at=("more_comments", number))
