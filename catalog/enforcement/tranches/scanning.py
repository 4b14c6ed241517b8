"""Count in a dataset's file how often each rule is broken, and find the first rows that break it.

One scan counts for all rules at once. Only where something was found, a second one looks for the rows. The
engine sees a file through a link of its own, guesses nothing about it, and what it says is never passed on:
its errors quote values.
"""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.inputs.text_files import is_packed
from catalog.enforcement.tranches.conditions import named, quoted
from catalog.errors import BadInput
from catalog.records.tranche import Example

MEMORY: Final = "512MB"
"""So much memory the engine takes before it writes to disk."""

LONGEST_SHOWN: Final = 40
"""A longer value is not shown."""

_MOST_DIGITS: Final = 8
"""A value with more digits may be somebody's number, in whichever column, and is not shown."""

_OWN_NAMES: Final = frozenset({"file_index", "file_row_number", "filename", "p20w_row"})
"""A column of such a name would stand for what the engine says of a row."""

_LONGEST_LINE: Final = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that a row must not meet. ``shows`` is the column whose values may be shown with it."""

    sql: str
    shows: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """How many rows meet a condition, and the first of them."""

    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A dataset as the engine reads it. ``ends`` are the rows up to the end of each part."""

    plain: str
    numbered: str
    parts: tuple[str, ...]
    ends: tuple[int, ...]

    def example(self, row: int, value: str | None) -> Example:
        """Return an example, with the part of a folder in which its row lies."""
        shown = value if value is None or _may_be_shown(value) else None
        if len(self.parts) < 2:  # noqa: PLR2004  # a part alone is the whole
            return Example(row=row, value=shown)
        at = bisect_right(self.ends, row - 1)
        before = self.ends[at - 1] if at else 0
        return Example(row=row, value=shown, part=self.parts[at], part_row=row - before)


class Scanner:
    """An engine in a folder of its own, which is gone afterwards."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._folder = folder
        self._connection = connection
        self._opened = 0

    def broken(self, seen: Input, conditions: Sequence[Condition], *, most: int) -> tuple[Broken, ...]:
        """Return for each condition how many rows meet it, with at most so many examples.

        Raises ``BadInput`` where the engine cannot read the file, or reads more or fewer rows than it has.
        """
        source = self._source(seen)
        counted = ", ".join(["count(*)", *(f"coalesce(count_if({one.sql}), 0)" for one in conditions)])
        rows, *counts = self._ask(f"SELECT {counted} FROM {source.plain}", seen)[0]
        if rows != seen.rows:
            raise _unread(seen)
        found = {at: conditions[at] for at, count in enumerate(counts) if count}
        examples = self._examples(source, found, seen=seen, most=most) if found and most else {}
        return tuple(Broken(count=count, examples=examples.get(at, ())) for at, count in enumerate(counts))

    def repeated(self, seen: Input, key: Sequence[str], *, most: int) -> Broken:
        """Return how many rows have the same key as an earlier one, exactly; rows without one have none."""
        source = self._source(seen)
        columns = ", ".join(map(named, key))
        there = " AND ".join(f"{named(name)} IS NOT NULL" for name in key)
        twice = f"SELECT {columns}, count(*) AS n FROM {source.plain} WHERE {there} GROUP BY ALL HAVING n > 1"
        (count,) = self._ask(f"SELECT coalesce(sum(n - 1), 0)::BIGINT FROM ({twice})", seen)[0]
        if not count or not most:
            return Broken(count=count, examples=())
        again = f"row_number() OVER (PARTITION BY {columns} ORDER BY p20w_row) AS again"
        of_these = (
            f"SELECT t.p20w_row, {again} FROM {source.numbered} t SEMI JOIN ({twice}) USING ({columns})"
        )
        rows = self._ask(
            f"SELECT p20w_row FROM ({of_these}) WHERE again > 1 ORDER BY 1 LIMIT {most}",
            seen,
        )
        return Broken(count=count, examples=tuple(source.example(row, None) for (row,) in rows))

    def _examples(
        self, source: _Source, conditions: Mapping[int, Condition], *, seen: Input, most: int
    ) -> dict[int, tuple[Example, ...]]:
        asked = ", ".join(f"min({_row(one)}, {most}) FILTER (WHERE {one.sql})" for one in conditions.values())
        (found,) = self._ask(f"SELECT {asked} FROM {source.numbered}", seen)
        return {
            at: tuple(source.example(one["r"], one["v"]) for one in rows or ())
            for at, rows in zip(conditions, found, strict=True)
        }

    def _ask(self, query: str, seen: Input) -> list[Any]:
        try:
            return self._connection.execute(query).fetchall()
        except duckdb.Error:
            raise _unread(seen) from None  # the engine's words quote values

    def _source(self, seen: Input) -> _Source:
        if any(column.name.casefold() in _OWN_NAMES for column in seen.columns):
            raise BadInput(
                f"`{seen.files[0].path}` has a column of a name that the engine needs",
                hint=f"no column can be called {', '.join(sorted(_OWN_NAMES))}",
            )
        links = [self._link(file.path) for file in seen.files]
        if seen.kind == "csv":
            plain = _text_source(links[0], [column.name for column in seen.columns])
            numbered = f"(SELECT *, row_number() OVER () AS p20w_row FROM {plain})"
            return _Source(plain=plain, numbered=numbered, parts=(), ends=())
        ends = tuple(accumulate(pq.read_metadata(file.path).num_rows for file in seen.files))
        listed = "[" + ", ".join(quoted(str(link)) for link in links) + "]"
        plain = f"read_parquet({listed}, hive_partitioning = false)"
        starts = "[" + ", ".join(map(str, (0, *ends[:-1]))) + "]"
        row = (
            f"file_row_number + 1 + {starts}[file_index::BIGINT + 1]"
            if len(links) > 1
            else "file_row_number + 1"
        )
        numbered = f"(SELECT *, {row} AS p20w_row FROM {plain})"
        return _Source(
            plain=plain, numbered=numbered, parts=tuple(file.path.name for file in seen.files), ends=ends
        )

    def _link(self, path: Path) -> Path:
        """Return a link to a file by a name that the engine does not read as a pattern."""
        self._opened += 1
        link = self._folder / f"{self._opened:08d}{'.csv.gz' if is_packed(path) else path.suffix}"
        link.symlink_to(path.absolute())
        return link


@contextmanager
def scanner() -> Iterator[Scanner]:
    """Give an engine that takes bounded memory, and writes what does not fit into a private folder."""
    with tempfile.TemporaryDirectory(prefix="p20w-tranche-") as made:
        folder = Path(made)
        connection = duckdb.connect(":memory:")
        try:
            for setting, value in (
                ("memory_limit", MEMORY),
                ("temp_directory", str(folder / "spilled")),
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


def _text_source(link: Path, names: Sequence[str]) -> str:
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    packed = "gzip" if is_packed(link) else "none"
    return (
        f"read_csv({quoted(str(link))}, auto_detect = false, header = true, strict_mode = true,"
        f" delim = ',', quote = '\"', escape = '\"', comment = '', nullstr = '', compression = '{packed}',"
        f" max_line_size = {_LONGEST_LINE}, columns = {{{columns}}})"
    )


def _row(one: Condition) -> str:
    if one.shows is None:
        return "{'r': p20w_row, 'v': NULL::VARCHAR}"
    return f"{{'r': p20w_row, 'v': left({named(one.shows)}::VARCHAR, {LONGEST_SHOWN + 1})}}"


def _may_be_shown(value: str) -> bool:
    digits = sum(sign.isdigit() for sign in value)
    return len(value) <= LONGEST_SHOWN and digits <= _MOST_DIGITS and value.isprintable()


def _unread(seen: Input) -> BadInput:
    return BadInput(
        f"`{seen.files[0].path}` cannot be read row by row",
        hint="lines that end in two ways are one cause: write the file again from the source",
    )
