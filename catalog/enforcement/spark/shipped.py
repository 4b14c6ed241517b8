"""What travels to the workers: functions that need nothing of ours there, and whose errors quote nothing.

They are made within others, for such are sent whole (pickled by value). A worker needs the version of Python
that is used here, PySpark and PyArrow.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from catalog.enforcement.keys import HEX_DIGITS, HashKey
from catalog.enforcement.spark.pieces import TextPieces

UNREADABLE: Final = "p20w-unreadable"
DAMAGED: Final = "p20w-damaged"
FULL: Final = "p20w-full"
UNWRITABLE: Final = "p20w-unwritable"
"""Words by which an error that comes back is known: all that it says."""

_BYTES_A_PSEUDONYM: Final = HEX_DIGITS // 2
_ROWS_AT_ONCE: Final = 16_384
_BYTES_AT_ONCE: Final = 33 << 20
"""More than two of the longest records that there may be."""
_ROWS_A_GROUP: Final = 131_072
_BYTES_A_GROUP: Final = 64 << 20
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_Batches = Iterator[pa.RecordBatch]


def hashing(key: HashKey) -> Callable[[pa.Array], pa.Array]:
    """Return what makes pseudonyms of a column's values. The key is in its closure and nowhere else."""
    inner, outer = key.padded()

    def keyed_hash(values: pa.Array) -> pa.Array:
        begun, ended = hashlib.sha256(inner), hashlib.sha256(outer)

        def pseudonym(value: bytes) -> str:
            first, second = begun.copy(), ended.copy()
            first.update(value)
            second.update(first.digest())
            return second.digest()[:_BYTES_A_PSEUDONYM].hex()

        coded = values.cast(pa.binary()).dictionary_encode()
        known = [pseudonym(value) for value in coded.dictionary.to_pylist()]
        return pa.array(known, pa.string()).take(coded.indices)

    return keyed_hash


def reading(
    pieces: TextPieces, names: Sequence[str], wanted: Sequence[str]
) -> Callable[[_Batches], _Batches]:
    """Return what reads the pieces whose numbers it is given: these columns of theirs, and no other."""
    opened = _opening(pieces, _parsing(names, wanted))

    def read(numbers: _Batches) -> _Batches:
        said = ""
        try:
            for batch in numbers:
                for number in batch.column(0).to_pylist():
                    for piece in opened(number):
                        for at in range(0, piece.num_rows, _ROWS_AT_ONCE):
                            yield piece.slice(at, _ROWS_AT_ONCE)
        except (pa.ArrowException, EOFError, gzip.BadGzipFile, zlib.error):
            said = DAMAGED
        except OSError:
            said = UNREADABLE
        if said:
            raise RuntimeError(said)  # outside of the other error, whose words would go along

    return read


def writing(folder: Path, schema: pa.Schema) -> Callable[[_Batches], _Batches]:
    """Return what writes rows, if there are any, as a Parquet part, and tells its number, name and rows.

    A part that is written twice, since a worker was lost, has another name each time: that which is told is
    whole. Spark's own writer lists encodings in an order that is another one in every Java process; this one
    gives the same bytes again.
    """
    into = str(folder)
    put = _putting(schema)

    def write(batches: _Batches) -> _Batches:
        from pyspark import TaskContext  # noqa: PLC0415  # an extra

        task: Any = TaskContext.get()
        number, name = task.partitionId(), f"{task.taskAttemptId()}.parquet"
        for first in batches:
            said = ""
            rows = 0
            try:
                with Path(into, name).open("xb") as file:
                    rows = put(file, first, batches)
            except OSError as error:
                said = FULL if error.errno in _NO_ROOM else UNWRITABLE
            if said:
                raise RuntimeError(said)  # outside of the other error, whose words would go along
            yield pa.record_batch({"number": [number], "name": [name], "rows": [rows]})

    return write


def _putting(schema: pa.Schema) -> Callable[[BinaryIO, pa.RecordBatch, _Batches], int]:
    """Return what writes batches as groups of rows, and counts the rows."""
    names = schema.names

    def put(file: BinaryIO, first: pa.RecordBatch, batches: _Batches) -> int:
        held, rows = pa.Table.from_batches([first]), 0
        with pq.ParquetWriter(file, schema, compression="snappy", store_schema=False) as writer:
            for batch in batches:
                if held.num_rows >= _ROWS_A_GROUP or held.nbytes >= _BYTES_A_GROUP:
                    writer.write_table(held.rename_columns(names).cast(schema), row_group_size=held.num_rows)
                    held, rows = pa.Table.from_batches([batch]), rows + held.num_rows
                else:
                    held = pa.concat_tables([held, pa.Table.from_batches([batch])])
            writer.write_table(held.rename_columns(names).cast(schema), row_group_size=max(held.num_rows, 1))
        file.flush()
        os.fsync(file.fileno())
        return rows + int(held.num_rows)

    return put


def _opening(pieces: TextPieces, parsed: Callable[..., _Batches]) -> Callable[[int], _Batches]:
    path, places, packed = str(pieces.path), pieces.places, pieces.packed
    ended: Any = _ending()

    def opened(number: int) -> _Batches:
        with Path(path).open("rb") as file:
            if packed:
                with gzip.open(file) as text:
                    yield from parsed(ended(text), block=_BYTES_AT_ONCE, header=1)
                return
            start, end = places[number], places[number + 1]
            file.seek(start)
            piece = file.read(end - start)
        if len(piece) != end - start:
            raise EOFError
        whole = piece if piece.endswith(b"\n") else piece + b"\n"
        yield from parsed(pa.BufferReader(whole), block=len(whole) + 1, header=0)

    return opened


def _ending() -> Callable[[IO[bytes]], IO[bytes]]:
    """Return what ends a text's last line: PyArrow else takes a value missing there for an empty one."""

    class Ended(io.RawIOBase):
        def __init__(self, text: IO[bytes]) -> None:
            self._text = text
            self._last = b""

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            piece = self._text.read(size)
            if not piece and self._last != b"\n":
                piece = b"\n"
            self._last = piece[-1:] or self._last
            return piece

    return cast("Callable[[IO[bytes]], IO[bytes]]", Ended)


def _parsing(names: Sequence[str], wanted: Sequence[str]) -> Callable[..., _Batches]:
    """Return what parses text: a value without quotes and without signs is none, one in quotes is empty."""
    every, some = [*names], [*wanted]

    def parsed(text: object, *, block: int, header: int) -> _Batches:
        read: _Batches = csv.open_csv(
            text,
            csv.ReadOptions(
                use_threads=False, block_size=block, column_names=every, skip_rows_after_names=header
            ),
            csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(some, pa.string()),
                include_columns=some,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        return read

    return parsed
