"""Write the report of a tranche: a page for a steward, JSON for programs, CSV for a spreadsheet."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

from catalog.interchange.rendering import fill
from catalog.records.tranche import TrancheReport
from catalog.services.tranches.documents import (
    ROWS_COUNT,
    as_csv,
    as_json,
    first_rows,
    first_values,
    share_of,
)
from catalog.store.writing import write_whole

PAGE: Final = "tranche-report.html"
JSON: Final = "tranche-report.json"
TABLE: Final = "tranche-report.csv"


def write_report(report: TrancheReport, folder: Path) -> None:
    """Write the three files into a folder, each whole or not at all, the JSON last.

    Files of an earlier report are replaced. Raises ``WriteRefused``.
    """
    for name, text in ((PAGE, as_html(report)), (TABLE, as_csv(report)), (JSON, as_json(report))):
        write_whole(folder / name, text.encode("utf-8"), replace=True, private=True)


def as_html(report: TrancheReport) -> str:
    """Return the report as a page that stands alone: no scripts, nothing fetched, its own style named."""
    style = fill("tranche/report.css")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return fill(
        "tranche/report.html",
        report=report,
        style=style,
        style_digest=digest,
        rows_count=ROWS_COUNT,
        first_rows=first_rows,
        first_values=first_values,
        share_of=share_of,
    )
