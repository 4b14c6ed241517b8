"""Reverse look-ups list what may flow, all of it and nothing else, as the oracle finds it."""

from datetime import date
from random import Random

import pytest

from catalog.records.ids import ElementId
from catalog.rules.lookups import possible_flows
from tests.builders import snapshot_of, world_of
from tests.flows import Quick, flows_of, small_world
from tests.worlds import TODAY, agreement, permit

NOW = date.fromisoformat(TODAY)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_what_may_flow_is_what_the_oracle_permits(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = small_world(rng)
    snapshot, catalog = snapshot_of(world), Quick(world, TODAY)
    for day in ("2025-12-01", "2026-04-01", "2026-10-15"):
        on = date.fromisoformat(day)
        listed = possible_flows(snapshot, snapshot.elements, on=on, as_known=NOW, wanted=lambda *_: True)
        found = [(one.source, *one.cell) for one in listed]
        assert found == sorted(flow for flow in flows_of(world) if catalog.permitted(flow, day))
        assert all(one.decision.permitted for one in listed)


def test_a_look_up_gives_what_is_wanted_with_the_evidence_that_is_asked() -> None:
    clause = permit(zones=["c2c.linkage", "cde.source"], conditions={"min_cell": 11, "irb": "approved"})
    snapshot = snapshot_of(world_of(agreement("a", [clause])))
    found = possible_flows(
        snapshot,
        [ElementId("k12.ssid")],
        on=NOW,
        as_known=NOW,
        wanted=lambda source, cell: source == "cde:k12.ssid" and cell.zone == "cde.source",
    )
    assert {one.cell.zone for one in found} == {"cde.source"}
    assert {one.decision.verdict.conditions.min_cell for one in found} == {11}
    assert {one.decision.verdict.conditions.irb for one in found} == {"approved"}
