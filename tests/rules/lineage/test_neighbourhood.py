"""What lies around a field: the same edges that a trace passes, so far as was asked."""

from datetime import date
from random import Random

import pytest

from catalog.rules.flows.origins import FieldGraph
from catalog.rules.flows.table import FlowTable, table_of
from catalog.rules.lineage.hops import NO_EVIDENCE
from catalog.rules.lineage.neighbourhood import Edge, Neighbourhood, Reach, neighbourhood
from catalog.rules.lineage.tracing import trace
from tests.builders import snapshot_of, world_of
from tests.lineages import dataset, lineage, made_from, origin, random_lineage
from tests.worlds import element

DAY = date(2026, 8, 1)
ALL = Reach(up=None, down=None, most=10_000)


def chain() -> FlowTable:
    """Return the table of a chain of four fields, the last two in one dataset."""
    datasets = {
        "cde.file": dataset("cde.source", origin("a")),
        "c2c.one": dataset("c2c.linkage", "b"),
        "c2c.two": dataset("c2c.linkage", "c", "d"),
    }
    outputs = {
        "c2c.one.b": [made_from("cde.file.a")],
        "c2c.two.c": [made_from("c2c.one.b")],
        "c2c.two.d": [made_from("c2c.two.c")],
    }
    return table_of(snapshot_of(world_of(lineage("p20w", datasets, outputs))), DAY)


def graph_of(table: FlowTable) -> FieldGraph:
    return table.graphs.on(DAY)


def ends(found: Neighbourhood) -> list[tuple[str, str]]:
    return [(edge.input, edge.output) for edge in found.edges]


def test_a_neighbourhood_goes_both_ways_nearest_first() -> None:
    found = neighbourhood(graph_of(chain()), ["c2c.two.c"], ALL)
    assert ends(found) == [
        ("c2c.one.b", "c2c.two.c"),
        ("cde.file.a", "c2c.one.b"),
        ("cde:k12.ssid", "cde.file.a"),
        ("c2c.two.c", "c2c.two.d"),
    ]
    assert found.nodes() == ["c2c.two.c", "c2c.one.b", "c2c.two.d", "cde.file.a", "cde:k12.ssid"]
    assert found.left_out == 0


def test_steps_are_counted_each_way_and_what_leads_on_is_told() -> None:
    found = neighbourhood(graph_of(chain()), ["c2c.two.c"], Reach(up=1, down=1, most=100))
    assert ends(found) == [("c2c.one.b", "c2c.two.c"), ("c2c.two.c", "c2c.two.d")]
    assert found.left_out == 1


def test_one_way_leaves_the_other_out_without_a_word() -> None:
    found = neighbourhood(graph_of(chain()), ["c2c.one.b"], Reach(up=0, down=None, most=100))
    assert ends(found) == [("c2c.one.b", "c2c.two.c"), ("c2c.two.c", "c2c.two.d")]
    assert found.left_out == 0


def test_there_is_a_most_of_edges_each_way() -> None:
    found = neighbourhood(graph_of(chain()), ["cde:k12.ssid"], Reach(up=None, down=None, most=2))
    assert ends(found) == [("cde:k12.ssid", "cde.file.a"), ("cde.file.a", "c2c.one.b")]
    assert found.left_out == 1


def test_a_loop_ends() -> None:
    datasets = {"c2c.one": dataset("c2c.linkage", "a", "b")}
    outputs = {"c2c.one.a": [made_from("c2c.one.b")], "c2c.one.b": [made_from("c2c.one.a")]}
    table = table_of(snapshot_of(world_of(lineage("p20w", datasets, outputs))), DAY)
    found = neighbourhood(graph_of(table), ["c2c.one.a"], ALL)
    assert sorted(ends(found)) == [("c2c.one.a", "c2c.one.b"), ("c2c.one.b", "c2c.one.a")]


@pytest.mark.parametrize("seed", range(25))
def test_all_of_it_is_what_a_trace_passes(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # worlds, not secrets
    table = table_of(snapshot_of(world_of(element("k12.grade"), random_lineage(rng))), DAY)
    graph = graph_of(table)
    for item in [rng.choice(sorted(graph.dataset_of)), "cde:k12.ssid"]:
        traced = trace(table, item, on=DAY, as_known=DAY, evidence=NO_EVIDENCE)
        legs = {(leg.input, leg.output, leg.job) for leg in (*traced.upstream, *traced.downstream)}
        found = neighbourhood(graph, [item], ALL)
        assert {(edge.input, edge.output, edge.job) for edge in found.edges} == legs
        assert len(found.edges) == len({(e.input, e.output, id(e.made)) for e in found.edges})


def test_an_edge_without_a_job_is_a_field_that_carries_its_source() -> None:
    assert Edge("cde:k12.ssid", "cde.file.a", None).job is None
