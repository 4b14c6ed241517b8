"""A new table less an old one singles nobody out, whatever dimensions and selections the two have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.enforcement.disclosure.differencing import isolating
from catalog.enforcement.disclosure.tables import Cell, CountTable, Dimension, Key
from tests.enforcement.disclosure.tabulating import by_county, with_rates

OLD = {"Alpine": (20, 30, 40), "Butte": (50, 60, 70)}


def places(new: CountTable, old: CountTable, minimum: int = 11) -> set[Key]:
    """Return the isolated cells, by county and grade."""
    return {tuple(node for _, node in one.at) for one in isolating(new, old, minimum)}


def test_the_same_table_again_isolates_nobody() -> None:
    assert not places(by_county(OLD), by_county(OLD))


def test_three_pupils_more_are_isolated_in_their_cell_and_in_every_total_over_it() -> None:
    new = by_county(OLD | {"Alpine": (23, 30, 40)})
    assert places(new, by_county(OLD)) == {
        ("Alpine", "9"), ("Alpine", None), (None, "9"), (None, None),
    }  # fmt: skip
    assert places(by_county(OLD), new) == places(new, by_county(OLD))


@pytest.mark.parametrize("more, found", [(1, True), (10, True), (11, False), (25, False)])
def test_a_difference_isolates_from_one_to_just_below_the_minimum(more: int, *, found: bool) -> None:
    assert bool(places(by_county(OLD | {"Alpine": (20 + more, 30, 40)}), by_county(OLD))) is found


def test_a_table_with_other_dimensions_is_compared_in_what_both_have() -> None:
    sexes = ("female", "male")
    new = CountTable(
        dimensions=(
            Dimension(name="sex", categories=sexes),
            Dimension(name="county", categories=("Alpine", "Butte")),
        ),
        cells=tuple(
            Cell(key=(sex, county), count=count)
            for sex, county, count in (
                ("female", "Alpine", 45), ("male", "Alpine", 41),
                ("female", "Butte", 90), ("male", "Butte", 90),
            )
        ),
    )  # fmt: skip
    assert places(new, by_county(OLD)) == {("Alpine",), (None,)}


def test_regions_are_compared_where_both_tables_have_them() -> None:
    above = (("Alpine", "Sierra"), ("Butte", "Valley"), ("Colusa", "Valley"))
    counties = Dimension(name="county", categories=("Alpine", "Butte", "Colusa"), above=above)
    other = Dimension(
        name="county", categories=("Amador", "Butte"), above=(("Amador", "Sierra"), ("Butte", "Valley"))
    )
    old = CountTable(
        dimensions=(counties,), cells=(Cell(key=("Alpine",), count=40), Cell(key=("Butte",), count=90))
    )
    new = CountTable(
        dimensions=(other,), cells=(Cell(key=("Amador",), count=43), Cell(key=("Butte",), count=90))
    )
    assert places(new, old) == {("Sierra",), (None,)}


def test_a_cell_that_is_new_is_counted_against_nobody() -> None:
    cells = tuple(cell for cell in by_county(OLD).cells if cell.key != ("Alpine", "9"))
    old = replace(by_county(OLD), cells=cells)
    few = by_county(OLD | {"Alpine": (4, 30, 40)})
    assert ("Alpine", "9") in places(few, old)


def test_a_finer_selection_isolates_those_that_it_leaves_out() -> None:
    part = by_county({"Alpine": (16, 30, 40), "Butte": (50, 60, 70)}, selection={"consent": ["yes"]})
    assert ("Alpine", "9") in places(part, by_county(OLD))


def test_a_selection_is_compared_with_the_cells_that_the_other_table_has_for_it() -> None:
    nine = CountTable(
        dimensions=(Dimension(name="county", categories=("Alpine", "Butte")),),
        cells=(Cell(key=("Alpine",), count=17), Cell(key=("Butte",), count=50)),
        selection=by_county(OLD, selection={"grade": ["9"]}).selection,
    )
    assert places(nine, by_county(OLD)) == {("Alpine",), (None,)}
    assert places(by_county(OLD), nine) == {("Alpine",), (None,)}


def test_two_years_have_nothing_to_subtract() -> None:
    before = by_county(OLD, selection={"year": ["2024"]})
    after = by_county(OLD | {"Alpine": (23, 30, 40)}, selection={"year": ["2025"]})
    assert not places(after, before)
    both = by_county(OLD | {"Alpine": (23, 30, 40)}, selection={"year": ["2024", "2025"]})
    assert places(both, before)


def test_a_numerator_that_changed_by_one_isolates_somebody() -> None:
    old = with_rates({"Able": (100, 200), "Baker": (150, 300)})
    new = with_rates({"Able": (101, 200), "Baker": (150, 300)})
    assert places(new, old) == {("Able",), (None,)}
    assert not places(replace(new, numerator="employed"), old)


def test_tables_with_nothing_in_common_are_compared_in_their_totals() -> None:
    new = CountTable(
        dimensions=(Dimension(name="sex", categories=("f",)),), cells=(Cell(key=("f",), count=268),)
    )
    (found,) = isolating(new, by_county(OLD), 11)
    assert found.message == "the new table less an earlier one singles people out: the total"
    assert not any(digit in found.message for digit in "0123456789")
