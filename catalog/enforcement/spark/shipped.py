"""What travels to the workers: functions that need nothing of ours there, and whose errors quote nothing.

They are sent whole (pickled by value, since they are made within others). A worker needs the driver's Python
version, PySpark and PyArrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import pyarrow as pa

from catalog.enforcement.keys import HEX_DIGITS, HashKey
from catalog.enforcement.spark.pieces import TextPieces

UNREADABLE: Final = "p20w-unreadable"
DAMAGED: Final = "p20w-damaged"
"""Words by which an error that comes back is known: all that it says."""

_ROWS_AT_ONCE: Final = 16_384
_BYTES_AT_ONCE: Final = 33 << 20  # more than two of the longest records there may be


def hashing(key: HashKey) -> Callable[[pa.Array], pa.Array]:
    """Return what makes pseudonyms of a column's values. The key is in its closure and nowhere else."""
    inner, outer = key.padded()
    length = HEX_DIGITS // 2

    def keyed_hash(values: pa.Array) -> pa.Array:
        import hashlib  # noqa: PLC0415  # imported where it runs

        import pyarrow  # noqa: PLC0415

        begun, ended = hashlib.sha256(inner), hashlib.sha256(outer)

        def pseudonym(value: bytes) -> str:
            first, second = begun.copy(), ended.copy()
            first.update(value)
            second.update(first.digest())
            return second.digest()[:length].hex()

        coded = values.cast(pyarrow.binary()).dictionary_encode()
        known = [pseudonym(value) for value in coded.dictionary.to_pylist()]
        return pyarrow.array(known, pyarrow.string()).take(coded.indices)

    return keyed_hash


def reading(
    pieces: TextPieces, names: Sequence[str], wanted: Sequence[str]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what reads the pieces whose numbers it is given: these columns of theirs, and no other."""
    path, places, packed = str(pieces.path), pieces.places, pieces.packed
    all_names, some = list(names), list(wanted)
    unreadable, damaged = UNREADABLE, DAMAGED
    rows_at_once, bytes_at_once = _ROWS_AT_ONCE, _BYTES_AT_ONCE

    def read(numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import gzip  # noqa: PLC0415  # imported where it runs
        import zlib  # noqa: PLC0415
        from pathlib import Path  # noqa: PLC0415

        import pyarrow  # noqa: PLC0415
        import pyarrow.csv  # noqa: PLC0415

        def opened(number: int) -> Iterator[pyarrow.RecordBatch]:
            with Path(path).open("rb") as file:
                if packed:
                    with gzip.open(file) as text:
                        yield from parsed(text, block=bytes_at_once, header=1)
                    return
                start, end = places[number], places[number + 1]
                file.seek(start)
                piece = file.read(end - start)
            if len(piece) != end - start:
                raise EOFError
            yield from parsed(pyarrow.BufferReader(piece), block=len(piece) + 1, header=0)

        def parsed(text: object, *, block: int, header: int) -> pyarrow.csv.CSVStreamingReader:
            return pyarrow.csv.open_csv(
                text,
                pyarrow.csv.ReadOptions(
                    use_threads=False,
                    block_size=block,
                    column_names=all_names,
                    skip_rows_after_names=header,
                ),
                pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(some, pyarrow.string()),
                    include_columns=some,
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=False,
                ),
            )

        said = None
        try:
            for batch in numbers:
                for number in batch.column(0).to_pylist():
                    for piece in opened(number):
                        for at in range(0, piece.num_rows, rows_at_once):
                            yield piece.slice(at, rows_at_once)
        except (pyarrow.ArrowException, EOFError, gzip.BadGzipFile, zlib.error):
            said = damaged
        except OSError:
            said = unreadable
        if said is not None:
            raise RuntimeError(said)  # outside of any other error, whose words would go along

    return read
