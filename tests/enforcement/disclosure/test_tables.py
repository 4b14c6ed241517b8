"""Tables, dimensions and rules that cannot be are refused, and no value of the data is told."""

from __future__ import annotations

import pytest

from catalog.enforcement.disclosure.rule import DisclosureRule, strictest
from catalog.enforcement.disclosure.tables import LARGEST, Cell, CountTable, Dimension
from catalog.errors import BadInput

COUNTY = Dimension(name="county", categories=("Alpine", "Butte"))


def table(*cells: Cell, numerator: str | None = None, sums: tuple[str, ...] = ()) -> CountTable:
    """Return a table of two counties."""
    return CountTable(dimensions=(COUNTY,), cells=cells, numerator=numerator, sums=sums)


@pytest.mark.parametrize(
    "categories, above",
    [
        ((), ()),
        (("Alpine", "Alpine"), ()),
        (("Alpine",), (("Alpine", "Alpine"),)),
        (("Alpine",), (("Alpine", "Sierra"), ("Alpine", "Valley"))),
        (("Alpine",), (("Butte", "Sierra"),)),
        (("Alpine",), (("Alpine", "Sierra"), ("Sierra", "North"), ("North", "Sierra"))),
        (("Alpine",), (("Sierra", "North"), ("North", "Sierra"))),
    ],
)
def test_a_dimension_that_does_not_add_up_is_refused(
    categories: tuple[str, ...], above: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(BadInput):
        Dimension(name="county", categories=categories, above=above)


@pytest.mark.parametrize(
    "cells",
    [
        (Cell(key=("Colusa",), count=1),),
        (Cell(key=("Alpine", "9"), count=1),),
        (Cell(key=("Alpine",), count=1), Cell(key=("Alpine",), count=2)),
        (Cell(key=("Alpine",), count=-1),),
        (Cell(key=("Alpine",), count=LARGEST + 1),),
        (Cell(key=("Alpine",), count=True),),
        (Cell(key=("Alpine",), count=1, numerator=1),),
        (Cell(key=("Alpine",), count=1, sums=(3,)),),
    ],
)
def test_a_table_that_cannot_be_is_refused_and_no_value_of_it_told(cells: tuple[Cell, ...]) -> None:
    with pytest.raises(BadInput) as refused:
        table(*cells)
    assert "Colusa" not in refused.value.message


def test_a_numerator_above_its_count_is_refused() -> None:
    with pytest.raises(BadInput, match="larger than its count"):
        table(Cell(key=("Alpine",), count=1, numerator=2), numerator="graduated")


def test_a_sum_over_nobody_is_refused() -> None:
    with pytest.raises(BadInput, match="nobody"):
        table(Cell(key=("Alpine",), count=0, sums=(5,)), sums=("wages",))


def test_a_table_without_dimensions_or_with_one_twice_is_refused() -> None:
    for dimensions in ((), (COUNTY, COUNTY)):
        with pytest.raises(BadInput, match="dimensions"):
            CountTable(dimensions=dimensions, cells=())


def test_a_node_adds_up_to_its_group_and_to_the_total() -> None:
    county = Dimension(name="county", categories=("Alpine", "Butte"), above=(("Alpine", "Sierra"),))
    assert county.line("Alpine") == ("Alpine", "Sierra", None)
    assert county.parts() == {None: ("Butte", "Sierra"), "Sierra": ("Alpine",)}
    assert county.heights() == {"Alpine": 0, "Butte": 0, "Sierra": 1, None: 2}


@pytest.mark.parametrize("minimum, cap, base", [(0, 5, 1), (11, 0, 1), (11, 51, 1), (11, 5, 0), (11, 5, 12)])
def test_a_rule_that_cannot_be_kept_is_refused(minimum: int, cap: int, base: int) -> None:
    with pytest.raises(BadInput, match="cannot be kept"):
        DisclosureRule(minimum=minimum, cap=cap, round_to=base)


def test_the_strictest_rule_keeps_all_of_them() -> None:
    given = [DisclosureRule(minimum=5, cap=10), DisclosureRule(minimum=11, cap=1, round_to=3)]
    assert strictest(given) == DisclosureRule(minimum=11, cap=10, round_to=3)


def test_no_rule_is_no_permission() -> None:
    with pytest.raises(BadInput, match="no rule for small cells"):
        strictest([])


@pytest.mark.parametrize("base", range(1, 12))
def test_a_shown_count_stands_for_just_the_counts_that_are_rounded_to_it(base: int) -> None:
    rule = DisclosureRule(minimum=11, round_to=base)
    for value in range(11, 60):
        low, high = rule.range_of(rule.rounded(value))
        assert [v for v in range(200) if rule.rounded(v) == rule.rounded(value)] == list(range(low, high + 1))
