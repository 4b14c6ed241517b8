"""Seal what a statement may read: a database file with the permitted columns in the permitted form alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from catalog.enforcement.inputs.scanning import listed, scan_of
from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.keys import HEX_DIGITS, HashKey
from catalog.errors import BadInput, CatalogError, WriteRefused
from catalog.records.release import Treatment

GIVEN: Final[frozenset[Treatment]] = frozenset({"as-is", "keyed-hash"})
"""The treatments that a sealed table can have; the others need all rows of a release at once."""

_TYPES: Final = {"integer": "BIGINT", "decimal": "DECIMAL(38, 10)", "date": "DATE", "boolean": "BOOLEAN"}
"""What a text becomes, by the type of its field's definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a statement may take: memory in MiB, threads, and seconds."""

    memory: int = 2048
    threads: int = 2
    seconds: float = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A field that is let in: its name inside, what is done to it, and the type of its definition."""

    field: str
    inside: str
    treatment: Treatment
    value_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedTable:
    """A dataset that is let in, from its data. One without columns has only as many rows."""

    dataset: str
    inside: str
    source: Input
    columns: tuple[SealedColumn, ...]


def seal(file: Path, tables: Sequence[SealedTable], *, key: HashKey | None, limits: Limits) -> None:
    """Write a database file that holds these tables and nothing else.

    Raises ``BadInput`` where data lacks a column, is damaged, or is not of the type that its definition says;
    no message holds a value. What does not fit in memory is kept beside the file, encrypted.
    """
    files = [str(one.path) for table in tables for one in table.source.files]
    try:
        with _opened(file, files, limits=limits) as connection:
            for table in tables:
                _fill(connection, table, key=key)
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise _rewritten(error) from None


def _opened(file: Path, files: Sequence[str], *, limits: Limits) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        str(file),
        config={
            "threads": limits.threads,
            "memory_limit": f"{limits.memory}MiB",
            "temp_directory": str(file.with_suffix(".spill")),
            "temp_file_encryption": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET allowed_paths = {listed(files)}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _fill(connection: duckdb.DuckDBPyConnection, table: SealedTable, *, key: HashKey | None) -> None:
    source, types = scan_of(table.source), {one.name: one.type for one in table.source.columns}
    missing = next((one.field for one in table.columns if one.field not in types), None)
    if missing is not None:
        raise BadInput(
            f"the data of `{table.dataset}` has no column `{missing}`",
            hint="a column is called exactly as lineage calls the field",
        )
    given: dict[str, Any] = {}
    if any(one.treatment == "keyed-hash" for one in table.columns):
        given = _blocks(key)
    written = [f"{_written(one, types[one.field])} AS {one.inside}" for one in table.columns]
    told = f"CREATE TABLE {table.inside} AS SELECT {', '.join(written) or 'true AS present'} FROM {source}"  # noqa: S608  # ours, quoted
    try:
        connection.execute(told, given)
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException):
        raise _mistyped(connection, table, types) from None
    rows = connection.execute(f"SELECT count(*) FROM {table.inside}").fetchall()[0][0]  # noqa: S608  # ours
    if table.source.changed() is not None or (table.source.rows is not None and rows != table.source.rows):
        raise BadInput(f"the data of `{table.dataset}` changed while it was read")


def _blocks(key: HashKey | None) -> dict[str, Any]:
    if key is None:
        raise ValueError("no key")
    inner, outer = key.padded()
    return {"inner": inner, "outer": outer}


def _written(column: SealedColumn, kind: str) -> str:
    """Return a column as it is let in, in the engine's SQL."""
    if column.treatment not in GIVEN:
        raise ValueError(column.treatment)
    value = _name(column.field)
    if column.treatment == "keyed-hash":
        inner = f"unhex(sha256($inner::BLOB || encode(CAST({value} AS VARCHAR))))"
        return f"substr(sha256($outer::BLOB || {inner}), 1, {HEX_DIGITS})"
    wanted = _wanted(column, kind)
    return f"CAST({value} AS {wanted})" if wanted else value


def _wanted(column: SealedColumn, kind: str) -> str | None:
    """Return the type that a text becomes; ``None`` where a value stays what it is."""
    return _TYPES.get(column.value_type or "") if kind == "VARCHAR" else None


def _mistyped(
    connection: duckdb.DuckDBPyConnection, table: SealedTable, types: dict[str, str]
) -> CatalogError:
    """Return an error that names the first column that holds something else than its definition says."""
    for one in table.columns:
        wanted = _wanted(one, types[one.field])
        if wanted is None or one.treatment != "as-is":
            continue
        value = _name(one.field)
        told = f"SELECT count({value}) - count(TRY_CAST({value} AS {wanted})) FROM {scan_of(table.source)}"  # noqa: S608  # ours, quoted
        if connection.execute(told).fetchall()[0][0]:
            return BadInput(
                f"column `{one.field}` of `{table.dataset}` holds a value that is no {one.value_type}",
                hint="`p20w tranche` names the rows",
            )
    return BadInput(f"the data of `{table.dataset}` is damaged, or cannot be read whole")


def _rewritten(error: duckdb.Error) -> CatalogError:
    """Return an error that says what is wrong and quotes nothing of the data."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return BadInput("the data needs more memory than the gate may take")
    said = str(error).lower()
    if "no space left" in said or "file too large" in said or "disk is full" in said:
        return WriteRefused("the disk is full: nothing was let through", hint="make room and ask again")
    return BadInput("the data is damaged, cut short or cannot be read whole")


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
