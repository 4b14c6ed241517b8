"""The whole answer to a search as a table, for other programs: CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from catalog.interchange.workbook import Sheet, workbook
from catalog.records.ids import GroupId
from catalog.records.snapshot import Snapshot
from catalog.services.dictionary.results import ELEMENT, Found, Hit, spoken
from catalog.services.dictionary.standing import Standings

COLUMNS: Final = (
    "kind",
    "id",
    "version",
    "title",
    "status",
    "partners",
    "plain_language",
    "definition",
    "value_type",
    "code_list",
    "regime",
    "identifiability",
    "supplied_from",
    "groups",
    "synonyms",
    "former_ids",
    "ceds",
    "marks",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Row = tuple[str, ...]


def rows_of(standings: Standings, found: Found) -> Iterator[Row]:
    """Yield a row for each hit."""
    for hit in found.hits:
        yield _row(standings, hit, language=found.asked.language)


def as_csv(standings: Standings, found: Found) -> bytes:
    """Return the answer as CSV. No cell can be taken for a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows([defused(cell) for cell in row] for row in rows_of(standings, found))
    return out.getvalue().encode("utf-8", "replace")


def as_xlsx(standings: Standings, found: Found) -> bytes:
    """Return the answer as a workbook, with a sheet that says what was asked, and of what."""
    about = [("catalog", standings.snapshot.digest), ("as of", standings.day.isoformat())]
    about += [("words", found.asked.words), ("index", found.state), ("found", str(found.total))]
    about += [(name, ", ".join(values)) for name, values in found.asked.filters.items()]
    sheets = (
        Sheet(name="Found", headings=COLUMNS, rows=rows_of(standings, found)),
        Sheet(name="Asked", headings=("what", "value"), rows=about),
    )
    return workbook(sheets, title="Data dictionary")


def defused(cell: str) -> str:
    """Return a cell that no program takes for a formula.

    >>> defused("=1+1"), defused("K-12")
    ("'=1+1", 'K-12')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(standings: Standings, hit: Hit, *, language: str) -> Row:
    own = _of_element(standings, hit.id, language=language) if hit.kind == ELEMENT else {}
    cells = {
        "kind": hit.kind,
        "id": hit.id,
        "version": hit.version or "",
        "title": spoken(hit.title),
        "status": ", ".join(hit.status),
        "partners": ", ".join(name for _, name in hit.partners),
        "marks": ", ".join(hit.marks),
        **own,
    }
    return tuple(cells.get(column, "") for column in COLUMNS)


def _of_element(standings: Standings, id: str, *, language: str) -> dict[str, str]:
    text = standings.shown(ELEMENT, id)
    if text is None:
        return {}
    record = text.record
    said = None if language == "en" else record.translations.get(language)
    since = min((one.since for one in record.providers), default=None)
    return {
        "plain_language": (said and said.plain_language) or record.plain_language or "",
        "definition": (said and said.definition) or record.definition,
        "value_type": record.value_type,
        "code_list": str(record.value_domain or ""),
        "regime": ", ".join(record.regime),
        "identifiability": record.identifiability,
        "supplied_from": "" if since is None else since.isoformat(),
        "groups": ", ".join(_titles(standings.snapshot, standings.groups_of.get(id, ()))),
        "synonyms": "; ".join(record.synonyms),
        "former_ids": "; ".join(record.formerly),
        "ceds": "; ".join(record.mappings.get("ceds", ())),
    }


def _titles(snapshot: Snapshot, groups: tuple[str, ...]) -> Iterator[str]:
    for group in groups:
        yield snapshot.groups[GroupId(group)][-1].record.title
