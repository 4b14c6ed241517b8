"""Count in a dataset's file how often each rule is broken, and find the first rows that break it.

One scan counts for all rules at once. Only where something was found, the first rows are looked for. What the
engine says is never passed on: its errors quote values.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.tranches.conditions import named, quoted
from catalog.enforcement.tranches.sources import LONGEST_SHOWN, Source, source_of
from catalog.errors import BadInput
from catalog.records.tranche import Example

MEMORY: Final = "512MB"
"""So much memory the engine takes before it writes to disk."""

_ROWS_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that a row must not meet. ``shows`` is the column whose values may be shown with it."""

    sql: str
    shows: str | None

    @property
    def value(self) -> str:
        """What may be shown of a row, in SQL."""
        shown = self.shows
        return "NULL" if shown is None else f"left({named(shown)}::VARCHAR, {LONGEST_SHOWN + 1})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """How many rows meet a condition, and the first of them."""

    count: int
    examples: tuple[Example, ...]


@dataclass(slots=True, kw_only=True)
class _Awaited:
    """The rows found so far that meet a condition, and how many more are wanted."""

    wanted: int
    found: list[tuple[int, str | None]] = field(default_factory=list)


class Scanner:
    """An engine in a folder of its own, which is gone afterwards."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._folder = folder
        self._connection = connection

    def broken(self, seen: Input, conditions: Sequence[Condition], *, most: int) -> tuple[Broken, ...]:
        """Return for each condition how many rows meet it, with at most so many examples.

        Raises ``BadInput`` where the engine cannot read the file, or reads more or fewer rows than it has.
        """
        source = source_of(seen, self._folder)
        counted = ", ".join(["count(*)", *(f"coalesce(count_if({one.sql}), 0)" for one in conditions)])
        try:
            rows, *counts = self._ask(f"SELECT {counted} FROM {source.plain}")[0]
            if rows != seen.rows:
                raise _unread(seen)
            met = {at: _Awaited(wanted=min(most, count)) for at, count in enumerate(counts) if count and most}
            if source.by_column:
                self._look_by_column(source, conditions, met)
            elif met:
                self._look_through(source, conditions, met)
        except (duckdb.Error, pa.ArrowException, OSError) as fault:
            raise _unread(seen, fault) from None  # the engine's words quote values
        return tuple(
            Broken(
                count=count,
                examples=tuple(source.example(*one) for one in (met[at].found if at in met else ())),
            )
            for at, count in enumerate(counts)
        )

    def repeated(self, seen: Input, key: Sequence[str], *, most: int) -> Broken:
        """Return how many rows have the same key as an earlier one, exactly; rows without one have none."""
        source = source_of(seen, self._folder)
        columns = ", ".join(map(named, key))
        there = " AND ".join(f"{named(name)} IS NOT NULL" for name in key)
        twice = f"SELECT {columns}, count(*) AS n FROM {source.plain} WHERE {there} GROUP BY ALL HAVING n > 1"
        again = f"row_number() OVER (PARTITION BY {columns} ORDER BY p20w_row) AS again"
        of_these = (
            f"SELECT t.p20w_row, {again} FROM {source.numbered} t SEMI JOIN ({twice}) USING ({columns})"
        )
        rows = []
        try:
            ((count,),) = self._ask(f"SELECT coalesce(sum(n - 1), 0)::BIGINT FROM ({twice})")
            if count and most:
                found = f"SELECT p20w_row FROM ({of_these}) WHERE again > 1"
                rows = self._ask(f"{found} ORDER BY 1 LIMIT {most}")
        except duckdb.Error as fault:
            raise _unread(seen, fault) from None  # the engine's words quote values
        return Broken(count=count, examples=tuple(source.example(row, None) for (row,) in rows))

    def _look_by_column(
        self, source: Source, conditions: Sequence[Condition], met: Mapping[int, _Awaited]
    ) -> None:
        """Look for the rows of one condition after another: only the columns it needs are read.

        The engine keeps the order of rows, so it ends as soon as it has enough.
        """
        for at, awaited in met.items():
            one = conditions[at]
            found = f"SELECT p20w_row, {one.value} FROM {source.numbered} WHERE {one.sql}"
            awaited.found += sorted(self._ask(f"{found} LIMIT {awaited.wanted}"))

    def _look_through(
        self, source: Source, conditions: Sequence[Condition], met: Mapping[int, _Awaited]
    ) -> None:
        """Look for the rows of all conditions in one reading, that ends as soon as all have enough."""
        asked = ", ".join(
            f"coalesce({conditions[at].sql}, false) AS met_{at}, {conditions[at].value} AS value_{at}"
            for at in met
        )
        rows = self._connection.sql(f"SELECT p20w_row, {asked} FROM {source.numbered}")
        batches: pa.RecordBatchReader = rows.to_arrow_reader(_ROWS_AT_ONCE)
        for batch in batches:
            waiting = False
            for at, awaited in met.items():
                awaited.found += _first(batch, at, most=awaited.wanted - len(awaited.found))
                waiting = waiting or len(awaited.found) < awaited.wanted
            if not waiting:
                break
        batches.close()

    def _ask(self, query: str) -> list[Any]:
        return self._connection.execute(query).fetchall()


def _first(batch: pa.RecordBatch, at: int, *, most: int) -> Iterator[tuple[int, str | None]]:
    """Yield the first rows of a batch that meet a condition, with what may be shown of each."""
    if most > 0:
        meets = batch.column(f"met_{at}").to_numpy(zero_copy_only=False)
        for place in np.flatnonzero(meets)[:most].tolist():
            yield batch.column("p20w_row")[place].as_py(), batch.column(f"value_{at}")[place].as_py()


@contextmanager
def scanner(*, memory: str = MEMORY) -> Iterator[Scanner]:
    """Give an engine that takes bounded memory, and writes what does not fit into a private folder."""
    with tempfile.TemporaryDirectory(prefix="p20w-tranche-") as made:
        folder = Path(made)
        connection = duckdb.connect(":memory:")
        try:
            for setting, value in (
                ("memory_limit", memory),
                ("temp_directory", str(folder / "spilled")),
                (
                    "force_mbedtls_unsafe",
                    "true",
                ),  # else nothing encrypted is written at all
                ("temp_file_encryption", "true"),
                ("threads", str(os.cpu_count() or 1)),
                ("preserve_insertion_order", "true"),
                ("autoinstall_known_extensions", "false"),
                ("autoload_known_extensions", "false"),
                ("enable_external_file_cache", "false"),
            ):
                connection.execute(f"SET {setting} = {quoted(value)}")
            connection.execute("SET lock_configuration = true")
            yield Scanner(folder, connection)
        finally:
            connection.close()


def _unread(seen: Input, fault: Exception | None = None) -> BadInput:
    if isinstance(fault, duckdb.OutOfMemoryException):
        return BadInput(
            f"`{seen.files[0].path}` needs more memory, or more room for what is laid aside, than there is",
            hint="make room in the folder for temporary files (TMPDIR), or check fewer columns at once",
        )
    return BadInput(
        f"`{seen.files[0].path}` cannot be read row by row",
        hint="lines that end in two ways are one cause: write the file again from the source",
    )
