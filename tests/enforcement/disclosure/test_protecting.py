"""A protected table hides what is small and what would give it away, and shows the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.enforcement.disclosure.audit import audit
from catalog.enforcement.disclosure.protecting import Protected, protect
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import Cell, CountTable, Dimension
from tests.enforcement.disclosure.tabulating import ELEVEN, at_random, by_county, protected, shown


def test_a_table_without_small_cells_is_shown_whole_with_its_margins() -> None:
    found = protected(by_county({"Alpine": (20, 30, 40), "Butte": (50, 60, 70)}))
    assert shown(found.published) == {
        ("Alpine", "9"): 20, ("Alpine", "10"): 30, ("Alpine", "11"): 40, ("Alpine", None): 90,
        ("Butte", "9"): 50, ("Butte", "10"): 60, ("Butte", "11"): 70, ("Butte", None): 180,
        (None, "9"): 70, (None, "10"): 90, (None, "11"): 110, (None, None): 270,
    }  # fmt: skip


def test_one_small_cell_takes_three_others_with_it_so_that_rows_and_columns_stay_closed() -> None:
    found = protected(by_county({"Alpine": (4, 30, 40), "Butte": (50, 60, 70), "Colusa": (20, 25, 90)}))
    counts = shown(found.published)
    hidden = {key for key, count in counts.items() if count is None}
    assert ("Alpine", "9") in hidden
    assert len(hidden) == 4
    assert len({key[0] for key in hidden}) == 2
    assert len({key[1] for key in hidden}) == 2
    assert counts[None, None] == 389
    assert (found.tally.small, found.tally.complementary) == (1, 3)


def test_a_partner_that_is_too_small_to_reach_the_minimum_is_not_enough() -> None:
    # 3 and 4 hidden in a row of 47 + 7: each of them would be seen to be at most 6.
    found = protected(by_county({"Alpine": (3, 4, 47), "Butte": (30, 40, 50), "Colusa": (60, 70, 80)}))
    alpine = {
        grade
        for (county, grade), count in shown(found.published).items()
        if county == "Alpine" and count is None
    }
    assert {"9", "10", "11"} <= alpine or None in alpine


def test_a_zero_is_shown_and_never_serves_to_hide_another_cell() -> None:
    found = protected(by_county({"Alpine": (4, 0, 40), "Butte": (50, 0, 70), "Colusa": (20, 25, 90)}))
    counts = shown(found.published)
    assert counts["Alpine", "10"] == 0
    assert counts["Alpine", "9"] is None
    assert counts["Alpine", "11"] is None or counts["Alpine", None] is None


def test_a_table_of_too_few_people_shows_no_count_at_all() -> None:
    found = protected(by_county({"Alpine": (1, 2, 3)}))
    assert set(shown(found.published).values()) == {None}


def test_an_empty_table_shows_nothing_and_passes() -> None:
    assert shown(protected(by_county({"Alpine": (0, 0, 0)})).published) == {
        ("Alpine", "9"): 0, ("Alpine", "10"): 0, ("Alpine", "11"): 0,
    }  # fmt: skip


def test_a_county_alone_in_its_region_is_hidden_together_with_the_region() -> None:
    counties = {"Alpine": 5, "Butte": 40, "Colusa": 50, "Del Norte": 60}
    table = CountTable(
        dimensions=(
            Dimension(
                name="county",
                categories=tuple(counties),
                above=(
                    ("Alpine", "Sierra"),
                    ("Butte", "Valley"),
                    ("Colusa", "Valley"),
                    ("Del Norte", "Coast"),
                ),
            ),
        ),
        cells=tuple(Cell(key=(name,), count=count) for name, count in counties.items()),
    )
    counts = {key[0]: count for key, count in shown(protected(table).published).items()}
    assert counts["Alpine"] is None
    assert counts["Sierra"] is None
    assert counts[None] == 155
    assert counts["Valley"] is None or counts["Coast"] is None


def test_the_same_table_gives_the_same_answer_in_whatever_order_its_cells_come() -> None:
    table = at_random(7, (6, 5, 3), mean=25)
    turned = replace(table, cells=tuple(reversed(table.cells)))
    assert protected(table).published == protected(turned).published == protected(table).published


def test_counts_are_rounded_from_their_true_values_and_margins_from_theirs() -> None:
    rule = DisclosureRule(minimum=10, round_to=5)
    found = protected(by_county({"Alpine": (11, 12, 13), "Butte": (21, 22, 23)}), rule)
    counts = shown(found.published)
    assert [counts["Alpine", grade] for grade in ("9", "10", "11", None)] == [10, 10, 15, 35]
    assert counts[None, None] == 100


@pytest.mark.parametrize("base", [2, 5, 10])
def test_rounding_gives_nothing_hidden_away(base: int) -> None:
    found = protect(at_random(3, (8, 5), mean=30), DisclosureRule(minimum=11, round_to=base))
    assert isinstance(found, Protected)
    assert found.hidden()
    assert not audit(found.published)


def test_no_true_value_of_a_hidden_cell_stands_in_what_is_published() -> None:
    table = by_county({"Alpine": (4, 30, 40), "Butte": (50, 60, 70), "Colusa": (20, 25, 90)})
    other = by_county({"Alpine": (5, 29, 40), "Butte": (49, 61, 70), "Colusa": (20, 25, 90)})
    hidden = {("Alpine", "9"), ("Alpine", "10"), ("Butte", "9"), ("Butte", "10")}
    ours, theirs = protected(table, ELEVEN), protected(other, ELEVEN)
    if set(ours.hidden()) == set(theirs.hidden()) == hidden:
        assert ours.published == theirs.published


@pytest.mark.slow
def test_every_process_gives_the_same_answer_to_the_last_byte() -> None:
    program = (
        "from tests.enforcement.disclosure.tabulating import a_release, at_random\n"
        "print(a_release(at_random(4, (6, 5, 3), mean=60, rates=True, regions=2)).id)\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": ".", "PYTHONHASHSEED": seed},
            cwd=Path(__file__).resolve().parents[3],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
