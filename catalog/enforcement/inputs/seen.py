"""What was seen of data before it is let on: its columns, its rows, its files and their hashes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from catalog.errors import BadInput

Kind = Literal["csv", "parquet", "table"]
Tell = Callable[[int], object]
"""Is told how many bytes more were read."""

UNREAD: Final = "OTHER"
"""The type of a column that no engine reads."""

CHUNK: Final = 4 * 1024 * 1024
"""So much of a file is read at once, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """A file as it was when it was looked at. ``stamp`` is what changes when somebody writes in it.

    ``sha256`` is its hash in hex digits; ``None`` where a look did not need to read all of it.
    """

    path: Path
    stamp: tuple[int, ...]
    sha256: str | None = None

    @property
    def size(self) -> int:
        """The file's size in bytes."""
        return self.stamp[1]

    def changed(self) -> bool:
        """Say whether the file is another one than was seen, as far as its stamp tells."""
        try:
            return stamp_of(self.path) != self.stamp
        except OSError:
            return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column and its type as DuckDB names it; columns of text files are all text.

    ``UNREAD`` is a type that cannot be let through: lists, bytes, or none at all, where no row has a value.
    """

    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Data that can be read: once its shape is known to be whole.

    ``rows`` is how many there must be when it is read; ``None`` where only reading tells. Of Parquet
    ``unpacked`` is how many bytes its largest row group takes, as footers tell.
    """

    kind: Kind
    files: tuple[FileSeen, ...]
    columns: tuple[Column, ...]
    rows: int | None
    unpacked: int = 0

    def changed(self) -> FileSeen | None:
        """Return a file that is no longer what was seen; ``None`` if all are."""
        return next((file for file in self.files if file.changed()), None)


def stamp_of(path: Path) -> tuple[int, ...]:
    """Return what changes when a file is written or replaced: its number, its size, its two times.

    Whoever sets back the time of writing cannot set back that of the change.
    """
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def require_same(path: Path, stamp: tuple[int, ...]) -> None:
    """Raise ``BadInput`` where a file changed since its stamp was taken."""
    if stamp_of(path) != stamp:
        raise BadInput(f"`{path}` changed while it was read", hint="gate a file that nobody writes in")


def unreadable(path: Path, error: OSError) -> BadInput:
    """Return the error of a file that cannot be read."""
    return BadInput(f"cannot read `{path}`: {error.strerror or os.strerror(error.errno or 0)}")
