"""The types of columns: as Spark reads them, and as they are written, which is as they came in."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa

from catalog.enforcement.inputs.seen import Column
from catalog.enforcement.recipe import Recipe, Step
from catalog.errors import BadInput

_TYPES: Final = {
    "BOOLEAN": ("boolean", pa.bool_()),
    "TINYINT": ("byte", pa.int8()),
    "SMALLINT": ("short", pa.int16()),
    "INTEGER": ("integer", pa.int32()),
    "BIGINT": ("long", pa.int64()),
    "UTINYINT": ("short", pa.uint8()),
    "USMALLINT": ("integer", pa.uint16()),
    "UINTEGER": ("long", pa.uint32()),
    "UBIGINT": ("decimal(20,0)", pa.uint64()),
    "FLOAT": ("float", pa.float32()),
    "DOUBLE": ("double", pa.float64()),
    "VARCHAR": ("string", pa.string()),
    "DATE": ("date", pa.date32()),
    "TIMESTAMP": ("timestamp_ntz", pa.timestamp("us")),
    "TIMESTAMPTZ": ("timestamp", pa.timestamp("us", "UTC")),
}
_MOST_DIGITS: Final = 38
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def read_type(column: Column) -> str:
    """Return the type by which Spark reads a column. Raises ``BadInput`` where it has none."""
    return _types(column)[0]


def written_schema(recipe: Recipe) -> pa.Schema:
    """Return the columns that a recipe lets through, with the types that they are written in."""
    return pa.schema([pa.field(step.column.name, _written(step)) for step in recipe.steps])


def _written(step: Step) -> pa.DataType:
    if step.treatment == "as-is":
        return _types(step.column)[1]
    return pa.int64() if step.treatment == "year-only" else pa.string()


def _types(column: Column) -> tuple[str, pa.DataType]:
    decimal = _DECIMAL.fullmatch(column.type)
    if decimal and int(decimal[1]) <= _MOST_DIGITS:
        return column.type.lower(), pa.decimal128(int(decimal[1]), int(decimal[2]))
    if column.type not in _TYPES:
        raise BadInput(f"column `{column.name}` is of type {column.type}, which Spark does not read")
    return _TYPES[column.type]
