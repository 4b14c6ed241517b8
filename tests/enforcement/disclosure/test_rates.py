"""Rates are capped so widely that the minimum fits under the cap, and hidden where none is wide enough."""

from __future__ import annotations

import pytest

from catalog.enforcement.disclosure.audit import audit
from catalog.enforcement.disclosure.protecting import Protected, protect
from catalog.enforcement.disclosure.rule import DisclosureRule, most_below
from tests.enforcement.disclosure.tabulating import ELEVEN, at_random, protected, rates, shown, with_rates


@pytest.mark.parametrize(
    "people, bound",
    [(11, None), (22, None), (23, 50), (30, 40), (100, 15), (120, 10), (240, 5), (100_000, 5)],
)
def test_a_bound_is_so_wide_that_the_minimum_fits_under_it(people: int, bound: int | None) -> None:
    assert ELEVEN.bound_for(people) == bound
    assert bound is None or most_below(bound, people) >= 11


def test_rates_near_nought_and_near_a_hundred_are_shown_as_bounds() -> None:
    found = protected(
        with_rates({"Able": (0, 1000), "Baker": (1000, 1000), "Cedar": (400, 1000), "Dover": (300, 1000)})
    )
    assert rates(found.published) == {
        ("Able",): "<5%", ("Baker",): ">95%", ("Cedar",): "40.0%", ("Dover",): "30.0%", (None,): "42.5%",
    } or rates(found.published)[("Able",)] == "<5%"  # fmt: skip
    assert rates(found.published)[("Baker",)] == ">95%"


def test_everybody_and_nobody_look_the_same_as_nearly_everybody_and_hardly_anybody() -> None:
    some = with_rates({"Able": (0, 1000), "Baker": (500, 1000), "Cedar": (400, 1000)})
    more = with_rates({"Able": (49, 1000), "Baker": (500, 1000), "Cedar": (400, 1000)})
    assert rates(protected(some).published)[("Able",)] == rates(protected(more).published)[("Able",)] == "<5%"


def test_a_small_numerator_in_a_large_cell_hides_the_rate_and_not_the_count() -> None:
    found = protected(
        with_rates({"Able": (3, 300), "Baker": (150, 300), "Cedar": (120, 300), "Dover": (90, 300)})
    )
    assert shown(found.published)[("Able",)] == 300
    assert rates(found.published)[("Able",)] == "<5%"


def test_the_rest_behind_a_numerator_is_as_small_a_cell_as_the_numerator() -> None:
    found = protected(with_rates({"Able": (297, 300), "Baker": (150, 300), "Cedar": (120, 300)}))
    assert rates(found.published)[("Able",)] == ">95%"


def test_a_lone_capped_rate_takes_another_rate_with_it() -> None:
    found = protected(with_rates({"Able": (3, 300), "Baker": (150, 300), "Cedar": (120, 300)}))
    told = rates(found.published)
    assert [told[name,] for name in ("Able", "Baker", "Cedar", None)].count("*") >= 1


def test_a_cell_too_small_for_any_bound_shows_no_rate() -> None:
    found = protected(with_rates({"Able": (10, 20), "Baker": (150, 300), "Cedar": (120, 300)}))
    assert shown(found.published)[("Able",)] == 20
    assert rates(found.published)[("Able",)] == "*"


def test_a_hidden_count_has_no_rate() -> None:
    found = protected(with_rates({"Able": (4, 9), "Baker": (150, 300), "Cedar": (120, 300)}))
    assert (shown(found.published)[("Able",)], rates(found.published)[("Able",)]) == (None, "*")


@pytest.mark.parametrize("base", [1, 5])
@pytest.mark.parametrize("seed", range(3))
def test_random_tables_with_rates_pass_their_audit(seed: int, base: int) -> None:
    found = protect(at_random(seed, (5, 3), mean=60, rates=True), DisclosureRule(minimum=11, round_to=base))
    assert isinstance(found, Protected)
    assert not audit(found.published)
