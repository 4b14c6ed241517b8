"""What was read before, keyed by content: a warm start parses only what has changed.

The cache is one msgpack file in the user's own cache folder. It may be deleted at any time. It is
not used when others could have written it, or when another version of the reader wrote it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgpack

from catalog.errors import WriteRefused
from catalog.records.ids import Digest
from catalog.store.leaves import Leaf
from catalog.store.tree import Stamp, stamp_of
from catalog.store.writing import write_whole

_FORMAT: Final = 1
_SETTLED_NS: Final = 2_000_000_000
"""A stamp younger than this when it was taken could hide a second change: it is not trusted."""


@dataclass(slots=True)
class Remembered:
    """What a cache holds: folders by path, and for each file its stamp, its content's hash, its leaf."""

    folders: dict[str, tuple[Stamp, list[str], list[str]]] = field(default_factory=dict)
    files: dict[str, tuple[Stamp, bytes, Leaf]] = field(default_factory=dict)


class Cache:
    """The cache of one catalog; ``None`` as folder remembers nothing."""

    def __init__(self, folder: Path | None, root: Path) -> None:
        name = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:32]
        self._file = None if folder is None else folder / f"{name}.msgpack"

    def load(self) -> Remembered:
        """Return what is remembered; nothing if there is no cache that can be trusted."""
        if self._file is None:
            return Remembered()
        try:
            found = self._file.stat()
            if found.st_uid != os.getuid() or found.st_mode & 0o022:
                return Remembered()
            packed = msgpack.unpackb(self._file.read_bytes(), strict_map_key=False, use_list=True)
        except (OSError, ValueError, msgpack.UnpackException):
            return Remembered()
        return _unpacked(packed)

    def save(self, remembered: Remembered, *, taken_ns: int) -> None:
        """Keep what was read, but for stamps too young to trust. A cache that cannot be written is none."""
        if self._file is None:
            return
        settled = taken_ns - _SETTLED_NS
        folders = [[path, *known] for path, known in remembered.folders.items() if _old(known[0], settled)]
        files = [
            [
                path,
                stamp,
                content,
                leaf.kind,
                leaf.id,
                leaf.version,
                leaf.digest,
                list(leaf.references),
                leaf.former,
                leaf.blob,
            ]
            for path, (stamp, content, leaf) in remembered.files.items()
            if _old(stamp, settled)
        ]
        try:
            write_whole(self._file, msgpack.packb([_FORMAT, reader_version(), folders, files]), replace=True)
        except WriteRefused:
            return

    def now_ns(self) -> int:
        """Return the time of the file system that stamps files, from a file made for it."""
        if self._file is None:
            return 0
        marker = self._file.with_suffix(".now")
        try:
            write_whole(marker, b"", replace=True)
            return marker.stat().st_mtime_ns
        except (OSError, WriteRefused):
            return 0


def reader_version() -> str:
    """Return a word that changes whenever the code that reads files does."""
    own = Path(__file__).resolve().parent
    stamps = sorted((entry.name, stamp_of(entry.stat())[:2]) for entry in own.glob("*.py"))
    return hashlib.sha256(repr(stamps).encode()).hexdigest()


def _old(stamp: Stamp, settled: int) -> bool:
    return stamp[1] < settled and stamp[2] < settled


def _unpacked(packed: object) -> Remembered:
    if not isinstance(packed, list) or len(packed) != 4 or packed[:2] != [_FORMAT, reader_version()]:
        return Remembered()
    _, _, folders, files = packed
    return Remembered(
        folders={path: (tuple(stamp), inner, names) for path, stamp, inner, names in folders},
        files={
            path: (
                tuple(stamp),
                content,
                Leaf(
                    path=path,
                    kind=kind,
                    id=id,
                    version=version,
                    digest=Digest(digest),
                    references=frozenset(references),
                    former=tuple(former),
                    blob=blob,
                ),
            )
            for path, stamp, content, kind, id, version, digest, references, former, blob in files
        },
    )
