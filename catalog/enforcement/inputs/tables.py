"""A table behind a database's URL, read as a stream: only the columns that are asked for leave it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from catalog.enforcement.inputs.seen import UNREAD, Column, Input
from catalog.errors import BadInput, CatalogError

_ROWS_AT_ONCE: Final = 50_000
_BACKENDS: Final = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table and its database. The URL may hold a password, so no message and no log shows it."""

    url: sa.URL
    table: str
    schema: str | None


def place_of(text: str, table: str | None) -> Place:
    """Read a database's URL; the table stands after ``#`` or is named beside. Raises ``BadInput``."""
    address, _, named = text.partition("#")
    whole = table or named
    if not whole:
        raise BadInput("the database's table is not named", hint="say --table NAME, or write URL#NAME")
    try:
        url = sa.make_url(address)
    except SQLAlchemyError as error:
        raise BadInput("the database's URL cannot be read") from error
    if url.get_backend_name() not in _BACKENDS:
        raise BadInput("the database is of a kind that is not read", hint="SQLite and PostgreSQL are")
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    schema, dot, name = whole.rpartition(".")
    return Place(url=url, table=name, schema=schema if dot else None)


@contextmanager
def opened(place: Place) -> Iterator[tuple[sa.Connection, sa.Table]]:
    """Connect to the database, to read only, and find the table. Raises ``BadInput``."""
    if place.url.get_backend_name() == "sqlite" and not Path(place.url.database or "").is_file():
        raise BadInput("there is no SQLite database at the URL's path")
    try:
        engine = sa.create_engine(place.url, hide_parameters=True, poolclass=sa.NullPool)
        with engine.connect() as connection:
            if place.url.get_backend_name() == "sqlite":
                connection.exec_driver_sql("PRAGMA query_only = ON")
            else:
                connection.execution_options(postgresql_readonly=True)
            yield connection, _reflected(connection, place)
    except SQLAlchemyError:
        raise BadInput(
            "the database's table cannot be read", hint="is the database there, and may it be read?"
        ) from None  # the driver's words may hold a password or a value


def look_up(place: Place) -> Input:
    """Return the table's columns. How many rows it has only reading tells."""
    with opened(place) as (_, table):
        columns = tuple(Column(name=column.name, type=_type(column)[0]) for column in table.columns)
    return Input(kind="table", files=(), columns=columns, rows=None)


@contextmanager
def streamed(place: Place, names: Sequence[str]) -> Iterator[pa.RecordBatchReader]:
    """Give the columns as a stream of Arrow batches. A value of another type than its column's raises.

    Whoever reads the stream may say of such a fault only that there was one: it is raised here again.
    """
    with opened(place) as (connection, table):
        columns = [table.columns[name] for name in names]
        schema = pa.schema([(column.name, _type(column)[1]) for column in columns])
        asked = sa.select(*columns).execution_options(yield_per=_ROWS_AT_ONCE)
        faults: list[CatalogError] = []
        with connection.execute(asked) as rows:
            try:
                yield pa.RecordBatchReader.from_batches(schema, _batches(rows, schema, faults))
            except CatalogError as error:
                raise (faults or [error])[0] from None


def _batches(
    rows: sa.CursorResult[Any], schema: pa.Schema, faults: list[CatalogError]
) -> Iterator[pa.RecordBatch]:
    for part in rows.partitions():
        try:
            arrays = [
                _array(field, values) for field, values in zip(schema, zip(*part, strict=True), strict=True)
            ]
        except CatalogError as error:
            faults.append(error)
            raise
        yield pa.record_batch(arrays, schema=schema)


def _array(field: pa.Field, values: Sequence[Any]) -> pa.Array:
    try:
        return pa.array(values, type=field.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise BadInput(
            f"column `{field.name}` of the table holds a value that is not of the column's type"
        ) from None  # Arrow's words hold the value


def _reflected(connection: sa.Connection, place: Place) -> sa.Table:
    inspector = sa.inspect(connection)
    known = {*inspector.get_table_names(place.schema), *inspector.get_view_names(place.schema)}
    if place.table not in known:
        raise BadInput(f"the database has no table `{place.table}`")
    return sa.Table(place.table, sa.MetaData(), schema=place.schema, autoload_with=connection)


def _type(column: sa.Column[Any]) -> tuple[str, pa.DataType]:
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return "BOOLEAN", pa.bool_()
    if isinstance(kind, sa.Integer):
        return "BIGINT", pa.int64()
    if isinstance(kind, sa.Float):
        return "DOUBLE", pa.float64()
    if isinstance(kind, sa.Numeric) and kind.precision:
        return f"DECIMAL({kind.precision},{kind.scale or 0})", pa.decimal128(kind.precision, kind.scale or 0)
    if isinstance(kind, sa.String):
        return "VARCHAR", pa.string()
    if isinstance(kind, sa.Date):
        return "DATE", pa.date32()
    if isinstance(kind, sa.DateTime):
        return (
            ("TIMESTAMPTZ", pa.timestamp("us", tz="UTC"))
            if kind.timezone
            else ("TIMESTAMP", pa.timestamp("us"))
        )
    return UNREAD, pa.null()
