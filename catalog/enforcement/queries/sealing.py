"""Seal what a statement may read: a database file with the permitted columns in the permitted form alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import ibis

from catalog.enforcement.embedded import rewritten, show_columns
from catalog.enforcement.inputs.scanning import listed, scan_of
from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.queries.limits import Limits
from catalog.enforcement.recipe import SOURCE, Recipe, Step, released
from catalog.errors import BadInput, CatalogError

_TYPES: Final = {"integer": "BIGINT", "decimal": "DECIMAL(38, 10)", "date": "DATE", "boolean": "BOOLEAN"}
"""What a text becomes, by the type of its field's definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A field that is let in: what is done to it, its name inside, and the type of its definition."""

    step: Step
    inside: str
    value_type: str | None

    @property
    def wanted(self) -> str | None:
        """The type that a text becomes; ``None`` where a value stays what it is."""
        as_it_is = self.step.treatment == "as-is" and self.step.column.type == "VARCHAR"
        return _TYPES.get(self.value_type or "") if as_it_is else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedTable:
    """A dataset that is let in from its data: which rows and columns. Without columns it only has rows."""

    dataset: str
    inside: str
    source: Input
    recipe: Recipe
    columns: tuple[SealedColumn, ...]


def seal(file: Path, tables: Sequence[SealedTable], *, key: HashKey | None, limits: Limits) -> None:
    """Write a database file that holds these tables and nothing else.

    Raises ``BadInput`` where data is damaged, or is not of the type that its definition says; no message
    holds a value. What does not fit in memory is kept beside the file, encrypted.
    """
    files = [str(one.path.absolute()) for table in tables for one in table.source.files]
    try:
        with _opened(file, files, key=key, limits=limits) as connection:
            for table in tables:
                _fill(connection, table)
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise rewritten(error) from None


def _opened(
    file: Path, files: Sequence[str], *, key: HashKey | None, limits: Limits
) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        str(file),
        config={
            "threads": limits.threads,
            "memory_limit": f"{limits.memory}MiB",
            "temp_directory": str(file.with_suffix(".spill")),
            "temp_file_encryption": True,
            "force_mbedtls_unsafe": "true",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
        },
    )
    if key is not None:
        from catalog.enforcement.pseudonyms import bring_keyed_hash  # noqa: PLC0415  # brings Polars

        bring_keyed_hash(connection, key)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET allowed_paths = {listed(files)}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _fill(connection: duckdb.DuckDBPyConnection, table: SealedTable) -> None:
    source = scan_of(table.source)
    let_in = f"FROM {source}"
    if table.recipe.columns:
        show_columns(connection, source, table.recipe.columns)
        let_in = f"FROM ({ibis.to_sql(released(table.recipe), dialect='duckdb')})"
    written = ", ".join(map(_written, table.columns)) or "true AS present"
    try:
        connection.execute(f"CREATE TABLE {table.inside} AS {let_in} SELECT {written}")
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        raise _mistyped(connection, table) or rewritten(error) from None
    counted = SOURCE if table.recipe.tests else table.inside
    rows = connection.execute(f"SELECT count(*) FROM {counted}").fetchall()[0][0]  # noqa: S608  # ours
    if table.source.changed() is not None or (table.source.rows is not None and rows != table.source.rows):
        raise BadInput(f"the data of `{table.dataset}` changed while it was read")


def _written(column: SealedColumn) -> str:
    """Return a column as it is let in, in the engine's SQL."""
    value = _name(column.step.column.name)
    return (
        f"CAST({value} AS {column.wanted}) AS {column.inside}"
        if column.wanted
        else f"{value} AS {column.inside}"
    )


def _mistyped(connection: duckdb.DuckDBPyConnection, table: SealedTable) -> CatalogError | None:
    """Return an error that names the first column that holds something else than its definition says."""
    for one in table.columns:
        if one.wanted is None:
            continue
        name = one.step.column.name
        value = _name(name)
        told = f"SELECT count({value}) - count(TRY_CAST({value} AS {one.wanted})) FROM {SOURCE}"  # noqa: S608  # ours, quoted
        if connection.execute(told).fetchall()[0][0]:
            return BadInput(
                f"column `{name}` of `{table.dataset}` holds a value that is no {one.value_type}",
                hint="`p20w tranche` names the rows",
            )
    return None


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
