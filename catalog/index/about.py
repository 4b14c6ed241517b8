"""What a generation of the index says of itself: what it was made from, and each entry's fingerprint."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgpack  # type: ignore[import-untyped]  # it ships no types

from catalog.errors import IndexUnusable
from catalog.index.schema import VERSION

_FILE: Final = "about.msgpack"
_PART_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a generation was made from. ``leans_on`` and ``leant`` tell of words of other texts.

    ``files`` are Whoosh's files with their sizes and sums: what is read is what was written, or nothing.
    """

    digest: str
    day: str
    code: str
    fingerprints: Mapping[str, bytes]
    leans_on: Mapping[str, tuple[str, ...]]
    leant: Mapping[str, str]
    files: Mapping[str, tuple[int, int]]

    def is_of(self, digest: str, day: str) -> bool:
        """Say whether it was made from this snapshot as of this day, by the code there is now."""
        return (self.digest, self.day, self.code) == (digest, day, code_version())

    def write(self, folder: Path) -> None:
        """Write it into the generation's folder."""
        said = {name: getattr(self, name) for name in self.__slots__}
        (folder / _FILE).write_bytes(msgpack.packb(said))

    def require_sound(self, folder: Path, *, known: tuple[str, ...] = ()) -> None:
        """Compare the files with their sums, but those of ``known`` segments. Raises ``IndexUnusable``."""
        if self.code != code_version():
            raise IndexUnusable("the search index is of another version of the program")
        try:
            now = {name: summed(folder / name) for name in self.files if not name.startswith(known)}
        except OSError as error:
            raise IndexUnusable("a file of the search index is missing") from error
        if any(self.files[name] != found for name, found in now.items()):
            raise IndexUnusable("a file of the search index is not as it was written")

    @classmethod
    def read(cls, folder: Path) -> About:
        """Read it. Raises ``IndexUnusable``."""
        try:
            said: Any = msgpack.unpackb((folder / _FILE).read_bytes(), use_list=False)
            return cls(**said)
        except (OSError, ValueError, TypeError, msgpack.UnpackException) as error:
            raise IndexUnusable("the search index does not say what it was made from") from error


def summed(file: Path) -> tuple[int, int]:
    """Return the size and a sum of a file."""
    size, total = 0, 0
    with file.open("rb") as opened:
        while part := opened.read(_PART_BYTES):
            size, total = size + len(part), zlib.crc32(part, total)
    return size, total


@cache
def code_version() -> str:
    """Return a word that changes whenever the code that writes or reads an index does."""
    found = hashlib.sha256(f"{VERSION} {version('Whoosh-Reloaded')} {version('numpy')}\n".encode())
    for file in sorted(Path(__file__).resolve().parent.glob("*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()
