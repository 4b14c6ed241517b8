"""Where a field comes from: all paths, loops, and the form that comes out."""

from datetime import date
from typing import Any

import pytest

from catalog.rules.flows.origins import Origin, providers_of
from catalog.rules.flows.table import table_of
from tests.builders import enact, snapshot_of, world_of
from tests.worlds import TODAY, element

Doc = dict[str, Any]


def origin(field: str, made: dict[str, list[Doc]], *, on: str = "2026-08-01") -> Origin:
    """Return the origin of a field of a graph over ``src.cde`` and ``src.uni``."""
    source = [("cde", "k12.ssid"), ("uni", "he.degree")]
    columns: dict[str, list[Doc]] = {"src": [{"name": by, "provider": by, "element": e} for by, e in source]}
    columns["hub"] = [{"name": name.partition(".")[2]} for name in made]
    datasets = [{"id": key, "zone": "c2c.linkage", "fields": fields} for key, fields in columns.items()]
    outputs = [{"field": name, "inputs": inputs} for name, inputs in made.items()]
    jobs = [{"id": "build", "run_by": "c2c", "outputs": outputs}]
    graph = {"kind": "lineage", "id": "g", "version": "1.0.0", "datasets": datasets, "jobs": jobs}
    world = world_of(element("he.degree", providers=[{"partner": "uni", "from": "2017-07-01"}]))
    enact(world, graph)
    table = table_of(snapshot_of(world), date.fromisoformat(TODAY))
    return table.graphs.on(date.fromisoformat(on)).origin(field)


def of(field: str, yields: str | None = None, *, attested: bool = True) -> Doc:
    made: Doc = {"field": field, "type": "DIRECT", "subtype": "AGGREGATION"}
    told = {"attested_by": "c2c", "attested_on": "2026-08-01", "method": "k"} if attested else {}
    return {**made, "yields": yields, **told} if yields else made


def test_all_paths_lead_to_sources_and_the_most_identifiable_form_counts() -> None:
    made = {
        "hub.low": [of("src.cde", "aggregate")],
        "hub.both": [of("hub.low"), of("src.uni", "pseudonymous")],
    }
    found = origin("hub.both", made)
    assert found == Origin(
        sources=frozenset({"cde:k12.ssid", "uni:he.degree"}), form="pseudonymous", known=True
    )
    assert providers_of(found) == {"cde", "uni"}


@pytest.mark.parametrize("on,form", [("2026-07-31", "identified"), ("2026-08-01", "aggregate")])
def test_an_attestation_counts_from_its_day(on: str, form: str) -> None:
    assert origin("hub.low", {"hub.low": [of("src.cde", "aggregate")]}, on=on).form == form


def test_a_loop_settles_at_the_least_forms_that_fit() -> None:
    made = {
        "hub.a": [of("src.cde", "deidentified"), of("hub.b")],
        "hub.b": [of("hub.a"), of("hub.b")],
        "hub.c": [of("hub.b", "pseudonymous", attested=False)],
    }
    assert [origin(f"hub.{name}", made).form for name in "abc"] == [
        "deidentified",
        "deidentified",
        "pseudonymous",
    ]
    assert origin("hub.b", made).sources == {"cde:k12.ssid"}


def test_a_loop_without_an_origin_and_a_dead_end_are_unknown() -> None:
    made = {"hub.a": [of("hub.a")], "hub.b": [of("src.cde"), of("hub.end")], "hub.end": []}
    assert [origin(f"hub.{name}", made).known for name in ("a", "b", "end")] == [False, False, False]


@pytest.mark.parametrize("loop", [{"hub.b": ["hub.b"]}, {"hub.b": ["hub.c"], "hub.c": ["hub.b"]}])
def test_a_loop_that_no_origin_feeds_makes_all_it_feeds_unknown(loop: dict[str, list[str]]) -> None:
    made = {field: [of(one) for one in inputs] for field, inputs in loop.items()}
    made["hub.a"] = [of("src.cde"), of("hub.b")]
    made["hub.d"] = [of("hub.a")]
    assert [origin(field, made).known for field in ("hub.b", "hub.a", "hub.d")] == [False, False, False]


def test_a_blank_method_attests_nothing() -> None:
    blank = {**of("src.cde", "aggregate"), "method": "  "}
    assert origin("hub.low", {"hub.low": [blank]}).form == "identified"
