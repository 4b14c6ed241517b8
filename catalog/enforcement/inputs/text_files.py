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
from pathlib import Path
from typing import BinaryIO

from catalog.enforcement.inputs.records_seen import Misshapen, Records
from catalog.enforcement.inputs.seen import (
    CHUNK,
    Column,
    FileSeen,
    Input,
    Tell,
    require_same,
    stamp_of,
    unreadable,
)
from catalog.errors import BadInput


def look_through(path: Path, *, tell: Tell = lambda _: None) -> Input:
    """Look a CSV file through, packed by gzip or not. Raises ``BadInput``; no message holds a value."""
    digest = hashlib.sha256()
    try:
        stamp = stamp_of(path)
        with path.open("rb", buffering=0) as file:
            look = _Look(path)
            for text in _unpacked(file, path, digest=digest, tell=tell):
                look.take(text)
        require_same(path, stamp)
    except OSError as error:
        raise unreadable(path, error) from error
    columns, rows = look.finish()
    seen = FileSeen(path=path, stamp=stamp, sha256=digest.hexdigest())
    return Input(kind="csv", files=(seen,), columns=columns, rows=rows)


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


class _Look:
    """What was seen so far of a text file: its letters, its header and its records."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._header = b""
        self._header_done = False
        self._records = Records()
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")

    def take(self, text: bytes) -> None:
        """Look at the next piece."""
        self._letters(text, final=False)
        if not self._header_done:
            self._head(text)
        try:
            self._records.take(text)
        except Misshapen as fault:
            raise self._no_csv(fault) from fault

    def finish(self) -> tuple[tuple[Column, ...], int]:
        """Return the columns and the number of rows, once all of the file was looked at."""
        self._letters(b"", final=True)
        try:
            self._records.finish()
        except Misshapen as fault:
            raise self._no_csv(fault) from fault
        return _columns(self._path, self._header), self._records.seen - 1

    def _letters(self, text: bytes, *, final: bool) -> None:
        try:
            self._decoder.decode(text, final=final)
        except UnicodeDecodeError as error:
            raise BadInput(f"`{self._path}` is not text in UTF-8", hint="save it as CSV in UTF-8") from error
        if b"\x00" in text:
            raise BadInput(
                f"`{self._path}` holds a zero byte: it is not text", hint="save it as CSV in UTF-8"
            )

    def _no_csv(self, fault: Misshapen) -> BadInput:
        return BadInput(
            f"`{self._path}` is not CSV as RFC 4180 has it: {fault}",
            hint="nothing is guessed: write it again with quotes where values need them",
        )

    def _head(self, text: bytes) -> None:
        self._header += text
        end = _end_of_record(self._header)
        if end is not None:
            self._header, self._header_done = self._header[:end], True


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
