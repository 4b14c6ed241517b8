"""What clauses are used for, and the flows of lineage that nothing permits."""

from datetime import date
from typing import Any

from catalog.records.ids import PartnerId
from catalog.services.partners.coverage import Coverage, coverage
from tests.builders import enact, snapshot_of, world_of
from tests.worlds import World, adopt, agreement, element, permit, put

ON = date(2026, 8, 1)
ROW = {"to": ["public"], "zones": ["public.site"], "forms": ["aggregate"], "purposes": ["evaluation"]}


def flowing(world: World, **more: Any) -> World:
    """Put a lineage that brings ``cde``'s number into the hub, and a figure of it to the public."""
    fields = [{"name": "id", "provider": "cde", "element": "k12.ssid"}]
    datasets = [
        {"id": "cde.files", "zone": "cde.source", "fields": fields},
        {"id": "c2c.year", "zone": "c2c.linkage", "purpose": "evaluation", "fields": [{"name": "id"}]},
        {"id": "public.table", "zone": "public.site", "purpose": "evaluation", "fields": [{"name": "n"}]},
    ]
    low = {"yields": "aggregate", "attested_by": "c2c", "attested_on": "2025-06-01", "method": "counted"}
    outputs = [
        {
            "field": "c2c.year.id",
            "inputs": [{"field": "cde.files.id", "type": "DIRECT", "subtype": "IDENTITY"}],
        },
        {
            "field": "public.table.n",
            "inputs": [{"field": "c2c.year.id", "type": "DIRECT", "subtype": "AGGREGATION", **low, **more}],
        },
    ]
    jobs = [{"id": "build", "run_by": "c2c", "outputs": outputs}]
    text = {"kind": "lineage", "id": "p", "version": "1.0.0", "datasets": datasets, "jobs": jobs}
    adopt(world, put(world, text))
    return world


def found_in(world: World, partner: str = "cde") -> Coverage:
    return coverage(snapshot_of(world), PartnerId(partner), on=ON, as_known=ON)


def uses(found: Coverage) -> dict[tuple[str, int], tuple[str, int]]:
    return {(one.clause.partition("#")[2], one.row): (one.use, one.fields) for one in found.clauses}


def test_a_clause_is_used_by_the_flows_that_its_own_words_let_through() -> None:
    other = permit("other", forms=["aggregate"])
    world = flowing(world_of(agreement("load", [permit(onward=[ROW]), other])))
    found = found_in(world)
    assert uses(found) == {
        ("load", 0): ("lineage", 1),
        ("load", 1): ("lineage", 1),
        ("other", 0): ("possible", 1),
    }
    assert [one.datasets for one in found.clauses] == [("c2c.year",), ("public.table",), ()]
    assert [one.clause for one in found.unused()] == ["load@1.0.0#other"]
    assert found.unpermitted == ()


def test_a_flow_that_nothing_permits_is_told_to_whom_it_concerns() -> None:
    world = flowing(world_of(agreement("load", [permit()])))
    for partner in ("cde", "c2c", "public"):
        (one,) = found_in(world, partner).unpermitted
        assert (one.output, one.sender, one.recipient) == ("public.table.n", "c2c", "public")
        assert one.sources == ("cde:k12.ssid",)
        assert {reason.code for reason in one.reasons} >= {"sender-not-covered", "recipient-not-covered"}
    assert found_in(world, "uni").unpermitted == ()


def test_evidence_that_is_shown_when_the_data_flow_is_no_missing_clause() -> None:
    row = {**ROW, "conditions": {"min_cell": 11}}
    clauses = [permit(onward=[row])]
    assert found_in(flowing(world_of(agreement("load", clauses)))).unpermitted == ()
    small = flowing(world_of(agreement("load", clauses)), min_cell=10)
    assert [one.reasons[0].code for one in found_in(small).unpermitted] == ["evidence-insufficient"]


def test_a_clause_that_opens_nothing_says_so() -> None:
    gone = permit("gone", conditions={"retain_through": "2026-07-01"})
    later = permit("later", fields={"elements": ["k12.grade"]})
    world = world_of(agreement("load", [gone, later]))
    enact(world, element("k12.grade"), "2026-02-01")
    assert uses(found_in(world)) == {("gone", 0): ("nothing", 0), ("later", 0): ("nothing", 0)}


def test_a_forbid_stops_what_a_clause_would_permit_or_is_a_precaution() -> None:
    clauses = [
        permit(purposes=["evaluation", "research"]),
        {"id": "no-sale", "effect": "forbid", "purposes": ["commercial"]},
        {"id": "no-program", "effect": "forbid", "from": ["cde"], "purposes": ["evaluation.program"]},
        {"id": "nothing-of-uni", "effect": "forbid", "from": ["uni"]},
    ]
    found = found_in(world_of(agreement("load", clauses)))
    assert uses(found) == {
        ("load", 0): ("possible", 1),
        ("no-sale", 0): ("precaution", 0),
        ("no-program", 0): ("stops", 1),
        ("nothing-of-uni", 0): ("precaution", 0),
    }
    ban = {"id": "none", "effect": "forbid", "from": ["cde"]}
    stopped = world_of(agreement("load", [permit()]), agreement("bans", [ban]))
    assert uses(found_in(stopped))["load", 0] == ("nothing", 0)


def test_what_is_not_in_force_is_left_out() -> None:
    world = world_of(agreement("load", [permit()], effective_from="2026-09-01"))
    enact(world, agreement("more", [permit("own")]))
    assert uses(found_in(world)) == {("own", 0): ("possible", 1)}
