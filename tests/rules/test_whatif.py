"""What-if is exact: the flows that two states of a catalog permit differ by just what it says."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from functools import partial
from itertools import product
from random import Random
from typing import Any

import pytest

from catalog.records.flow import DUTIES
from catalog.rules.whatif import FlowChange, what_if
from tests import oracle
from tests.builders import enact, snapshot_of, world_of
from tests.flows import Flow, Quick, days_of, flows_of, small_world
from tests.worlds import TODAY, Maker, World, agreement, day_after, element, event, permit

Doc = dict[str, Any]

NOW = date.fromisoformat(TODAY)


def changed(rng: Random, world: World) -> World:
    """Return the world after one change such as boards and partners make."""
    after = deepcopy(world)
    maker = Maker(rng, after)
    kind = rng.choice(["amended", "terminated", "suspended", "removed", "element", "forbid", "signed"])
    if kind == "amended":
        text = deepcopy(maker.permits()[0][1]) | {
            "version": "3.0.0",
            "effective_from": maker.day("2026-01-01", 300),
        }
        clauses = [maker.permit(["cde", "uni"]) | {"id": f"n{n}"} for n in range(2)]
        enact(after, text | {"clauses": [*text["clauses"], *clauses][1:]}, maker.day("2026-01-01", 300))
    elif kind in ("terminated", "suspended"):
        on = maker.day("2026-01-01", 300)
        event(after, "a", kind, on, **{"effective_from" if kind == "terminated" else "from": on})
    elif kind == "removed":
        gone = [path for path in after if path.startswith("agreements/b/")]
        gone += [path for path, text in after.items() if "'agreement:b@" in str(text)]
        after = {path: text for path, text in after.items() if path not in gone}
    elif kind == "element":
        of = {
            "providers": [{"partner": p, "from": "2017-07-01"} for p in ("cde", "uni")],
            "regime": ["ferpa"],
        }
        version = rng.choice(["1.11.0", "3.0.0"])
        enact(after, element("k12.ssid", version, **of), maker.day("2026-01-01", 300))
    elif kind == "forbid":
        enact(after, agreement("c", [{**maker.forbid(), "id": "never", "survives": True}]))
    else:
        for partner in ("cde", "uni", "edd", "c2c", "public"):
            event(after, "a", "signed", "2026-05-01", version="1.0.0", partner=partner)
    return after


def _flow(change: FlowChange) -> Flow:
    return (change.source, *change.cell)


def check(before: World, after: World, rng: Random, *, days_looked_at: int | None) -> tuple[int, int]:
    """Hold what-if against the oracle; return how many flows and days were gained or lost, and compared."""
    found = what_if(snapshot_of(before), snapshot_of(after), as_known=NOW)
    old, new = Quick(before, TODAY), Quick(after, TODAY)
    every = [*found.gained, *found.lost, *found.tightened, *found.relaxed]
    gained, lost = _by_flow(found.gained), _by_flow(found.lost)
    tightened, relaxed = _by_flow(found.tightened), _by_flow(found.relaxed)
    flows = flows_of(before) | flows_of(after)
    assert {_flow(change) for change in every} <= flows
    days = days_of(before, after)
    if days_looked_at is not None:
        edges = {edge.isoformat() for c in every for edge in (c.first, c.last)} - {date.max.isoformat()}
        near = {day_after(edge, step) for edge in edges for step in (-1, 0, 1)}
        days = sorted({*rng.sample(days, days_looked_at), *rng.sample(sorted(near), min(len(near), 6))})
    differences = compared = 0
    for flow, day in product(sorted(flows), days):
        was, now = old.permitted(flow, day), new.permitted(flow, day)
        on = date.fromisoformat(day)
        assert _has(gained, flow, on) == (was is None and now is not None), (flow, day)
        assert _has(lost, flow, on) == (was is not None and now is None), (flow, day)
        compared += 1
        differences += (was is None) != (now is None)
        if was is not None and now is not None and (was != now or rng.random() < 0.01):
            kinds = [_has(tightened, flow, on), _has(relaxed, flow, on)]
            key = ("kinds", str(sorted(was.items())), str(sorted(now.items())))
            assert kinds == old.once(key, partial(_kinds, old, new, flow, day)), (flow, day)
    return differences, compared


def _by_flow(changes: tuple[FlowChange, ...]) -> dict[Flow, list[FlowChange]]:
    by: dict[Flow, list[FlowChange]] = {}
    for change in changes:
        by.setdefault(_flow(change), []).append(change)
    return by


def _has(changes: dict[Flow, list[FlowChange]], flow: Flow, day: date) -> bool:
    """Say whether a flow changes on a day; it does so in one entry at most."""
    found = [change for change in changes.get(flow, ()) if change.first <= day <= change.last]
    assert len(found) <= 1
    return bool(found)


def _kinds(old: Quick, new: Quick, flow: Flow, day: str) -> list[bool]:
    """Say whether a flow that both permit is tightened, and whether relaxed, level of evidence by level."""
    stopped = freed = False
    subsets = [
        [d for d, able in zip(DUTIES, given, strict=True) if able]
        for given in product([0, 1], repeat=len(DUTIES))
    ]
    for cell, irb, able in product([-1, 10, 11, 20], ["approved", ""], subsets):
        more = {"evidence": {"min_cell": cell, "irb": irb}, "can_enforce": able}
        was, now = old.permitted(flow, day, **more), new.permitted(flow, day, **more)
        stopped, freed = stopped or bool(was and not now), freed or bool(now and not was)
    was, now = (oracle.join((found.permitted(flow, day) or {}).values()) for found in (old, new))
    return [stopped or _stricter(now, was), freed or _stricter(was, now)]


def _stricter(one: Doc, other: Doc) -> bool:
    least = {"retain_through": "9999", "destroy_within_days": 10**9}
    more = any(duty in one and duty not in other for duty in DUTIES)
    more = more or any(row not in other.get("rows", []) for row in one.get("rows", []))
    return more or any(one.get(duty, never) < other.get(duty, never) for duty, never in least.items())


def _pairs(seeds: range) -> Iterator[tuple[Random, World, World]]:
    for seed in seeds:
        rng = Random(seed)  # noqa: S311 - worlds, not secrets
        before = small_world(rng)
        after = changed(rng, before)
        yield (rng, before, after) if rng.random() < 0.7 else (rng, after, before)


@pytest.mark.slow
def test_what_if_is_exact_on_some_days() -> None:
    found = [check(before, after, rng, days_looked_at=4) for rng, before, after in _pairs(range(9))]
    assert sum(1 for differences, _ in found if differences) > len(found) / 4


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_what_if_is_exact_on_every_day(block: int) -> None:
    seeds = range(1000 + 3 * block, 1003 + 3 * block)
    found = [check(before, after, rng, days_looked_at=None) for rng, before, after in _pairs(seeds)]
    assert sum(differences for differences, _ in found) > 0


def test_nothing_differs_from_itself() -> None:
    world = small_world(Random(7))  # noqa: S311 - worlds, not secrets
    found = what_if(snapshot_of(world), snapshot_of(deepcopy(world)), as_known=NOW)
    assert found.document() == {"gained": [], "lost": [], "tightened": [], "relaxed": [], "widens": False}


def test_new_elements_are_not_mistaken_for_ones_that_are_treated_like_them() -> None:
    names = [f"k12.n{n:02}" for n in range(40)]
    alike = agreement("alike", [permit(fields={"elements": names})])
    own = [
        agreement(f"own-{n}", [permit(fields={"elements": [name]}, forms=["aggregate"])])
        for n, name in enumerate(names)
        if n % 3
    ]
    before = world_of(*(element(name) for n, name in enumerate(names) if n % 3), *own)
    after = world_of(*(element(name) for name in names), alike)
    gained = what_if(snapshot_of(before), snapshot_of(after), as_known=NOW).gained
    identified = [change for change in gained if change.cell.form == "identified"]
    aggregate = [change for change in gained if change.cell.form == "aggregate"]
    assert {change.source for change in identified} == {f"cde:{name}" for name in names}
    assert {change.source for change in aggregate} == {f"cde:{name}" for name in names[::3]}


def test_of_one_day_alone_only_its_changes_are_told() -> None:
    before = world_of(agreement("a", [permit()]))
    after = deepcopy(before)
    event(after, "a", "terminated", "2026-05-02", effective_from="2026-06-01")
    snapshots = snapshot_of(before), snapshot_of(after)
    assert not what_if(*snapshots, as_known=NOW, on=date(2026, 5, 31)).lost
    [lost, *_] = what_if(*snapshots, as_known=NOW, on=date(2026, 6, 1)).lost
    told = lost.document()
    assert {key: told[key] for key in ("source", "from", "through", "after")} == {
        "source": "cde:k12.ssid",
        "from": "2026-06-01",
        "through": "2027-06-30",
        "after": None,
    }
    assert what_if(*reversed(snapshots), as_known=NOW).widens
