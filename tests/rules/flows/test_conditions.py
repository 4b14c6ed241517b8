"""Conditions join to the stricter, in whatever order."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from catalog.records.agreement import Conditions, RowCondition
from catalog.records.ids import ElementId
from catalog.rules.flows.conditions import duties_of, join

COUNTY = RowCondition(element=ElementId("k12.county"), values=("06", "19"), first=None, last=None)
YEARS = RowCondition(element=ElementId("k12.year"), values=None, first="2017", last="2023")

conditions = st.builds(
    Conditions,
    min_cell=st.none() | st.integers(0, 30),
    irb=st.none() | st.just("approved"),
    retain_through=st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1)),
    destroy_within_days=st.none() | st.integers(0, 90),
    no_reidentification=st.booleans(),
    publish_notice=st.booleans(),
    rows=st.sampled_from([(), (COUNTY,), (COUNTY, YEARS)]),
)


@given(conditions, conditions, conditions)
def test_joining_has_no_order_and_repeats_nothing(a: Conditions, b: Conditions, c: Conditions) -> None:
    assert join([a, b, c]) == join([c, a, b]) == join([join([a, b]), c])
    assert join([a, a]) == join([a]) == a
    assert join([]) == Conditions()


@given(conditions, conditions)
def test_what_is_joined_is_as_strict_as_each_part(a: Conditions, b: Conditions) -> None:
    joined = join([a, b])
    assert duties_of(joined) == duties_of(a) | duties_of(b)
    for part in (a, b):
        assert part.min_cell is None or (joined.min_cell or 0) >= part.min_cell
        assert part.irb is None or joined.irb == "approved"
        assert set(part.rows) <= set(joined.rows)
        assert part.retain_through is None or (joined.retain_through or date.max) <= part.retain_through
        within = part.destroy_within_days
        assert within is None or (
            joined.destroy_within_days is not None and joined.destroy_within_days <= within
        )


def test_a_duty_of_nothing_at_all_is_a_duty() -> None:
    assert duties_of(Conditions(destroy_within_days=0)) == {"destroy_within_days"}
    assert duties_of(Conditions(min_cell=11, irb="approved")) == frozenset()
