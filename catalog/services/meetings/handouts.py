"""What is handed out with an item: files copied to the meeting's materials, each with its hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.records.ids import ProposalId
from catalog.rules.meetings.objections import Objection, object_to
from catalog.services.meetings.desk import Desk
from catalog.services.record_files import Sent
from catalog.store.materials import material_entry, material_named, materials_folder
from catalog.store.steps import Change, New, Replaced

_RESERVED: Final = re.compile(r"minutes\.md|comments-[0-9]+\.yaml|readme\.md", re.IGNORECASE)
_DOUBTFUL: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 100
_MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Handouts:
    """Files to hand out: how the agenda names them, the changes that copy them, what stands against it.

    ``renamed`` tells of each file whose name could not stand in an address.
    """

    entries: tuple[str, ...]
    files: tuple[Change, ...]
    objections: tuple[Objection, ...]
    renamed: tuple[str, ...] = ()


def handouts(desk: Desk, files: Iterable[Path | Sent], *, proposal: ProposalId | None) -> Handouts:
    """Return what is handed out with an item: files, and the consequence packet of its proposal.

    A file of another item, or of an agenda that was posted, keeps its name. Raises ``BadInput`` where a
    file cannot be read.
    """
    kept, handed = _kept(desk), list(files)
    packet = {} if proposal is None else _packet(desk, proposal, kept=kept)
    names = {name.casefold(): name for name in (*_there(desk), *packet)}
    copies: dict[str, bytes] = {}
    objections = []
    for name, data in [(safe_name(file.name), _bytes_of(file)) for file in handed]:
        is_alone = names.setdefault(name.casefold(), name) == name and name not in packet
        is_same = copies.get(name, kept.get(name, data)) == data
        if _RESERVED.fullmatch(name) or not (is_alone and is_same):
            told = f"`{name}` is the name of another file of this meeting"
            objections.append(object_to("material-name-taken", (), message=told))
        copies[name] = data
    copies |= packet
    return Handouts(
        entries=tuple(material_entry(name, data) for name, data in copies.items()),
        files=tuple(_copy(desk, name, data=data) for name, data in copies.items()),
        objections=tuple(objections),
        renamed=tuple(_renamed(file.name) for file in handed if safe_name(file.name) != file.name),
    )


def _renamed(name: str) -> str:
    shown = "".join(one if one.isprintable() else "?" for one in name)
    return f"    `{shown}` is handed out under the name `{safe_name(name)}`"


def _there(desk: Desk) -> list[str]:
    """Return the names of all files in the meeting's folder of materials."""
    folder = desk.root / materials_folder(desk.meeting.id)
    try:
        return sorted(file.name for file in folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadInput(f"cannot read `{folder}`: {error.strerror}") from error


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
        raise BadInput(
            phrase("`{name}` is no name for a file that is handed out", name=name), hint=phrase("rename it")
        )
    return plain


def _packet(desk: Desk, proposal: ProposalId, *, kept: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a packet; where another is kept under a name, the name says the hash too."""
    from catalog.services.consequences.packet import packet_of  # noqa: PLC0415  # where one is put on

    packet = packet_of(desk.root, proposal, on=desk.now.date(), snapshot=desk.snapshot)
    known = {name.casefold(): (name, data) for name, data in kept.items()}
    files = {}
    for ending, data in (("json", packet.data), ("html", packet.html)):
        name = f"{proposal}-consequences"
        if known.get(f"{name}.{ending}".casefold(), (f"{name}.{ending}", data)) != (f"{name}.{ending}", data):
            name = f"{name}-{hashlib.sha256(data).hexdigest()[:8]}"
        files[f"{name}.{ending}"] = data
    return files


def _bytes_of(file: Path | Sent) -> bytes:
    if isinstance(file, Sent):
        return file.data
    try:
        if not file.is_file():
            raise BadInput(
                phrase("`{file}` is no file", file=file), hint=phrase("name the file that is handed out")
            )
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"cannot read `{file}`: {error.strerror}") from error
    if len(data) > _MOST_BYTES:
        raise BadInput(
            phrase("`{file}` has more than 64 MiB", file=file),
            hint=phrase("hand out an address where it can be had"),
        )
    return data
