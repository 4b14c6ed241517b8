"""What the check says of lineage graphs: ends, loops, attestations, disagreements."""

from tests.rules.checks.small import ON, codes, dataset, drawn, made_from, only, origin, sound_world
from tests.worlds import World, adopt, element, put

SOURCE = dataset("cde.file", "cde.source", [origin()])
HUB = dataset("c2c.hub", "c2c.linkage", [{"name": "ssid"}], purpose="evaluation")


def test_a_graph_that_may_flow_has_no_findings() -> None:
    world = sound_world()
    drawn(world, [SOURCE, HUB], {"c2c.hub.ssid": [made_from("cde.file.ssid")]})
    assert codes(world) == []


def test_a_field_without_origin_or_inputs_is_an_end() -> None:
    world = sound_world()
    drawn(world, [SOURCE, HUB], {})
    found = only(world, "lineage-end")
    assert (found.severity, found.at) == ("error", ("datasets", "c2c.hub", "fields", "ssid"))


def test_fields_that_are_made_from_each_other_are_a_loop() -> None:
    world = sound_world()
    hub = {**HUB, "fields": [{"name": name} for name in ("a", "b", "c")]}
    outputs = {"c2c.hub.a": [made_from("c2c.hub.b"), made_from("cde.file.ssid")]}
    outputs |= {"c2c.hub.b": [made_from("c2c.hub.a")], "c2c.hub.c": [made_from("c2c.hub.b")]}
    drawn(world, [SOURCE, hub], outputs)
    found = only(world, "lineage-loop")
    assert found.severity == "warning"
    assert "`c2c.hub.a`, `c2c.hub.b`" in found.message
    assert "c2c.hub.c" not in found.message


def test_a_loop_that_nothing_leads_into_is_an_end() -> None:
    world = sound_world()
    drawn(world, [HUB], {"c2c.hub.ssid": [made_from("c2c.hub.ssid")]})
    assert "made from itself" in only(world, "lineage-end").message


def lowered(**attested: str) -> World:
    world = sound_world()
    inputs = [made_from("cde.file.ssid", yields="pseudonymous", **attested)]
    drawn(world, [SOURCE, HUB], {"c2c.hub.ssid": inputs})
    return world


def test_a_form_is_lowered_with_an_attestation_alone() -> None:
    found = only(lowered(attested_by="c2c"), "lowering-without-attestation")
    assert (found.severity, found.at[-1]) == ("warning", "cde.file.ssid")
    assert "without `attested_on` and `method`" in found.message
    told = {"attested_by": "c2c", "method": "hash-v1"}
    assert codes(lowered(attested_on=ON, **told)) == []
    assert (
        "attested on 2026-03-02"
        in only(lowered(attested_on="2026-03-02", **told), "lowering-without-attestation").message
    )


def test_two_graphs_say_the_same_of_a_dataset() -> None:
    world = sound_world()
    drawn(world, [SOURCE, HUB], {"c2c.hub.ssid": [made_from("cde.file.ssid")]})
    drawn(world, [{**SOURCE, "zone": "c2c.linkage"}], {}, name="h")
    assert only(world, "dataset-differs").file == "lineage/h/1.0.0.yaml"


def test_two_graphs_say_the_same_of_an_origin() -> None:
    world = sound_world()
    drawn(world, [SOURCE], {})
    adopt(world, put(world, element("k12.grade", regime=["ferpa"])))
    drawn(world, [dataset("cde.file", "cde.source", [origin(element_id="k12.grade")])], {}, name="h")
    assert "cde:k12.ssid" in only(world, "origin-differs").message


def test_a_graph_that_is_not_current_is_noted() -> None:
    world = sound_world()
    put(world, {"kind": "lineage", "id": "g", "version": "1.0.0", "datasets": [SOURCE], "jobs": []})
    assert codes(world) == ["lineage-not-current", "not-adopted"]


def test_an_element_that_names_no_law_is_a_warning() -> None:
    world = sound_world()
    adopt(world, put(world, element("k12.grade", regime=[])))
    adopt(world, put(world, element("k12.year", regime=["none"])))
    assert only(world, "element-without-regime").file == "definitions/elements/k12.grade/1.0.0.yaml"
