"""Workbooks (XLSX) in memory: plain cells under a frozen heading, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

Value = str | int | None
_LONGEST: Final = 32_767
"""A cell of a workbook holds no more letters."""
_WIDEST: Final = 60
_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook says no zone; always the same day
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name, the headings of its columns, and its rows."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def workbook(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """Return a workbook. Text is written as text: nothing that somebody typed becomes a formula or a link."""
    import xlsxwriter  # noqa: PLC0415  # only where somebody takes a workbook away

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({"title": title, "created": _MADE})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name.translate(_FORBIDDEN)[:_LONGEST_NAME])
        widths = [len(words) for words in sheet.headings]
        page.freeze_panes(1, 0)
        for column, words in enumerate(sheet.headings):
            page.write_string(0, column, words, heading)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(last, column, value, plain)
                elif value:
                    page.write_string(last, column, value[:_LONGEST], plain)
                    widths[column] = max(widths[column], max(map(len, value.splitlines()), default=0))
        page.autofilter(0, 0, last, max(0, len(sheet.headings) - 1))
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width + 2, _WIDEST))
    book.close()
    return made.getvalue()
