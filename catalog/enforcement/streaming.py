"""The engine of rows from Parquet to Parquet: Polars, in a stream, on all cores and in bounded memory.

It runs the recipe that every engine runs, in half the time of the embedded one, which answers the questions
that a release asks beforehand (``docs/design/gate.md``). It skips no rows by what a file's statistics tell
of them: each is read and counted. What it says of an error may quote values, so none of its words go on.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import ibis
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from polars.exceptions import PanicException, PolarsError

from catalog.enforcement.beside import done_beside
from catalog.enforcement.embedded import Embedded, OutputKind, Tell, rewritten
from catalog.enforcement.inputs.seen import Column, Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.pseudonyms import pseudonyms
from catalog.enforcement.quiet import quiet
from catalog.enforcement.recipe import SOURCE, Recipe, Written, released
from catalog.errors import BadInput, CatalogError

MOST_UNPACKED: Final = 320 * 1024 * 1024
"""Row groups that unpack to more bytes are left to the engine that spills to disk."""

_WIDEST: Final = 4_096
"""So many bytes the longest texts of all columns may have together, else the rows are left to it too.

It is no mean of a batch: batches differ with the number of cores, and the same release gives the same bytes.
"""

_ROWS_AT_ONCE: Final = 10_000
_ROWS_A_GROUP: Final = 122_880
_EPOCH: Final = date(1970, 1, 1)
_FIRST_DAY: Final = (date(1, 1, 1) - _EPOCH).days
_LAST_DAY: Final = (date(9999, 12, 31) - _EPOCH).days


class _Over(CatalogError):
    """Nobody waits for the rows any more."""


class _NotForUs(CatalogError):
    """The other engine is to have the last word on these rows."""


def streams(data: Input) -> bool:
    """Say whether the engine takes the data: Parquet, in row groups of a size, with plain names of columns.

    It reads ``*`` and what begins with ``^`` as a pattern of names.
    """
    plain = not any(column.name.startswith(("*", "^")) for column in data.columns)
    return data.kind == "parquet" and data.unpacked <= MOST_UNPACKED and plain


class Streaming:
    """One input: its rows are streamed, and questions about it are answered by the embedded engine.

    That one has the last word too: rows that are too wide for a stream, or that this one cannot read, are
    written by it, or refused in its words. ``name`` is that of the engine that wrote.
    """

    def __init__(self, data: Input, answering: Embedded, *, key: HashKey | None) -> None:
        self.name = f"Polars {pl.__version__}"
        self._data = data
        self._key = key
        self._answering = answering
        self.ask = answering.ask
        self.count = answering.count

    def write(
        self, recipe: Recipe, out: Path, *, kind: OutputKind = "parquet", tell: Tell = lambda _: None
    ) -> Written:
        """Write what a recipe lets through as Parquet, in the order of the input.

        Raises ``BadInput`` where the data is damaged, ``WriteRefused`` where the disk is full.
        """
        if kind != "parquet":
            raise BadInput("rows are streamed to Parquet alone", hint="name the output .parquet")
        watch = _Watch(of=self._data.rows or 0)
        try:
            with quiet(), pl.Config(streaming_chunk_size=_ROWS_AT_ONCE):
                rows = self._treated(recipe, watch)
                done_beside(
                    lambda: _sink(rows, out), look=lambda: tell(watch.part()), break_off=watch.over.set
                )
                return Written(rows=_rows_in(out), read=watch.seen)
        except OSError as error:
            raise rewritten(error) from None
        except (PolarsError, PanicException, _NotForUs):
            out.unlink(missing_ok=True)
            self.name = self._answering.name
            return self._answering.write(recipe, out, kind=kind, tell=tell)

    def _treated(self, recipe: Recipe, watch: _Watch) -> pl.LazyFrame:
        """Return what is let through; pseudonyms are made last, of what the recipe turned into text."""
        rows = watch.on(_scanned(self._data, recipe.columns), recipe)
        engine = ibis.polars.connect({SOURCE: rows})
        treated: pl.LazyFrame = engine.compile(released(recipe, hashed=lambda text: text))
        names = [step.column.name for step in recipe.steps if step.treatment == "keyed-hash"]
        return treated.with_columns(pseudonyms(names, self._key)) if names else treated


class _Watch:
    """Sees every row that is read: counts it, and breaks off work that is over or not for a stream."""

    def __init__(self, *, of: int) -> None:
        self.over = threading.Event()
        self.seen = 0
        self._of = of
        self._longest: dict[str, int] = {}
        self._alone = threading.Lock()

    def part(self) -> float:
        """Return which part of the rows was read, from 0 to 1."""
        return min(self.seen / self._of, 1.0) if self._of else 0.0

    def on(self, rows: pl.LazyFrame, recipe: Recipe) -> pl.LazyFrame:
        """Return the rows with a watch on them: one look a batch, since each look stops all others."""
        first = recipe.columns[0].name
        texts = [column.name for column in recipe.columns if column.type == "VARCHAR"]
        days = _days_as_texts(recipe)

        def see(values: Sequence[pl.Series]) -> pl.Series:
            self._count(len(values[0]))
            self._see_texts(values[1 : 1 + len(texts)])
            _see_days(values[1 + len(texts) :])
            return values[0]

        seen = [pl.col(name) for name in (first, *texts, *days)]
        kind = rows.collect_schema()[first]
        return rows.with_columns(
            pl.map_batches(seen, see, return_dtype=kind, is_elementwise=True).alias(first)
        )

    def _count(self, rows: int) -> None:
        if self.over.is_set():
            raise _Over("broken off")
        with self._alone:
            self.seen += rows

    def _see_texts(self, texts: Sequence[pl.Series]) -> None:
        """Raise ``_NotForUs`` where rows of the longest texts would burst a row group."""
        longest = {text.name: int(text.str.len_bytes().max() or 0) for text in texts}  # type: ignore[arg-type]  # a number
        with self._alone:
            self._longest = {name: max(self._longest.get(name, 0), many) for name, many in longest.items()}
            if sum(self._longest.values()) > _WIDEST:
                raise _NotForUs("too wide")


def _days_as_texts(recipe: Recipe) -> list[str]:
    """Return the columns of days that are somewhere taken as texts."""
    written = {step.column for step in recipe.steps if step.treatment in {"keyed-hash", "rare-grouped"}}
    tested = {test.column for test in recipe.tests}
    return [column.name for column in recipe.columns if column.type == "DATE" and column in written | tested]


def _see_days(days: Sequence[pl.Series]) -> None:
    """Raise ``_NotForUs`` for days that engines write differently."""
    for values in days:
        if not values.to_physical().drop_nulls().is_between(_FIRST_DAY, _LAST_DAY).all():
            raise _NotForUs("a day out of range")


def _scanned(data: Input, columns: tuple[Column, ...]) -> pl.LazyFrame:
    """Return the columns as they are read, each of the type that was seen, whatever a footer hints at."""
    rows = pl.scan_parquet(
        [file.path.absolute() for file in data.files],
        glob=False,
        hive_partitioning=False,
        use_statistics=False,
        cache=False,
        credential_provider=None,
    )
    types = rows.collect_schema()
    return rows.select(_plain(column, types[column.name]) for column in columns)


def _plain(column: Column, kind: pl.DataType) -> pl.Expr:
    value = pl.col(column.name)
    if column.type == "VARCHAR":
        if kind != pl.String:  # a cast would unpack coded texts before anybody sees how long they are
            raise _NotForUs("coded texts")
        return value
    if isinstance(kind, pl.Datetime) and kind.time_unit == "ms":
        value = value.dt.cast_time_unit("us")
    return value.dt.convert_time_zone("UTC") if column.type == "TIMESTAMPTZ" else value


def _sink(rows: pl.LazyFrame, out: Path) -> None:
    rows.sink_parquet(
        out,
        compression="snappy",
        row_group_size=_ROWS_A_GROUP,
        maintain_order=True,
        credential_provider=None,
        metadata={"ARROW:schema": _arrow_schema(rows)},
        engine="streaming",
        optimizations=pl.QueryOptFlags(predicate_pushdown=False),
    )


def _arrow_schema(rows: pl.LazyFrame) -> str:
    """Return the types that Arrow's readers are told: plain texts, as all engines write them."""
    schema = rows.collect_schema().to_frame().to_arrow().schema
    plain = [one.with_type(pa.string()) if one.type == pa.large_string() else one for one in schema]
    return base64.b64encode(pa.schema(plain).serialize().to_pybytes()).decode()


def _rows_in(out: Path) -> int:
    return int(pq.read_metadata(out).num_rows)
