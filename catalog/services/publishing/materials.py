"""What was handed out in a meeting: the files that its agenda lists, each with its hash, and no others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from catalog.errors import BadInput
from catalog.records.meetings import Meeting
from catalog.services.publishing.frames import material_address, quoted
from catalog.services.publishing.state import State
from catalog.store.materials import VOLUME, material_named, materials_folder
from catalog.store.plain_files import original, original_if_there

MINUTES: Final = "minutes.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One line of an agenda's materials. A line that names no file with a hash is words alone."""

    words: str
    sha256: str | None
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A file of further comments, how many it holds, and where it is published."""

    file: str
    count: int
    link: str


def material(meeting: Meeting, line: str) -> Material:
    """Return what a line of an agenda's materials says."""
    name, hashed = material_named(line)
    if hashed is None:
        return Material(words=name, sha256=None, link=None)
    address = material_address(meeting.id, name)
    return Material(words=name, sha256=hashed.removeprefix("sha256:"), link=quoted(address))


def handed_out(meeting: Meeting) -> Iterator[Material]:
    """Return every file that a meeting's agenda lists."""
    lines = dict.fromkeys(line for item in meeting.agenda for line in item.materials)
    return (found for found in (material(meeting, line) for line in lines) if found.sha256 is not None)


def volumes(meeting: Meeting) -> Iterator[Volume]:
    """Return the files of further comments. Raises ``BadInput`` where one has a name that none is given."""
    for volume in meeting.more_comments:
        if not VOLUME.fullmatch(volume.file):
            raise BadInput(
                f"`{volume.file}` is no name of a file of comments (meeting {meeting.id})",
                hint="such files lie in `materials/` and are called `comments-0001.yaml` and so on",
            )
        address = material_address(meeting.id, volume.file)
        yield Volume(file=volume.file, count=volume.count, link=quoted(address))


def minutes_of(state: State, meeting: Meeting) -> bytes | None:
    """Return the text of a meeting's minutes, where it is there and is the text that the record names."""
    named = meeting.minutes and meeting.minutes.digest
    if named is None:
        return None
    found = original_if_there(state.root / materials_folder(meeting.id) / MINUTES)
    is_named = found is not None and named == "sha256:" + hashlib.sha256(found).hexdigest()
    return found if is_named else None


def papers(state: State, meeting: Meeting) -> Iterator[str]:
    """Return the names of all files among a meeting's materials that its record names, each once."""
    yield from dict.fromkeys(found.words for found in handed_out(meeting))
    yield from (volume.file for volume in volumes(meeting))
    if minutes_of(state, meeting) is not None:
        yield MINUTES


def contents(state: State, meeting: Meeting, *, file: str) -> bytes:
    """Return the bytes of a file among a meeting's materials."""
    return original(state.root / materials_folder(meeting.id) / file)
