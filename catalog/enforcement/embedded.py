"""The embedded engine: DuckDB, sealed, on all cores and in bounded memory.

It may read the files that were looked at and write the one beside the output, and nothing else. What it
says of an error may quote values of the data, so none of its words go on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import ibis
import pyarrow as pa

from catalog.enforcement.beside import done_beside
from catalog.enforcement.inputs.scanning import listed, quoted, scan_of
from catalog.enforcement.inputs.seen import Column, Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import SOURCE, Recipe, Written, released
from catalog.errors import BadInput, CatalogError, WriteRefused

OutputKind = Literal["parquet", "csv"]
Tell = Callable[[float], object]
"""Is told which part of the work is done, from 0 to 1."""

_QUOTE: Final = '"'
_WRITTEN: Final = {
    "parquet": "FORMAT parquet, COMPRESSION snappy, WRITE_BLOOM_FILTER false",
    "csv": "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an engine may take: memory for its work in MiB, and threads."""

    memory: int = 1600
    threads: int = os.cpu_count() or 1


class Embedded:
    """A sealed connection that sees one input under the name that recipes know it by."""

    name: Final = f"DuckDB {duckdb.__version__}"
    """The engine and its version, as a receipt tells them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def write(self, recipe: Recipe, out: Path, *, kind: OutputKind, tell: Tell = lambda _: None) -> Written:
        """Write what a recipe lets through, in the order of the input."""
        query = ibis.to_sql(released(recipe), dialect="duckdb")
        told = f"COPY ({query}) TO {quoted(str(out))} ({_WRITTEN[kind]})"
        rows = int(self._run(told, tell=tell)[0][0])
        return Written(rows=rows, read=None if recipe.tests else rows)

    def count(self) -> int:
        """Count the rows of the input, by reading all of it."""
        return int(self.ask(ibis.table({}, name=SOURCE).count().as_table())[0][0])

    def ask(self, expression: Any) -> list[tuple[Any, ...]]:
        """Return the rows of an Ibis expression over the input."""
        return self._run(ibis.to_sql(expression, dialect="duckdb"))

    def _run(self, query: str, *, tell: Tell = lambda _: None) -> list[tuple[Any, ...]]:
        try:
            return done_beside(
                lambda: self._connection.execute(query).fetchall(),
                look=lambda: tell(max(self._connection.query_progress(), 0.0) / 100),
                break_off=self._connection.interrupt,
            )
        except (duckdb.Error, pa.ArrowException) as error:
            raise rewritten(error) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an engine is to see: columns of files that were looked at, or of a table's stream.

    A stream is read once; what is to be read more often is ``kept`` in the engine, in memory or encrypted.
    """

    data: Input
    columns: tuple[Column, ...]
    stream: pa.RecordBatchReader | None = None
    kept: bool = False


@contextmanager
def opened(
    source: Source, *, scratch: Path, key: HashKey | None = None, limits: Limits | None = None
) -> Iterator[Embedded]:
    """Give a sealed engine that sees the columns of a source, and no other.

    It may write in ``scratch`` alone. What does not fit in memory is kept in ``scratch`` too, encrypted by
    the cipher that DuckDB brings: the stronger one that it would rather use is an extension not shipped.
    """
    within = limits or Limits()
    connection = duckdb.connect(
        config={
            "disabled_optimizers": "in_clause",  # it makes a join of a long list, which keeps no order
            "threads": within.threads,
            "memory_limit": f"{within.memory}MiB",
            "temp_directory": str(scratch / "spill"),
            "temp_file_encryption": True,
            "force_mbedtls_unsafe": "true",
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
    )
    try:
        if key is not None:
            from catalog.enforcement.pseudonyms import bring_keyed_hash  # noqa: PLC0415  # brings Polars

            bring_keyed_hash(connection, key)
        _show(connection, source)
        paths = [str(file.path.absolute()) for file in source.data.files]
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = true")  # else nothing is known of how far it is
        connection.execute("SET enable_progress_bar_print = false")
        connection.execute(f"SET allowed_paths = {listed(paths)}")
        connection.execute(f"SET allowed_directories = {listed([str(scratch)])}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield Embedded(connection)
    except duckdb.Error as error:
        raise rewritten(error) from None
    finally:
        connection.close()


def _show(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    if source.stream is None:
        show_columns(connection, scan_of(source.data), source.columns)
        return
    connection.register("p20w_stream", source.stream)
    show_columns(connection, "p20w_stream", source.columns, made="TABLE" if source.kept else "VIEW")


def show_columns(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: Sequence[Column],
    *,
    made: Literal["VIEW", "TABLE"] = "VIEW",
) -> None:
    """Show the columns under the name that recipes know. Others do not exist for any query."""
    names = ", ".join(f'"{column.name.replace(_QUOTE, _QUOTE * 2)}"' for column in columns)
    connection.execute(f"CREATE OR REPLACE TEMP {made} {SOURCE} AS FROM {source} SELECT {names}")


def rewritten(error: BaseException) -> CatalogError:
    """Return an error that says what is wrong and quotes nothing of the data."""
    if isinstance(error, CatalogError):
        return error
    said = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return BadInput(
            "the data needs more memory than the gate may take", hint="give it more, or fewer columns"
        )
    if "No space left" in said or "File too large" in said or "disk is full" in said.lower():
        return WriteRefused("the disk is full: nothing was let through", hint="make room and gate again")
    if isinstance(
        error, duckdb.ConversionException | duckdb.InvalidInputException | duckdb.OutOfRangeException
    ):
        return BadInput(
            "a value of the data is not of its column's type, or the data is damaged",
            hint="`p20w tranche` names the rows",
        )
    return BadInput("the data is damaged, cut short or cannot be read whole: nothing was let through")
