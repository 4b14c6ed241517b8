"""Cut a CSV file into pieces that workers read side by side: only where a record ends, found byte by byte.

Spark's own reader takes a file with line ends inside quotes as one piece, drops empty records, and guesses
which sign ends a line. Here nothing is guessed: the file was held to RFC 4180 when it was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from catalog.enforcement.inputs.seen import CHUNK, Input, unreadable
from catalog.enforcement.inputs.text_files import is_packed


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPieces:
    """Where the records of a CSV file lie: from one place to the next, without the header.

    A file that is packed by gzip can only be read from its start: it has no places.
    """

    path: Path
    places: tuple[int, ...]
    packed: bool

    def __len__(self) -> int:
        return 1 if self.packed else max(len(self.places) - 1, 0)


def pieces_of(data: Input, size: int) -> TextPieces:
    """Cut the file into pieces of about so many bytes. Raises ``BadInput`` where it cannot be read."""
    path = data.files[0].path
    if not data.rows:
        return TextPieces(path=path.resolve(), places=(), packed=False)
    if is_packed(path):
        return TextPieces(path=path.resolve(), places=(), packed=True)
    try:
        with path.open("rb", buffering=0) as file:
            places = [*_places(file, size)]
    except OSError as error:
        raise unreadable(path, error) from error
    end = data.files[0].size
    if places and places[-1] < end:
        places.append(end)
    return TextPieces(path=path.resolve(), places=tuple(places), packed=False)


def _places(file: BinaryIO, size: int) -> Iterator[int]:
    """Find where the first record after the header begins, and then one after every so many bytes."""
    at, wanted, quoted = 0, 0, False
    while chunk := file.read(min(CHUNK, size)):
        if at + len(chunk) > wanted:
            end = _end_of_record(chunk, max(wanted - at, 0), quoted=quoted)
            if end is not None:
                yield at + end
                wanted = at + end + size
        quoted ^= _odd(chunk)
        at += len(chunk)


def _end_of_record(chunk: bytes, start: int, *, quoted: bool) -> int | None:
    """Return where the first record that ends after ``start`` has ended."""
    inside = quoted ^ _odd(chunk[:start])
    while (end := chunk.find(b"\n", start)) >= 0:
        inside ^= _odd(chunk[start:end])
        if not inside:
            return end + 1
        start = end + 1
    return None


def _odd(text: bytes) -> bool:
    return text.count(b'"') % 2 == 1
