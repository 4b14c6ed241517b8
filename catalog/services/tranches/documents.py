"""The report of a tranche as plain objects and as a table: what programs and spreadsheets read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Final

from catalog.records.agreement import RowCondition
from catalog.records.ids import Citation, Form, PartnerId, ZoneId
from catalog.records.tranche import ColumnAsked, DatasetChecked, TrancheFinding, TrancheReport, Way

ROWS_COUNT: Final = "Rows are counted from 1; the header is not counted."
_COLUMNS: Final = (
    "severity",
    "code",
    "dataset",
    "file",
    "column",
    "rows",
    "share",
    "message",
    "first rows",
    "first values",
    "what to do",
)
_Same = tuple[PartnerId, ZoneId, Form, tuple[Citation, ...], tuple[RowCondition, ...]]
_LEAST: Final = 0.1
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def document_of(report: TrancheReport) -> dict[str, object]:
    """Return the report as the plain object that ``--format json`` and the file give."""
    return {
        "provider": report.provider,
        "recipients": list(report.recipients),
        "years": [
            {"year": str(year), "first": year.first.isoformat(), "last": year.last.isoformat()}
            for year in report.years
        ],
        "on": report.on.isoformat(),
        "as_known": report.as_known.isoformat(),
        "catalog": report.catalog,
        "accepted": report.accepted,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "notes": report.count("note"),
        "rows_counted": ROWS_COUNT,
        "findings": [found.document() for found in report.findings],
        "datasets": [_dataset(one) for one in report.datasets],
    }


def _dataset(one: DatasetChecked) -> dict[str, object]:
    return {
        "dataset": one.id,
        "file": one.name,
        "files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in one.files],
        "rows": one.rows,
        "rules": one.rules,
        "columns": [_column(column) for column in one.columns],
        "findings": [found.document() for found in one.findings],
    }


def _column(column: ColumnAsked) -> dict[str, object]:
    definition = column.definition
    return {
        "column": column.name,
        "definition": None if definition is None else f"{definition.element}@{definition.version}",
        "direct_identifier": column.identifier,
        "comes_in": _ways(column.ways),
    }


def _ways(ways: Sequence[Way]) -> list[dict[str, object]]:
    """Return ways as plain objects, those that differ in purpose alone as one."""
    purposes: dict[_Same, list[str]] = {}
    for way in ways:
        same = (way.recipient, way.zone, way.form, way.clauses, way.rows)
        purposes.setdefault(same, []).append(way.purpose)
    return [
        {
            "recipient": to,
            "zone": zone,
            "form": form,
            "purposes": named,
            "clauses": clauses,
            "rows": [row.document() for row in rows],
        }
        for (to, zone, form, clauses, rows), named in purposes.items()
    ]


def as_json(report: TrancheReport) -> str:
    """Return the report as JSON."""
    return json.dumps(document_of(report), indent=2, ensure_ascii=False) + "\n"


def as_csv(report: TrancheReport) -> str:
    """Return the findings as CSV, one a line. A text that a spreadsheet would run begins with a quotation."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(_COLUMNS)
    for found in report.all_findings:
        table.writerow([_safe(cell) for cell in _cells(found)])
    return written.getvalue()


def _cells(found: TrancheFinding) -> Iterator[str]:
    yield from (found.severity, found.code, found.dataset or "", found.file or "", found.column or "")
    yield "" if found.count is None else str(found.count)
    yield "" if found.share is None else f"{found.share:.6f}"
    yield found.message
    yield first_rows(found)
    yield first_values(found)
    yield found.hint


def first_rows(found: TrancheFinding) -> str:
    """Return the rows of the examples in words."""
    return ", ".join(
        str(one.row) if one.part is None else f"{one.row} (row {one.part_row} of {one.part})"
        for one in found.examples
    )


def first_values(found: TrancheFinding) -> str:
    """Return the values of the examples in words, or why there are none."""
    if found.values is not None:
        return found.values
    shown = [one.value for one in found.examples]
    return " ".join("(not shown)" if value is None else f"“{value}”" for value in shown) if any(shown) else ""


def share_of(found: TrancheFinding) -> str:
    """Return a finding's share of the rows in words: never nothing or all where it is not.

    >>> share_of(TrancheFinding(code="", severity="note", message="", hint="", share=0.00001))
    'under 0.1 %'
    """
    if found.share is None:
        return ""
    percent = found.share * 100
    if percent < _LEAST:
        return "under 0.1 %"
    return "over 99.9 %" if 100 - _LEAST < percent < 100 else f"{percent:.3g} %"  # noqa: PLR2004  # percent


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
