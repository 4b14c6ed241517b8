"""Look at Parquet files before an engine reads them: are they whole, and is every part of one shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.enforcement.inputs.seen import UNREAD, Column, FileSeen, Input, stamp_of, unreadable
from catalog.errors import BadInput

MOST_BYTES_A_CHUNK: Final = 2 * 1024 * 1024 * 1024
"""A column of one row group that unpacks to more is not read, in bytes."""

MOST_BYTES_A_VALUE: Final = 1024 * 1024
"""The values of a chunk may be so long on average, in bytes."""

MOST_DIGITS: Final = 38
"""Decimal numbers of more digits are not read: engines make them inexact."""

_TYPES: Final = {
    "bool": "BOOLEAN",
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "uint8": "UTINYINT",
    "uint16": "USMALLINT",
    "uint32": "UINTEGER",
    "uint64": "UBIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "large_string": "VARCHAR",
    "string_view": "VARCHAR",
    "date32[day]": "DATE",
}


def look_at(path: Path) -> Input:
    """Look at a Parquet file, or at a folder of parts: at what their footers tell.

    Raises ``BadInput``; no message holds a value.
    """
    parts = list(_parts(path))
    files = tuple(_seen(part) for part in parts)
    shapes = [(part, *_shape(part)) for part in parts]
    _, columns, _, _ = shapes[0]
    for part, other, _, _ in shapes[1:]:
        if other != columns:
            raise BadInput(
                f"`{part}` has other columns or types than `{parts[0]}`",
                hint="all parts of one table have one schema, in one order",
            )
    return Input(
        kind="parquet",
        files=files,
        columns=columns,
        rows=sum(rows for _, _, rows, _ in shapes),
        unpacked=max(unpacked for _, _, _, unpacked in shapes),
    )


def _seen(part: Path) -> FileSeen:
    try:
        return FileSeen(path=part, stamp=stamp_of(part))
    except OSError as error:
        raise unreadable(part, error) from error


def _parts(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    try:
        found = sorted(path.iterdir())
    except OSError as error:
        raise unreadable(path, error) from error
    parts = [one for one in found if not one.name.startswith((".", "_"))]
    if not parts:
        raise BadInput(f"`{path}` holds no Parquet files")
    for part in parts:
        if not part.is_file() or part.suffix != ".parquet":
            raise BadInput(f"`{part}` is no Parquet file", hint="a folder of parts holds nothing else")
        yield part


def _shape(part: Path) -> tuple[tuple[Column, ...], int, int]:
    """Return the columns and rows that a file's footer tells of, and the bytes of its largest row group."""
    try:
        with pq.ParquetFile(part, memory_map=False) as file:
            schema, footer = file.schema_arrow, file.metadata
            columns = tuple(Column(name=field.name, type=_type(field.type)) for field in schema)
            return columns, footer.num_rows, _unpacked(part, footer)
    except OSError as error:
        if error.errno:
            raise unreadable(part, error) from error
        raise _damaged(part) from error
    except (pa.ArrowException, ValueError) as error:
        raise _damaged(part) from error


def _damaged(part: Path) -> BadInput:
    return BadInput(f"`{part}` is no Parquet file, or is damaged or cut short")


def _type(told: pa.DataType) -> str:
    kind = told.value_type if pa.types.is_dictionary(told) else told
    if pa.types.is_decimal(kind) and kind.precision <= MOST_DIGITS:
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP" if kind.tz is None else "TIMESTAMPTZ"
    return _TYPES.get(str(kind), UNREAD)


def _unpacked(part: Path, footer: pq.FileMetaData) -> int:
    """Return the bytes of the largest row group. A value that is too long is ``BadInput``."""
    most = 0
    for group in range(footer.num_row_groups):
        rows = footer.row_group(group)
        most = max(most, rows.total_byte_size)
        for place in range(rows.num_columns):
            chunk = rows.column(place)
            values = max(chunk.num_values, 1)
            size = chunk.total_uncompressed_size
            if size > MOST_BYTES_A_CHUNK or size / values > MOST_BYTES_A_VALUE:
                raise BadInput(f"`{part}` holds values that are too long to be let through")
    return most
