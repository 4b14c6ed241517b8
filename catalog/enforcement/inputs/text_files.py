"""Look through a CSV file once, before an engine reads it: is it text, is it whole, how many rows has it.

RFC 4180: commas, double quotes doubled inside quotes, one header. An engine guesses where a file is
damaged; here nothing is guessed. What the engine then reads must come to the number of rows counted here.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from catalog.enforcement.inputs.seen import (
    CHUNK,
    Column,
    Input,
    Tell,
    settled,
    stamp_of,
    unreadable,
)
from catalog.errors import BadInput

MOST_BYTES_A_ROW: Final = 16 * 1024 * 1024
"""A row of a text file that is longer is no row, in bytes."""

_QUOTE: Final = ord('"')
_LINE_FEED: Final = ord("\n")
_RETURN: Final = ord("\r")

_Bytes = npt.NDArray[np.uint8]
_Flags = npt.NDArray[np.bool_]
_Places = npt.NDArray[np.intp]


def look_through(path: Path, *, tell: Tell = lambda _: None) -> Input:
    """Look a CSV file through, packed by gzip or not. Raises ``BadInput``; no message holds a value."""
    digest = hashlib.sha256()
    try:
        stamp = stamp_of(path)
        with path.open("rb", buffering=0) as file:
            look = _Look(path=path)
            for text in _unpacked(file, path, digest=digest, tell=tell):
                look.take(text)
        seen = settled(path, stamp, sha256=digest.hexdigest())
    except OSError as error:
        raise unreadable(path, error) from error
    return Input(kind="csv", files=(seen,), columns=look.finish(), rows=look.rows)


def is_packed(path: Path) -> bool:
    """Say whether a text file's name says that it is packed by gzip."""
    return path.suffix.lower() == ".gz"


def _unpacked(file: BinaryIO, path: Path, *, digest: hashlib._Hash, tell: Tell) -> Iterator[bytes]:
    reader = _Hashed(file, digest=digest, tell=tell)
    if not is_packed(path):
        while chunk := reader.read(CHUNK):
            yield chunk
        return
    try:
        with gzip.GzipFile(fileobj=io.BufferedReader(reader, CHUNK), mode="rb") as packed:
            while chunk := packed.read(CHUNK):
                yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"`{path}` is damaged or cut short: gzip cannot unpack it") from error


class _Hashed(io.RawIOBase):
    """A file whose every byte read is hashed."""

    def __init__(self, file: BinaryIO, *, digest: hashlib._Hash, tell: Tell) -> None:
        super().__init__()
        self._file = file
        self._digest = digest
        self._tell = tell

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader gives
        chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._took(chunk)
        return len(chunk)

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._took(chunk)
        return chunk

    def _took(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self._tell(len(chunk))


@dataclass(kw_only=True)
class _Look:
    """What was seen so far of a text file: whether a quotation is open, rows, and the header."""

    path: Path
    rows: int = -1
    _header: bytes = b""
    _header_done: bool = False
    _quoted: bool = False
    _begun: int = 0
    _last: bytes = b""
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("strict")
    )

    def take(self, text: bytes) -> None:
        """Look at the next piece."""
        self._letters(text)
        if not self._header_done:
            self._head(text)
        signs = np.frombuffer(text, dtype=np.uint8)
        open_here = np.cumsum(signs == _QUOTE, dtype=np.uint8) + np.uint8(self._quoted) & 1
        outside = open_here == 0
        self._quoted = bool(open_here[-1])
        ends = np.flatnonzero((signs == _LINE_FEED) & outside)
        self._returns(signs, outside)
        self._lengths(ends, len(text))
        self.rows += len(ends)
        self._last = text[-1:]

    def finish(self) -> tuple[Column, ...]:
        """Return the columns, once all of the file was looked at."""
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise self._no_text() from error
        if self._quoted:
            raise BadInput(f"`{self.path}` is cut short, or a quotation in it never ends")
        if self._last == b"\r":
            raise self._lone_return()
        if self._last not in {b"\n", b""}:
            self.rows += 1
        return _columns(self.path, self._header)

    def _letters(self, text: bytes) -> None:
        try:
            self._decoder.decode(text)
        except UnicodeDecodeError as error:
            raise self._no_text() from error
        if b"\x00" in text:
            raise BadInput(f"`{self.path}` holds a zero byte: it is not text", hint="save it as CSV in UTF-8")

    def _no_text(self) -> BadInput:
        return BadInput(f"`{self.path}` is not text in UTF-8", hint="save it as CSV in UTF-8")

    def _head(self, text: bytes) -> None:
        self._header += text
        end = _end_of_record(self._header)
        if end is None:
            if len(self._header) > MOST_BYTES_A_ROW:
                raise self._too_long()
            return
        self._header, self._header_done = self._header[:end], True

    def _returns(self, signs: _Bytes, outside: _Flags) -> None:
        """Refuse a carriage return that ends a line alone: readers differ on what it means."""
        if self._last == b"\r" and signs[0] != _LINE_FEED:
            raise self._lone_return()
        found = np.flatnonzero((signs == _RETURN) & outside)
        followed = found[found < len(signs) - 1]
        if np.any(signs[followed + 1] != _LINE_FEED):
            raise self._lone_return()

    def _lone_return(self) -> BadInput:
        return BadInput(
            f"`{self.path}` has a line that ends with a carriage return alone",
            hint="end lines with a line feed, or with both",
        )

    def _lengths(self, ends: _Places, size: int) -> None:
        if not len(ends):
            self._begun += size
            longest = self._begun
        else:
            longest = max(self._begun + int(ends[0]), int(np.diff(ends).max(initial=0)))
            self._begun = size - 1 - int(ends[-1])
        if max(longest, self._begun) > MOST_BYTES_A_ROW:
            raise self._too_long()

    def _too_long(self) -> BadInput:
        return BadInput(
            f"`{self.path}` has a row of more than {MOST_BYTES_A_ROW >> 20} MiB",
            hint="a quotation that never ends looks like one long row",
        )


def _end_of_record(text: bytes) -> int | None:
    quoted = False
    at = 0
    for part in text.split(b'"'):
        end = -1 if quoted else part.find(b"\n")
        if end >= 0:
            return at + end
        at += len(part) + 1
        quoted = not quoted
    return None


def _columns(path: Path, header: bytes) -> tuple[Column, ...]:
    text = header.decode("utf-8").removesuffix("\r")
    try:
        names = next(iter(csv.reader([text], strict=True)), [])
    except csv.Error as error:
        raise BadInput(f"the header of `{path}` is not CSV") from error
    if not names or not any(names):
        raise BadInput(f"`{path}` has no header", hint="the first row names the columns")
    return tuple(Column(name=name, type="VARCHAR") for name in names)
