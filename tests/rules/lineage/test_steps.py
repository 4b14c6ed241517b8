"""Steps of lineage with their answers, held against the specification and against hops decided whole."""

from datetime import date
from random import Random
from typing import Any

import pytest

from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.lineage.hops import ANY_CELL, Evidence, Hop, decide_hop, hops
from catalog.rules.lineage.neighbourhood import Edge
from catalog.rules.lineage.steps import Deciding, Found, Step, worst
from tests.builders import snapshot_of, told, world_of
from tests.lineages import attested, dataset, lineage, made_from, origin, random_lineage, random_terms
from tests.worlds import World, agreement, element, permit

Doc = dict[str, Any]
DAY = date(2026, 8, 1)
ROW: Doc = {"to": ["public"], "zones": ["public.site"], "forms": ["aggregate"]}


def steps_of(*terms: Doc, **more: object) -> dict[str, Step]:
    """Return the steps of a small lineage by their outputs: into the hub, within it, and to the public."""
    datasets = {
        "cde.file": dataset("cde.source", origin("SSID")),
        "c2c.year": dataset("c2c.linkage", "id", "key", purpose="evaluation"),
        "public.site": dataset("public.site", "rate", purpose="evaluation"),
    }
    outputs = {
        "c2c.year.id": [made_from("cde.file.SSID")],
        "c2c.year.key": [made_from("c2c.year.id")],
        "public.site.rate": [made_from("c2c.year.key", "AGGREGATION", **attested("aggregate"), **more)],
    }
    table = table_of(
        snapshot_of(world_of(agreement("load", list(terms)), lineage("p", datasets, outputs))), DAY
    )
    return {step.edge.output: step for step in all_steps(table)}


def all_steps(table: FlowTable) -> list[Step]:
    graph = table.graphs.on(DAY)
    edges = [Edge(source, field, None) for field, source in graph.source_of.items()]
    edges += [
        Edge(made.input.field, output, made) for output, made_of in graph.inputs.items() for made in made_of
    ]
    return Deciding(table, on=DAY, as_known=DAY).steps(edges)


def standings(steps: dict[str, Step]) -> dict[str, str]:
    return {output: step.found.standing for output, step in steps.items()}


def test_a_plain_permit_is_permitted_and_what_stays_asks_nobody() -> None:
    steps = steps_of(permit(onward=[ROW]))
    assert standings(steps) == {
        "cde.file.SSID": "stays",
        "c2c.year.id": "permit",
        "c2c.year.key": "permit",
        "public.site.rate": "permit",
    }
    assert steps["public.site.rate"].found.clauses == ("load@1.0.0#load",)


def test_duties_make_a_permit_conditional() -> None:
    found = steps_of(permit(onward=[ROW], conditions={"no_reidentification": True}))["c2c.year.id"].found
    assert (found.standing, found.outcome, found.asked.no_reidentification) == ("conditional", "permit", True)


def test_what_evidence_would_permit_is_conditional_and_refused_until_then() -> None:
    steps = steps_of(permit(onward=[{**ROW, "conditions": {"min_cell": 11}}]))
    found = steps["public.site.rate"].found
    assert (found.standing, found.outcome, found.asked.min_cell) == ("conditional", "refuse", 11)
    assert not found.reasons


def test_evidence_that_lineage_attests_as_too_small_refuses() -> None:
    steps = steps_of(permit(onward=[{**ROW, "conditions": {"min_cell": 11}}]), min_cell=5)
    found = steps["public.site.rate"].found
    assert found.standing == "refuse"
    assert {reason.code for reason in found.reasons} == {"evidence-insufficient"}


def test_a_ban_refuses_and_is_cited() -> None:
    ban: Doc = {"id": "stop", "effect": "forbid", "from": ["cde"], "to": ["public"]}
    found = steps_of(permit(onward=[ROW]), ban)["public.site.rate"].found
    assert (found.standing, found.forbidden_by) == ("refuse", ("load@1.0.0#stop",))


def test_a_dataset_without_a_purpose_and_a_field_of_no_graph_are_refused() -> None:
    datasets = {
        "cde.file": dataset("cde.source", origin("SSID")),
        "c2c.year": dataset("c2c.linkage", "id"),
    }
    table = table_of(
        snapshot_of(
            world_of(
                agreement("load", [permit()]),
                lineage("p", datasets, {"c2c.year.id": [made_from("cde.file.SSID")]}),
            )
        ),
        DAY,
    )
    step = next(step for step in all_steps(table) if step.edge.output == "c2c.year.id")
    assert [reason.code for reason in step.found.reasons] == ["unknown-purpose"]
    (gone,) = Deciding(table, on=DAY, as_known=DAY).steps(
        [Edge("cde.file.SSID", "c2c.year.gone", step.edge.made)]
    )
    assert (gone.found.standing, gone.hop) == ("refuse", None)


def test_the_worst_of_several_is_the_gravest() -> None:
    assert worst(["stays", "permit", "conditional"]) == "conditional"
    assert worst(["permit", "refuse"]) == "refuse"


def a_world(seed: int) -> World:
    rng = Random(seed)  # noqa: S311  # worlds, not secrets
    grade = element("k12.grade", regime=["ferpa"])
    ssid = element("k12.ssid", regime=["none"])
    return world_of(ssid, grade, agreement("load", random_terms(rng)), random_lineage(rng))


@pytest.mark.parametrize("seed", range(30))
def test_a_step_stands_as_its_hop_decided_whole(seed: int) -> None:
    table = table_of(snapshot_of(a_world(seed)), DAY)
    deciding = Deciding(table, on=DAY, as_known=DAY)
    for hop in hops(table.snapshot, table, DAY):
        found = deciding.found(hop)
        whole = decide_hop(table, hop, on=DAY, as_known=DAY)
        cell = deciding.attested(hop)
        evidence = Evidence(min_cell=ANY_CELL if cell is None else cell, irb="approved")
        shown = decide_hop(table, hop, on=DAY, as_known=DAY, evidence=evidence)
        assert found.outcome == whole.outcome
        if whole.outcome == "permit":
            assert found.standing == ("conditional" if whole.duties() else "permit")
        else:
            assert found.standing == ("conditional" if shown.outcome == "permit" else "refuse")
            assert bool(found.reasons) == (shown.outcome == "refuse")
        assert found.forbidden_by == tuple(sorted({clause for _, clause in shown.forbidden_by}))


@pytest.mark.parametrize("seed", range(6))
def test_a_step_stands_as_the_specification_says(seed: int) -> None:
    world = a_world(seed)
    table = table_of(snapshot_of(world), DAY)
    deciding = Deciding(table, on=DAY, as_known=DAY)
    for hop in hops(table.snapshot, table, DAY):
        if hop.purpose is None or not hop.known:
            continue
        found = deciding.found(hop)
        assert (found.outcome == "permit") == all(_permits(world, hop, source) for source in hop.sources), hop
        _says_how(found)


def _permits(world: World, hop: Hop, source: str) -> bool:
    asked = {"item": source, "recipient": hop.recipient, "purpose": hop.purpose, "zone": hop.zone}
    asked |= {"form": hop.form, "on": DAY.isoformat(), "as_known": DAY.isoformat()}
    return told(world, asked | ({"sender": hop.sender} if hop.sender else {})).permitted


def _says_how(found: Found) -> None:
    assert found.clauses or found.standing == "refuse"
