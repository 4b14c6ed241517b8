"""The audit finds whatever careless hiding gives away, and nothing where nothing is given away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.enforcement.disclosure.audit import BELOW_MINIMUM, RECOVERED, SMALL, UNSOUND, audit
from catalog.enforcement.disclosure.cube import cube_of
from catalog.enforcement.disclosure.hiding import Pattern, small_cells
from catalog.enforcement.disclosure.published import Published, Rate, RateForm
from catalog.enforcement.disclosure.publishing import publish
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import CountTable, Key
from tests.enforcement.disclosure.tabulating import ELEVEN, at_random, by_county, protected, with_rates


def hiding(table: CountTable, *hidden: Key, rule: DisclosureRule = ELEVEN) -> Published:
    """Publish a table with just some counts hidden."""
    cube = cube_of(table)
    counts = np.array([key in hidden for key in cube.keys])
    return publish(cube, rule, Pattern(counts=counts, rates=counts))


def codes(published: Published) -> dict[tuple[str | None, ...], str]:
    """Return the findings of the audit, by cell."""
    return {tuple(node for _, node in one.at): one.code for one in audit(published)}


TABLE = by_county({"Alpine": (4, 30, 40), "Butte": (50, 60, 70), "Colusa": (20, 25, 90)})


def test_a_lone_hidden_cell_is_worked_out_from_its_row() -> None:
    assert codes(hiding(TABLE, ("Alpine", "9"))) == {("Alpine", "9"): RECOVERED}


def test_two_hidden_cells_in_a_row_are_worked_out_from_their_columns() -> None:
    found = codes(hiding(TABLE, ("Alpine", "9"), ("Alpine", "10")))
    assert found == {("Alpine", "9"): RECOVERED, ("Alpine", "10"): RECOVERED}


def test_a_closed_square_of_large_cells_gives_nothing_away() -> None:
    square = [("Alpine", "9"), ("Alpine", "10"), ("Butte", "9"), ("Butte", "10")]
    assert not codes(hiding(TABLE, *square))


def test_a_closed_square_is_not_enough_where_a_row_has_too_few_people() -> None:
    table = by_county({"Alpine": (4, 3, 40), "Butte": (50, 60, 70), "Colusa": (20, 25, 90)})
    square = [("Alpine", "9"), ("Alpine", "10"), ("Butte", "9"), ("Butte", "10")]
    found = codes(hiding(table, *square))
    assert found == {("Alpine", "9"): BELOW_MINIMUM, ("Alpine", "10"): BELOW_MINIMUM}


def test_two_cells_that_can_only_hold_one_person_each_are_worked_out() -> None:
    table = by_county({"Alpine": (1, 1, 40), "Butte": (50, 60, 70)})
    square = [("Alpine", "9"), ("Alpine", "10"), ("Butte", "9"), ("Butte", "10")]
    assert set(codes(hiding(table, *square)).values()) == {RECOVERED}


def test_a_hidden_region_is_worked_out_from_its_counties() -> None:
    table = at_random(1, (4, 2), mean=60, regions=2)
    assert codes(hiding(table, ("region-0", "1-0"))) == {("region-0", "1-0"): RECOVERED}


@pytest.mark.slow
@pytest.mark.parametrize("shape, mean", [((12, 7), 40.0), ((5, 4, 3), 40.0)])
def test_no_hidden_cell_can_be_shown_again_without_the_audit_noticing(
    shape: tuple[int, ...], mean: float
) -> None:
    table = at_random(2, shape, mean=mean)
    found = protected(table)
    cube = cube_of(table)
    small = {key for key, few in zip(cube.keys, small_cells(cube, ELEVEN).counts, strict=True) if few}
    helping = [key for key in found.hidden() if key not in small]
    caught = [bool(audit(hiding(table, *(set(found.hidden()) - {key})))) for key in helping]
    assert helping
    assert all(caught)


def test_a_value_that_was_changed_does_not_add_up() -> None:
    published = protected(TABLE).published
    cells = tuple(
        replace(cell, count=cell.count + 1) if cell.key == ("Colusa", "11") and cell.count else cell
        for cell in published.cells
    )
    assert set(codes(replace(published, cells=cells)).values()) == {UNSOUND}


def test_a_small_count_that_is_shown_is_found() -> None:
    assert codes(hiding(TABLE)) == {("Alpine", "9"): SMALL}


def test_a_cell_that_was_left_out_does_not_add_up() -> None:
    published = protected(TABLE).published
    cells = tuple(cell for cell in published.cells if cell.key != ("Colusa", "11"))
    assert UNSOUND in codes(replace(published, cells=cells)).values()


def test_a_rate_shown_beside_a_small_numerator_is_found() -> None:
    published = protected(with_rates({"Able": (3, 100), "Baker": (60, 120), "Cedar": (70, 140)})).published
    told = {"Baker": 60, "Cedar": 70, None: 133}
    careless = tuple(
        replace(cell, rate=Rate(form=RateForm.SHOWN, numerator=told[cell.key[0]]))
        if cell.key[0] in told
        else cell
        for cell in published.cells
    )
    assert ("Able",) in codes(replace(published, cells=careless))


def test_a_finding_names_the_cell_and_no_count() -> None:
    (found,) = audit(hiding(TABLE, ("Alpine", "9")))
    assert found.message == "a hidden value can be worked out exactly: county `Alpine`, grade `9`"
    assert found.document()["at"] == {"county": "Alpine", "grade": "9"}
