"""Lineage as flows: which hops there are, and how they are decided."""

from datetime import date
from typing import Any

from catalog.records.flow import Verdict
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.lineage.hops import NO_EVIDENCE, Evidence, Hop, decide_hop, hops, wants_evidence_alone
from tests.builders import snapshot_of, world_of
from tests.lineages import attested, dataset, lineage, made_from, origin
from tests.worlds import agreement, permit

Doc = dict[str, Any]

DAY = date(2026, 8, 1)
ROW: Doc = {
    "to": ["public"],
    "zones": ["public.site"],
    "forms": ["aggregate"],
    "conditions": {"min_cell": 11},
}
LOAD = permit(forms=["identified"], onward=[ROW])


def graph(**more: Doc) -> Doc:
    """Return a file of ``cde``'s, a table of the hub's made from it, and a public figure of that."""
    datasets = {
        "cde.file": dataset("cde.source", origin("SSID")),
        "c2c.year": dataset("c2c.linkage", "id", "key", purpose="evaluation"),
        "public.site": dataset("public.site", "rate", purpose="evaluation"),
        **more,
    }
    outputs = {
        "c2c.year.id": [made_from("cde.file.SSID")],
        "c2c.year.key": [made_from("c2c.year.id")],
        "public.site.rate": [made_from("c2c.year.key", "AGGREGATION", **attested("aggregate"))],
    }
    return lineage("p20w", datasets, outputs)


def table_with(*texts: Doc) -> FlowTable:
    return table_of(snapshot_of(world_of(*texts)), DAY)


def hops_of(table: FlowTable) -> dict[str, Hop]:
    return {f"{hop.input} > {hop.output}": hop for hop in hops(table.snapshot, table, DAY)}


def decided(table: FlowTable, hop: Hop, evidence: Evidence = NO_EVIDENCE) -> Verdict:
    return decide_hop(table, hop, on=DAY, as_known=DAY, evidence=evidence)


def test_each_step_asks_for_the_flow_that_it_is() -> None:
    found = hops_of(table_with(agreement("load", [LOAD]), graph()))
    told = {name: (hop.sender, hop.recipient, hop.purpose, hop.zone, hop.form) for name, hop in found.items()}
    assert told == {
        "cde.file.SSID > c2c.year.id": ("cde", "c2c", "evaluation", "c2c.linkage", "identified"),
        "c2c.year.id > c2c.year.key": (None, "c2c", "evaluation", "c2c.linkage", "identified"),
        "c2c.year.key > public.site.rate": ("c2c", "public", "evaluation", "public.site", "aggregate"),
    }
    assert {hop.sources for hop in found.values()} == {frozenset({"cde:k12.ssid"})}


def test_a_hop_is_decided_as_a_flow_and_waits_for_evidence() -> None:
    table = table_with(agreement("load", [LOAD]), graph())
    first, second, third = hops_of(table).values()
    assert decided(table, first).outcome == decided(table, second).outcome == "permit"
    assert wants_evidence_alone(decided(table, third))
    assert decided(table, third, Evidence(min_cell=11)).outcome == "permit"
    assert not wants_evidence_alone(decided(table, third, Evidence(min_cell=3)))


def test_an_origin_outside_its_providers_zones_came_there_by_a_hop() -> None:
    held = dataset("c2c.linkage", origin("SSID"), purpose="evaluation")
    table = table_with(agreement("load", [LOAD]), graph(**{"c2c.copy": held}))
    hop = hops_of(table)["cde:k12.ssid > c2c.copy.SSID"]
    assert (hop.sender, hop.recipient, hop.form) == ("cde", "c2c", "identified")
    assert decided(table, hop).outcome == "permit"


def test_data_that_stays_with_its_own_provider_asks_nobody() -> None:
    text = lineage(
        "p20w",
        {
            "cde.file": dataset("cde.source", origin("SSID")),
            "cde.keys": dataset("cde.source", "key"),
        },
        {"cde.keys.key": [made_from("cde.file.SSID")]},
    )
    assert hops_of(table_with(text)) == {}


def test_within_one_partner_each_source_is_sent_by_its_own_provider() -> None:
    more = dataset("c2c.linkage", "kept", purpose="evaluation")
    text = graph(**{"c2c.kept": more})
    text["jobs"][0]["outputs"].append({"field": "c2c.kept.kept", "inputs": [made_from("c2c.year.id")]})
    table = table_with(agreement("load", [LOAD]), text)
    hop = hops_of(table)["c2c.year.id > c2c.kept.kept"]
    assert hop.sender is None
    assert decided(table, hop).outcome == "permit"


def test_a_dataset_without_a_purpose_and_an_unknown_origin_are_refused() -> None:
    text = graph(**{"c2c.bare": dataset("c2c.linkage", "id"), "c2c.lost": dataset("c2c.linkage", "end")})
    text["jobs"][0]["outputs"] += [
        {"field": "c2c.bare.id", "inputs": [made_from("cde.file.SSID")]},
        {"field": "public.site.rate", "inputs": [made_from("c2c.lost.end")]},
    ]
    table = table_with(agreement("load", [LOAD]), text)
    found = hops_of(table)
    reasons = {
        name: [reason.code for reason in decided(table, hop).reasons]
        for name, hop in found.items()
        if "bare" in name or "lost" in name
    }
    assert reasons == {
        "cde.file.SSID > c2c.bare.id": ["unknown-purpose"],
        "c2c.lost.end > public.site.rate": ["unknown-item"],
    }


def test_what_comes_back_to_its_provider_from_another_partner_is_a_flow() -> None:
    text = graph(**{"cde.back": dataset("cde.source", "id", purpose="evaluation")})
    text["jobs"][0]["outputs"].append({"field": "cde.back.id", "inputs": [made_from("c2c.year.id")]})
    table = table_with(agreement("load", [LOAD]), text)
    hop = hops_of(table)["c2c.year.id > cde.back.id"]
    assert (hop.sender, hop.recipient, set(hop.sources)) == ("c2c", "cde", {"cde:k12.ssid"})
    assert decided(table, hop).outcome == "refuse"
