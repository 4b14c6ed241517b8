"""Promises: the smallest flow that breaks one is the smallest there is, found by trying them all."""

from datetime import date
from random import Random
from typing import Any

import pytest

from catalog.rules.promises import broken_promises, promise_findings
from tests.builders import enact, snapshot_of, world_of
from tests.flows import Flow, Quick, days_of, flows_of, small_world
from tests.oracle import FORMS
from tests.worlds import PARTNERS, PURPOSES, TODAY, ZONES, World, agreement, element, permit

Doc = dict[str, Any]

NOW = date.fromisoformat(TODAY)
EARLY = "2025-10-01"
KEYS: dict[str, list[str]] = {
    "identifiability": ["direct", "indirect", "sensitive"],
    "regimes": ["ferpa", "ui-wage", "none"],
    "elements": ["k12.ssid", "he.degree"],
    "providers": PARTNERS[:3],
    "recipients": PARTNERS,
    "purposes": PURPOSES,
    "zones": [*ZONES],
    "not_zones": [*ZONES],
    "forms": [*FORMS],
}


def promising(world: World, *promises: Doc) -> World:
    """Return the world with promises ``p0``, ``p1`` and so on."""
    listed = [{"id": f"p{n}", "title": f"Promise {n}", "never": never} for n, never in enumerate(promises)]
    return {**world, "definitions/promises.yaml": {"kind": "promises", "promises": listed}}


def breaks(catalog: Quick, never: Doc, flow: Flow, day: str) -> bool:
    """Say whether a flow that is permitted on the day is one that the promise rules out."""
    source, _, recipient, purpose, zone, form = flow
    provider, _, name = source.partition(":")
    text: Any = catalog.current("element", name, day)
    if text is None or zone in never.get("not_zones", []):
        return False
    facts = {"identifiability": [text["identifiability"]], "regimes": text["regime"], "elements": [name]}
    facts |= {"providers": [provider], "recipients": [recipient], "zones": [zone], "forms": [form]}
    facts["purposes"] = catalog.broader(purpose)
    return all(set(facts[key]) & set(values) for key, values in never.items() if key != "not_zones")


def smallest(catalog: Quick, never: Doc, flows: list[Flow], days: list[str]) -> tuple[str, Flow] | None:
    """Return the first day, and on it the first flow by name, that breaks the promise."""
    for day in days:
        for flow in flows:
            if breaks(catalog, never, flow, day) and catalog.permitted(flow, day):
                return day, flow
    return None


@pytest.mark.slow
def test_the_smallest_flow_that_breaks_a_promise_is_the_smallest_of_all() -> None:
    broken = 0
    for seed in range(8):
        rng = Random(seed)  # noqa: S311 - worlds, not secrets
        nevers = []
        for _ in range(4):
            keys = rng.sample(sorted(KEYS), rng.randint(1, 3))
            nevers.append({key: rng.sample(KEYS[key], rng.randint(1, 2)) for key in keys})
        world = promising(small_world(rng), *nevers)
        found = {
            str(b.promise.id): b
            for b in broken_promises(snapshot_of(world), on=NOW.replace(year=2025), as_known=NOW)
        }
        start = NOW.replace(year=2025).isoformat()
        catalog, flows = Quick(world, TODAY), sorted(flows_of(world))
        days = sorted({start, *(day for day in days_of(world) if day > start)})
        for number, never in enumerate(nevers):
            expected, one = smallest(catalog, never, flows, days), found.get(f"p{number}")
            told = one and (one.on.isoformat(), (one.source, *one.cell))
            assert told == expected, (seed, never)
            broken += expected is not None
    assert broken > 8


def test_a_promise_that_a_later_version_of_an_element_breaks_is_broken_from_its_day() -> None:
    world = world_of(agreement("a", [permit()]))
    enact(world, element("k12.ssid", "1.1.0", identifiability="direct"), "2026-08-01")
    world = promising(world, {"identifiability": ["direct"]}, {"identifiability": ["sensitive"]})
    [broken] = broken_promises(snapshot_of(world), on=date(2026, 1, 1), as_known=NOW)
    assert (broken.promise.id, broken.on) == ("p0", date(2026, 8, 1))
    [finding] = promise_findings(snapshot_of(world), date(2026, 1, 1), as_known=NOW)
    assert (finding.code, finding.severity, finding.at) == ("promise-broken", "error", ("promises", 0))
    assert "cde:k12.ssid" in finding.message


def test_a_promise_kept_until_a_term_ends_is_not_broken_after_it() -> None:
    world = promising(world_of(agreement("a", [permit()])), {"recipients": ["c2c"]})
    assert broken_promises(snapshot_of(world), on=date(2027, 6, 30), as_known=NOW)
    assert not broken_promises(snapshot_of(world), on=date(2027, 7, 1), as_known=NOW)


def test_a_promise_about_a_former_id_is_about_its_heir() -> None:
    texts = [element("k12.ssid", formerly=["old.ssid"]), agreement("a", [permit()])]
    world = promising(world_of(*texts), {"elements": ["old.ssid"]})
    assert broken_promises(snapshot_of(world), on=NOW, as_known=NOW)
