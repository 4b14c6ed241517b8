"""A dataset's file as the engine reads it: by a link of its own, nothing guessed, its rows numbered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.inputs.text_files import is_packed
from catalog.enforcement.tranches.conditions import quoted
from catalog.errors import BadInput
from catalog.records.tranche import Example

LONGEST_SHOWN: Final = 40
"""A longer value is not shown."""

_MOST_DIGITS: Final = 8
"""A value with more digits may be somebody's number, in whichever column, and is not shown."""

_OWN_NAMES: Final = frozenset({"file_index", "file_row_number", "filename", "p20w_row"})
"""A column of such a name would stand for what the engine says of a row."""

_LONGEST_LINE: Final = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A dataset in SQL: as it is, and with the number of each row as ``p20w_row``.

    ``by_column`` says that a column is read without the others. ``ends`` are the rows up to the end of each
    part of a folder.
    """

    plain: str
    numbered: str
    by_column: bool
    parts: tuple[str, ...] = ()
    ends: tuple[int, ...] = ()

    def example(self, row: int, value: str | None) -> Example:
        """Return an example, with the part of a folder in which its row lies."""
        shown = value if value is None or _may_be_shown(value) else None
        if len(self.parts) < 2:  # noqa: PLR2004  # a part alone is the whole
            return Example(row=row, value=shown)
        at = bisect_right(self.ends, row - 1)
        before = self.ends[at - 1] if at else 0
        return Example(row=row, value=shown, part=self.parts[at], part_row=row - before)


def source_of(seen: Input, folder: Path) -> Source:
    """Return data as a source, by links that are made in a folder. Raises ``BadInput``."""
    if any(column.name.casefold() in _OWN_NAMES for column in seen.columns):
        raise BadInput(
            f"`{seen.files[0].path}` has a column of a name that the engine needs",
            hint=f"no column can be called {', '.join(sorted(_OWN_NAMES))}",
        )
    links = [_link(folder, file.path) for file in seen.files]
    if seen.kind == "csv":
        plain = _text(links[0], [column.name for column in seen.columns])
        numbered = f"(SELECT *, row_number() OVER () AS p20w_row FROM {plain})"
        return Source(plain=plain, numbered=numbered, by_column=False)
    ends = tuple(accumulate(pq.read_metadata(file.path).num_rows for file in seen.files))
    listed = "[" + ", ".join(quoted(str(link)) for link in links) + "]"
    plain = f"read_parquet({listed}, hive_partitioning = false)"
    starts = "[" + ", ".join(map(str, (0, *ends[:-1]))) + "]"
    before = f" + {starts}[file_index::BIGINT + 1]" if len(links) > 1 else ""
    return Source(
        plain=plain,
        numbered=f"(SELECT *, file_row_number + 1{before} AS p20w_row FROM {plain})",
        by_column=True,
        parts=tuple(file.path.name for file in seen.files),
        ends=ends,
    )


def _link(folder: Path, path: Path) -> Path:
    """Return a link to a file by a name that the engine does not read as a pattern."""
    number = sum(1 for _ in folder.iterdir())
    link = folder / f"{number:08d}{'.csv.gz' if is_packed(path) else path.suffix}"
    link.symlink_to(path.absolute())
    return link


def _text(link: Path, names: Sequence[str]) -> str:
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    packed = "gzip" if is_packed(link) else "none"
    return (
        f"read_csv({quoted(str(link))}, auto_detect = false, header = true, strict_mode = true,"
        f" delim = ',', quote = '\"', escape = '\"', comment = '', nullstr = '', compression = '{packed}',"
        f" max_line_size = {_LONGEST_LINE}, columns = {{{columns}}})"
    )


def _may_be_shown(value: str) -> bool:
    digits = sum(sign.isdigit() for sign in value)
    return len(value) <= LONGEST_SHOWN and digits <= _MOST_DIGITS and value.isprintable()
