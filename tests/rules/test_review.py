"""The review list: permits that what was recorded later takes back."""

from datetime import date

from catalog.rules.review import review_list
from tests.builders import asked, enact, request_of, snapshot_of, told, world_of
from tests.worlds import agreement, event, permit

NOW = date(2026, 5, 2)


def test_a_retroactive_termination_puts_later_flows_on_the_review_list() -> None:
    world = world_of(agreement("a", [permit()]))
    event(world, "a", "terminated", "2026-05-02", effective_from="2026-03-01")
    log = [request_of(asked(on=day, as_known=day)) for day in ("2026-02-28", "2026-03-01", "2026-04-01")]
    found = review_list(snapshot_of(world), log, as_known=NOW)
    assert [one.request for one in found] == log[1:]
    assert all(one.then.permitted and not one.now.permitted for one in found)
    assert {one.now.as_known for one in found} == {NOW}
    assert {reason.code for one in found for reason in one.now.verdict.reasons} == {"terminated"}


def test_what_was_refused_then_or_is_permitted_now_is_not_on_it() -> None:
    world = world_of(agreement("a", [permit()]))
    event(world, "a", "suspended", "2026-04-10", **{"from": "2026-04-01", "through": "2026-04-20"})
    event(world, "a", "resumed", "2026-04-12", recorded_on="2026-04-12")
    log = [asked(on="2026-04-05", as_known="2026-04-05"), asked(on="2026-04-12", as_known="2026-04-11")]
    log += [asked(on="2026-04-15", as_known="2026-04-05"), asked(on="2026-04-05", as_known="2026-04-10")]
    found = review_list(snapshot_of(world), map(request_of, log), as_known=NOW)
    assert [one.request for one in found] == [request_of(log[0])]
    for request in log:
        then, now = told(world, request), told(world, {**request, "as_known": NOW.isoformat()})
        listed = request_of(request) in [one.request for one in found]
        assert listed == (then.permitted and not now.permitted)


def test_a_forbid_recorded_late_puts_flows_on_it() -> None:
    world = world_of(agreement("a", [permit()]))
    enact(world, agreement("b", [{"id": "never", "effect": "forbid"}]), "2026-04-20")
    log = [request_of(asked(on="2026-04-01", as_known="2026-04-01"))]
    [one] = review_list(snapshot_of(world), log, as_known=NOW)
    assert one.now.verdict.forbidden_by == (("cde:k12.ssid", "b@1.0.0#never"),)
