"""The engine of rows from Parquet to Parquet: Polars, in a stream, on all cores and in bounded memory.

It runs the recipe that every engine runs, in half the time of the embedded one, which answers the questions
that a release asks beforehand (``docs/design/gate.md``). It skips no rows by what a file's statistics tell
of them: each is read and counted. What it says of an error may quote values, so none of its words go on.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Sequence
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

_MOST_WRITTEN: Final = 256 * 1024 * 1024
"""A row group of the output takes fewer bytes of text, else the rows are left to it too."""

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
        rows = watch.on(_scanned(self._data, recipe.columns), recipe.columns)
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
        self._wide: dict[str, float] = {}
        self._alone = threading.Lock()

    def part(self) -> float:
        """Return which part of the rows was read, from 0 to 1."""
        return min(self.seen / self._of, 1.0) if self._of else 0.0

    def on(self, rows: pl.LazyFrame, columns: Sequence[Column]) -> pl.LazyFrame:
        """Return the rows with a watch on their columns."""
        return rows.with_columns(
            _watched(pl.col(column.name), see)
            for column in columns
            for see in [self._seeing(column, first=column is columns[0])]
            if see is not None
        )

    def _seeing(self, column: Column, *, first: bool) -> Callable[[pl.Series], None] | None:
        looks = {"VARCHAR": self._see_texts, "DATE": _see_days}
        look = looks.get(column.type)

        def see(values: pl.Series) -> None:
            if first:
                self._count(len(values))
            if look is not None:
                look(values)

        return see if first or look is not None else None

    def _count(self, rows: int) -> None:
        if self.over.is_set():
            raise _Over("broken off")
        with self._alone:
            self.seen += rows

    def _see_texts(self, values: pl.Series) -> None:
        """Raise ``_NotForUs`` where rows as wide as the widest of each column would burst a row group."""
        mean = float(values.str.len_bytes().sum()) / max(len(values), 1)
        with self._alone:
            self._wide[values.name] = max(self._wide.get(values.name, 0.0), mean)
            if sum(self._wide.values()) * _ROWS_A_GROUP > _MOST_WRITTEN:
                raise _NotForUs("too wide")


def _see_days(values: pl.Series) -> None:
    """Raise ``_NotForUs`` for days that engines write differently."""
    if not values.to_physical().drop_nulls().is_between(_FIRST_DAY, _LAST_DAY).all():
        raise _NotForUs("a day out of range")


def _watched(value: pl.Expr, see: Callable[[pl.Series], None]) -> pl.Expr:
    """Return values unchanged, each of which is seen."""

    def seen(values: pl.Series) -> pl.Series:
        see(values)
        return values

    return value.map_batches(seen, return_dtype=pl.self_dtype(), is_elementwise=True)


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
        return value.cast(pl.String)
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
