"""Traces up and down, and the chain behind each clause."""

from datetime import date
from typing import Any

from catalog.rules.flows.table import table_of
from catalog.rules.lineage.hops import Evidence
from catalog.rules.lineage.tracing import Trace, trace
from tests.builders import snapshot_of, world_of
from tests.lineages import attested, dataset, lineage, made_from, origin
from tests.worlds import World, agreement, element, permit

Doc = dict[str, Any]

DAY = date(2026, 8, 1)
CELLS = Evidence(min_cell=20)
ROW: Doc = {
    "to": ["public"],
    "zones": ["public.site"],
    "forms": ["aggregate"],
    "conditions": {"min_cell": 11},
}


def world(*more: Doc, voted: bool = False) -> World:
    graph = lineage(
        "p20w",
        {
            "cde.file": dataset("cde.source", origin("SSID")),
            "c2c.year": dataset("c2c.linkage", "id", purpose="evaluation"),
            "public.site": dataset("public.site", "rate", purpose="evaluation"),
        },
        {
            "c2c.year.id": [made_from("cde.file.SSID"), *more],
            "public.site.rate": [made_from("c2c.year.id", "AGGREGATION", **attested("aggregate"))],
        },
    )
    ssid = element("k12.ssid", regime=["ferpa"])
    found = world_of(ssid, agreement("load", [permit(onward=[ROW], text="§3")]), graph)
    if voted:
        _vote(found)
    return found


def _vote(found: World) -> None:
    """Let every decision be one of a meeting, with a roll and minutes."""
    for document in list(found.values()):
        if isinstance(document, dict) and document["kind"] == "decision":
            document |= {"legacy": None, "meeting": "gb/2025-01-15", "vote": "v1"}
    roll = {f"seat.{n}": {"vote": "no" if n == 3 else "aye"} for n in (1, 2, 3)}
    held: Doc = {"kind": "meeting", "id": "gb/2025-01-15", "body": "gb", "meeting_kind": "regular"}
    held |= {"start": "2025-01-15T10:00:00-08:00", "status": "adjourned"}
    held |= {"place": {"name": "Room", "address": "1 K Street", "remote": []}}
    held |= {key: [] for key in ("agenda", "attendance", "recusals", "comments", "motions")}
    held["votes"] = [
        {"id": "v1", "motion": "m1", "at": "2025-01-15T11:00:00-08:00", "method": "roll-call", "roll": roll}
    ]
    held["minutes"] = {"status": "approved"}
    body: Any = found["meetings/bodies/gb.yaml"]
    seat = {"label": "Seat", "law": "§ 1", "designee": True, "voting": True}
    body["seats"] = [{"id": name, **seat} for name in roll]
    found["meetings/gb/2025-01-15/meeting.yaml"] = held


def traced(item: str, *, evidence: Evidence = CELLS, voted: bool = False) -> Trace:
    table = table_of(snapshot_of(world(voted=voted)), DAY)
    return trace(table, item, on=DAY, as_known=DAY, evidence=evidence)


def test_a_field_is_traced_up_to_its_origins_and_down_to_the_last_datasets() -> None:
    found = traced("c2c.year.id")
    assert [(leg.input, leg.output) for leg in found.upstream] == [
        ("cde.file.SSID", "c2c.year.id"),
        ("cde:k12.ssid", "cde.file.SSID"),
    ]
    assert [(leg.input, leg.output) for leg in found.downstream] == [("c2c.year.id", "public.site.rate")]
    assert found.permitted


def test_a_source_is_traced_through_every_dataset_that_carries_it() -> None:
    found = traced("cde:k12.ssid")
    assert [leg.output for leg in found.downstream] == ["cde.file.SSID", "c2c.year.id", "public.site.rate"]
    assert found.downstream[0].hop is None
    assert found.upstream == ()


def test_privacy_laws_reach_every_field_downstream() -> None:
    found = traced("cde:k12.ssid")
    assert {name: place.regimes for name, place in found.fields.items()} == {
        "cde.file.SSID": ("ferpa",),
        "c2c.year.id": ("ferpa",),
        "public.site.rate": ("ferpa",),
    }
    assert found.fields["public.site.rate"].form == "aggregate"


def test_one_refused_hop_refuses_the_trace() -> None:
    assert not traced("c2c.year.id", evidence=Evidence()).permitted


def test_a_hop_leads_from_its_clause_to_signatures_vote_and_minutes() -> None:
    (hop, _) = traced("cde:k12.ssid", voted=True).hops()
    (why,) = hop.why
    assert (why.clause, why.text, why.agreement) == ("load@1.0.0#load", "§3", "load@1.0.0")
    assert [(signed.partner, signed.evidence) for signed in why.signatures] == [
        ("c2c", "file"),
        ("cde", "file"),
    ]
    assert why.adopted is not None
    assert why.adopted.vote == "2 aye, 1 no, 0 abstain (counted from the roll)"
    assert (why.adopted.meeting, why.adopted.minutes) == ("gb/2025-01-15", "approved")
    assert len(hop.records) == 2


def test_a_legacy_adoption_says_that_there_are_no_minutes() -> None:
    (hop, _) = traced("cde:k12.ssid").hops()
    adopted = hop.why[0].adopted
    assert adopted is not None
    assert adopted.vote == "legacy: no vote in this catalog; source: minutes"
    assert adopted.minutes == "legacy: no minutes in this catalog"


def test_a_loop_in_lineage_ends() -> None:
    table = table_of(snapshot_of(world(made_from("public.site.rate", "TRANSFORMATION"))), DAY)
    found = trace(table, "cde:k12.ssid", on=DAY, as_known=DAY, evidence=CELLS)
    assert [leg.output for leg in found.downstream] == [
        "cde.file.SSID",
        "c2c.year.id",
        "public.site.rate",
        "c2c.year.id",
    ]
