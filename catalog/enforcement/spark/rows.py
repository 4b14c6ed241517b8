"""What Spark sees of the data: the columns that are asked for, read as the embedded engine reads them.

Where the two would read a value differently, it is refused here: its row ends the release.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq

from catalog.enforcement.inputs.seen import Column, FileSeen, Input, unreadable
from catalog.enforcement.recipe import Recipe
from catalog.enforcement.spark.installed import unwarned
from catalog.enforcement.spark.pieces import pieces_of
from catalog.enforcement.spark.shipped import DAMAGED, reading
from catalog.enforcement.spark.types import read_type
from catalog.errors import BadInput

if TYPE_CHECKING:
    from pyspark.sql import Column as Expression
    from pyspark.sql import DataFrame, SparkSession

MISFIT: Final = "p20w-misfit"
"""The word by which an error is known that comes of a value which is not of its column's type."""

_WITHIN: Final = {
    "DATE": ("date'0001-01-01'", "date'9999-12-31'"),
    "TIMESTAMP": (
        "timestamp_ntz'0001-01-01 00:00:00'",
        "timestamp_ntz'9999-12-31 23:59:59.999999'",
    ),
    "TIMESTAMPTZ": (
        "timestamp'0001-01-01 00:00:00+00:00'",
        "timestamp'9999-12-31 23:59:59.999999+00:00'",
    ),
}
_DAY: Final = r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z"
_NUMBER: Final = r"\A[+-]?[0-9]{1,29}([.][0-9]+)?\z"
_PATTERN: Final = re.compile(r"([\\{}\[\]*?])")
_OLD_CALENDAR: Final = (b"org.apache.spark.legacyDateTime", b"org.apache.spark.legacyINT96")
_MADE_BY: Final = b"org.apache.spark.version"


def rows_of(
    session: SparkSession, data: Input, columns: Sequence[Column], *, scratch: Path, piece: int
) -> DataFrame:
    """Return these columns of the data, in this order. Raises ``BadInput`` for what is not read here."""
    if data.kind == "parquet":
        return _parquet(session, data, columns, scratch=scratch)
    if data.kind == "csv":
        return _csv(session, data, columns, piece=piece)
    raise BadInput(
        "Spark does not read a table behind a database's URL",
        hint="leave `--engine` out, or export the table",
    )


def strict(rows: DataFrame, recipe: Recipe) -> DataFrame:
    """Return rows whose texts are days and numbers as every engine reads them, where a recipe asks so."""
    from pyspark.sql import functions as f  # noqa: PLC0415  # where it is asked for

    asked = {test.column.name: _NUMBER for test in recipe.tests if test.number}
    asked |= {step.column.name: _DAY for step in recipe.steps if step.treatment == "year-only"}
    texts = [column.name for column in recipe.columns if column.type == "VARCHAR" and column.name in asked]
    fit = {name: f.col(quoted(name)).rlike(asked[name]) for name in texts}
    return rows.select(
        *(
            _only(f.col(quoted(name)), fit[name], MISFIT).alias(name) if name in fit else f.col(quoted(name))
            for name in rows.columns
        )
    )


def quoted(name: str) -> str:
    """Return a column's name as Spark's SQL writes it, whatever signs are in it."""
    return "`" + name.replace("`", "``") + "`"


def _to_read(path: Path) -> str:
    """Return a path so that Spark looks nowhere but in files, and takes no sign of it for a pattern."""
    return _PATTERN.sub(r"\\\1", f"file://{path}")


def _parquet(session: SparkSession, data: Input, columns: Sequence[Column], *, scratch: Path) -> DataFrame:
    """Read Parquet files under names of ours: Spark reads more into a name than that it is one."""
    from pyspark.sql.types import StructType  # noqa: PLC0415  # where it is asked for

    schema = StructType()
    for column in columns:
        schema.add(column.name, read_type(column))
    for file in data.files:
        _same_reading(file, columns)
    links = Path(tempfile.mkdtemp(prefix="spark-input-", dir=scratch))
    for number, file in enumerate(data.files):
        (links / f"part-{number:05d}.parquet").symlink_to(file.path.resolve())
    rows = session.read.schema(schema).parquet(*(_to_read(one) for one in sorted(links.iterdir())))
    return rows.select(*(_sound(column) for column in columns))


def _csv(session: SparkSession, data: Input, columns: Sequence[Column], *, piece: int) -> DataFrame:
    """Read the pieces of a CSV file, each by a task of its own."""
    from pyspark.sql.types import StructType  # noqa: PLC0415  # where it is asked for

    schema = StructType()
    for column in columns:
        schema.add(column.name, "string")
    pieces = pieces_of(data, piece)
    read = reading(pieces, [one.name for one in data.columns], [one.name for one in columns])
    numbers = session.range(0, len(pieces), 1, max(len(pieces), 1))
    with unwarned():
        return numbers.mapInArrow(read, schema)


def _sound(column: Column) -> Expression:
    """Return a column whose texts are UTF-8, and whose days lie in years that have four digits."""
    from pyspark.sql import functions as f  # noqa: PLC0415  # where it is asked for

    value = f.col(quoted(column.name))
    if column.type == "VARCHAR":
        return _only(value, f.is_valid_utf8(value), DAMAGED).alias(column.name)
    if column.type in _WITHIN:
        first, last = (f.expr(day) for day in _WITHIN[column.type])
        return _only(value, (value >= first) & (value <= last), MISFIT).alias(column.name)
    return value


def _only(value: Expression, fit: Expression, word: str) -> Expression:
    """Return a value that is missing or fit; any other ends the work, with an error that says one word."""
    from pyspark.sql import functions as f  # noqa: PLC0415  # where it is asked for

    return f.when(value.isNull() | fit, value).otherwise(f.raise_error(f.lit(word)))


def _same_reading(file: FileSeen, columns: Sequence[Column]) -> None:
    """Raise ``BadInput`` for a file that Spark would read otherwise than the embedded engine does."""
    with _opened(file) as opened:
        told = opened.metadata.metadata or {}
        if any(key in told for key in _OLD_CALENDAR) or told.get(_MADE_BY, b"3").startswith((b"1.", b"2.")):
            raise BadInput(
                f"`{file.path}` holds days in the calendar of old Spark versions",
                hint="write it again with Spark 3 or newer, in the `CORRECTED` mode",
            )
        wanted = {column.name for column in columns}
        for place in range(len(opened.schema)):
            column = opened.schema.column(place)
            if column.path in wanted and _nanoseconds(column):
                raise BadInput(
                    f"column `{column.path}` of `{file.path}` holds nanoseconds, which Spark does not keep",
                    hint="write its times in microseconds",
                )


def _opened(file: FileSeen) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file.path, memory_map=False)
    except OSError as error:
        raise unreadable(file.path, error) from error


def _nanoseconds(column: Any) -> bool:
    kind = json.loads(column.logical_type.to_json())
    return bool(column.physical_type == "INT96" or kind.get("timeUnit") == "nanoseconds")
