"""What was seen of data before it is let on: its columns, its rows, its files and their hashes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from catalog.errors import BadInput

Kind = Literal["csv", "parquet", "table"]
Tell = Callable[[int], object]
"""Is told how many bytes more were read."""

CHUNK: Final = 4 * 1024 * 1024
"""So much of a file is read at once, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file as it was when it was hashed. ``stamp`` is what changes when somebody writes in it."""

    path: Path
    size: int
    sha256: str
    stamp: tuple[int, ...]

    def changed(self) -> bool:
        """Say whether the file is another one than was seen, as far as its stamp tells."""
        try:
            return stamp_of(self.path) != self.stamp
        except OSError:
            return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column and its type as DuckDB names it; columns of text files are all text."""

    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Data that can be read: once its shape is known to be whole.

    ``rows`` is how many there must be when it is read; ``None`` where only reading tells. For a table
    ``table`` says where it lies; files have none.
    """

    kind: Kind
    files: tuple[FileSeen, ...]
    columns: tuple[Column, ...]
    rows: int | None

    def changed(self) -> FileSeen | None:
        """Return a file that is no longer what was seen; ``None`` if all are."""
        return next((file for file in self.files if file.changed()), None)


def stamp_of(path: Path) -> tuple[int, ...]:
    """Return what changes when a file is written or replaced: its number, its size, its two times.

    Whoever sets back the time of writing cannot set back that of the change.
    """
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def hash_file(path: Path, *, tell: Tell = lambda _: None) -> FileSeen:
    """Hash a file. Raises ``BadInput`` where it cannot be read, or changes meanwhile."""
    digest = hashlib.sha256()
    try:
        stamp = stamp_of(path)
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                tell(len(chunk))
        return settled(path, stamp, sha256=digest.hexdigest())
    except OSError as error:
        raise unreadable(path, error) from error


def settled(path: Path, stamp: tuple[int, ...], *, sha256: str) -> FileSeen:
    """Return what was seen of a file, unless it changed while it was read (``BadInput``)."""
    if stamp_of(path) != stamp:
        raise BadInput(f"`{path}` changed while it was read", hint="gate a file that nobody writes in")
    return FileSeen(path=path, size=stamp[1], sha256=sha256, stamp=stamp)


def unreadable(path: Path, error: OSError) -> BadInput:
    """Return the error of a file that cannot be read."""
    return BadInput(f"cannot read `{path}`: {error.strerror or os.strerror(error.errno or 0)}")
