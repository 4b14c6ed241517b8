"""What is handed out with an item: files copied to the meeting's materials, each with its hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.errors import BadInput
from catalog.records.ids import ProposalId
from catalog.rules.meetings.objections import Objection, object_to
from catalog.services.meetings.desk import Desk
from catalog.store.materials import material_entry, material_named, materials_folder
from catalog.store.steps import Change, New, Replaced

MINUTES: Final = "minutes.md"
_RESERVED: Final = re.compile(r"minutes\.md|comments-[0-9]+\.yaml|readme\.md", re.IGNORECASE)
_DOUBTFUL: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 100
_MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Handouts:
    """Files to hand out: how the agenda names them, the changes that copy them, what stands against it."""

    entries: tuple[str, ...]
    files: tuple[Change, ...]
    objections: tuple[Objection, ...]


def handouts(desk: Desk, files: Iterable[Path], *, proposal: ProposalId | None) -> Handouts:
    """Return what is handed out with an item: files, and the consequence packet of its proposal.

    A file of another item, or of an agenda that was posted, keeps its name. Raises ``BadInput`` where a
    file cannot be read.
    """
    kept = _kept(desk)
    copies: dict[str, bytes] = {}
    objections = []
    for name, data in [(safe_name(file.name), _bytes_of(file)) for file in files]:
        there = copies.get(name, kept.get(name, data))
        if _RESERVED.fullmatch(name) or there != data:
            told = f"`{name}` is the name of another file of this meeting"
            objections.append(object_to("material-name-taken", (), message=told))
        copies[name] = data
    for name, data in _packet(desk, proposal) if proposal is not None else ():
        stem, _, ending = name.rpartition(".")
        is_free = kept.get(name, data) == data
        copies[name if is_free else f"{stem}-{hashlib.sha256(data).hexdigest()[:8]}.{ending}"] = data
    return Handouts(
        entries=tuple(material_entry(name, data) for name, data in copies.items()),
        files=tuple(_copy(desk, name, data=data) for name, data in copies.items()),
        objections=tuple(objections),
    )


def _kept(desk: Desk) -> dict[str, bytes]:
    """Return the files whose names are taken: what the agenda names, and all once it was posted."""
    folder = desk.root / materials_folder(desk.meeting.id)
    named = {material_named(entry)[0] for item in desk.meeting.agenda for entry in item.materials}
    try:
        there = [file for file in folder.iterdir() if file.is_file()]
        return {
            file.name: file.read_bytes()
            for file in there
            if file.name in named or desk.meeting.status != "planned"
        }
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadInput(f"cannot read `{folder}`: {error.strerror}") from error


def _copy(desk: Desk, name: str, *, data: bytes) -> Change:
    path = f"{materials_folder(desk.meeting.id)}/{name}"
    try:
        was = (desk.root / path).read_bytes()
    except OSError:
        return New(path=path, data=data)
    return New(path=path, data=data) if was == data else Replaced(path=path, was=was, data=data)


def safe_name(name: str) -> str:
    """Return a file's name as it can stand in an address: letters, digits, dots and hyphens.

    >>> safe_name("Draft of 1.1 (final).pdf")
    'Draft-of-1.1-final-.pdf'
    """
    plain = _DOUBTFUL.sub("-", name).strip(".-")[-_LONGEST:]
    if not plain:
        raise BadInput(f"`{name}` is no name for a file that is handed out", hint="rename it")
    return plain


def _packet(desk: Desk, proposal: ProposalId) -> list[tuple[str, bytes]]:
    from catalog.services.consequences.packet import packet_of  # noqa: PLC0415  # where one is put on

    packet = packet_of(desk.root, proposal, on=desk.now.date(), snapshot=desk.snapshot)
    return [
        (f"{proposal}-consequences.json", packet.data),
        (f"{proposal}-consequences.html", packet.html),
    ]


def _bytes_of(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise BadInput(f"`{file}` is no file", hint="name the file that is handed out")
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"cannot read `{file}`: {error.strerror}") from error
    if len(data) > _MOST_BYTES:
        raise BadInput(f"`{file}` has more than 64 MiB", hint="hand out an address where it can be had")
    return data
