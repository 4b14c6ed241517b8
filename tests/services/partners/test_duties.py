"""Duties with a day, and what lapses soon."""

from datetime import date

import pytest

from catalog.records.ids import AgreementId
from catalog.rules.flows.table import table_of
from catalog.services.partners.duties import Duty, duties_due, lapses_soon
from tests.builders import Doc, enact, snapshot_of, world_of
from tests.worlds import World, agreement, event, permit

ID = AgreementId("load")
KEPT: Doc = {"conditions": {"retain_through": "2027-12-31", "destroy_within_days": 60}}


def duties(world: World, on: str, *, as_known: str = "2027-01-01") -> list[Duty]:
    known = table_of(snapshot_of(world), date.fromisoformat(as_known)).known
    return list(duties_due(known, ID, on=date.fromisoformat(on)))


def lapses(world: World, on: str) -> list[tuple[str, str, int]]:
    known = table_of(snapshot_of(world), date.fromisoformat(on)).known
    found = lapses_soon(known, ID, on=date.fromisoformat(on))
    return [(one.kind, one.last.isoformat(), one.days_left) for one in found]


def told(found: list[Duty]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.due.isoformat(), one.last_use.isoformat()) for one in found]


def test_use_ends_at_the_latest_with_the_last_day_that_is_permitted() -> None:
    world = world_of(agreement("load", [permit(**KEPT)]))
    assert told(duties(world, "2026-08-01")) == [
        ("destroy", "2027-08-29", "2027-06-30"),
        ("retain", "2027-12-31", "2027-06-30"),
    ]
    assert [one.days_left for one in duties(world, "2027-08-30")] == [-1, 123]


def test_a_termination_brings_the_end_of_use_forward() -> None:
    world = world_of(agreement("load", [permit(**KEPT)]))
    event(world, "load", "terminated", "2026-03-01", effective_from="2026-03-15")
    assert ("destroy", "2026-05-13", "2026-03-14") in told(duties(world, "2026-08-01"))


def test_nothing_is_kept_longer_than_it_may_be() -> None:
    conditions = {"retain_through": "2027-07-10", "destroy_within_days": 60}
    world = world_of(agreement("load", [permit(conditions=conditions)]))
    assert told(duties(world, "2026-08-01"))[0][1] == "2027-07-10"


def test_an_onward_row_binds_its_own_recipients_with_the_stricter_of_both() -> None:
    row = {"to": ["public"], "zones": ["public.site"], "forms": ["aggregate"]}
    clause = permit(onward=[{**row, "conditions": {"destroy_within_days": 30}}], **KEPT)
    found = duties(world_of(agreement("load", [clause])), "2026-08-01")
    assert [(one.within, one.holders[0].id) for one in found if one.kind == "destroy"] == [
        (30, "public"),
        (60, "c2c"),
    ]


def test_a_clause_that_goes_on_in_the_next_version_has_not_ended() -> None:
    world = world_of(agreement("load", [permit(**KEPT), permit("other", **KEPT)]))
    after = agreement("load", [permit(**KEPT)], "1.1.0", effective_from="2026-07-01")
    enact(world, after, "2026-06-01")
    found = {(one.clause, one.last_use.isoformat()) for one in duties(world, "2026-08-01")}
    assert found == {("load@1.0.0#other", "2026-06-30"), ("load@1.1.0#load", "2027-06-30")}


def test_what_has_not_begun_asks_nothing_yet() -> None:
    text = agreement("load", [permit(**KEPT)], effective_from="2026-09-01")
    assert duties(world_of(text), "2026-08-31") == []
    assert duties(world_of(text), "2026-09-01") != []


@pytest.mark.parametrize(
    "on,expected",
    [
        ("2027-03-31", []),
        ("2027-04-01", [("term", "2027-06-30", 90)]),
        ("2027-06-30", [("term", "2027-06-30", 0)]),
        ("2027-07-01", []),
    ],
)
def test_a_term_lapses_soon_within_ninety_days(on: str, expected: list[tuple[str, str, int]]) -> None:
    assert lapses(world_of(agreement("load", [permit()])), on) == expected


def test_a_term_that_the_next_version_follows_without_a_gap_does_not_lapse() -> None:
    world = world_of(agreement("load", [permit()]))
    term = {"effective_from": "2027-07-01", "effective_through": "2028-06-30"}
    enact(world, agreement("load", [permit()], "1.1.0", **term), "2027-01-01")
    assert lapses(world, "2027-05-01") == []
    late = world_of(agreement("load", [permit()]))
    enact(
        late, agreement("load", [permit()], "1.1.0", **{**term, "effective_from": "2027-07-02"}), "2027-01-01"
    )
    assert lapses(late, "2027-05-01") == [("term", "2027-06-30", 60)]


def test_a_termination_to_come_and_an_end_of_keeping_lapse_too() -> None:
    clause = permit(conditions={"retain_through": "2026-09-01"})
    world = world_of(agreement("load", [clause]))
    assert lapses(world, "2026-08-01") == [("retention", "2026-09-01", 31)]
    event(world, "load", "terminated", "2026-07-01", effective_from="2026-08-11")
    assert lapses(world, "2026-08-01") == [("term", "2026-08-10", 9)]
