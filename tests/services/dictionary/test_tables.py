"""Whole answers as tables: a row for each hit, and no cell that a program takes for a formula."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from catalog.records.snapshot import Snapshot
from catalog.services.dictionary.results import Asked, Found
from catalog.services.dictionary.searching import DictionarySearch, standings_of
from catalog.services.dictionary.tables import COLUMNS, as_csv, as_xlsx
from tests.builders import snapshot_of, world_of
from tests.worlds import element

ON = date(2026, 6, 1)
BAD = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"]


@pytest.fixture
def answer(tmp_path: Path) -> tuple[Snapshot, Found]:
    texts = (
        element(f"k12.e{at}", title=title, definition=title)
        for at, title in enumerate([*BAD, 'Say "yes", no'])
    )
    snapshot = snapshot_of(world_of(*texts))
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot, on=ON)
    return snapshot, search.everything(snapshot, Asked(words=""), on=ON)


def test_every_hit_is_a_row_of_the_csv(answer: tuple[Snapshot, Found]) -> None:
    snapshot, found = answer
    rows = list(csv.DictReader(io.StringIO(as_csv(standings_of(snapshot, ON, public=None), found).decode())))
    assert len(rows) == found.total == 8
    assert tuple(rows[0]) == COLUMNS
    assert {row["definition"] for row in rows} >= {'Say "yes", no', *(f"'{one}" for one in BAD)}
    assert not [
        cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]


def test_the_workbook_has_text_alone_and_says_what_was_asked(answer: tuple[Snapshot, Found]) -> None:
    snapshot, found = answer
    made = as_xlsx(standings_of(snapshot, ON, public=None), found)
    assert made == as_xlsx(standings_of(snapshot, ON, public=None), found)
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book["Found"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.max_row == 9
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    asked = {row[0].value: row[1].value for row in book["Asked"].iter_rows(min_row=2)}
    assert asked["catalog"] == snapshot.digest
    assert asked["as of"] == "2026-06-01"
