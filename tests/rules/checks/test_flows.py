"""What the check says of the flows that lineage describes."""

from tests.rules.checks.small import ON, checked, codes, dataset, drawn, made_from, only, origin, sound_world
from tests.worlds import Doc, World, permit

SOURCE = dataset("cde.file", "cde.source", [origin()])
ATTESTED = {"attested_by": "c2c", "attested_on": ON, "method": "suppression-v1"}
PUBLIC = {"to": ["public"], "zones": ["public.site"], "forms": ["aggregate"]}


def hub(**more: str) -> Doc:
    return dataset("c2c.hub", "c2c.linkage", [{"name": "ssid"}], **more)


def published(clause: Doc, **attested: object) -> World:
    """A world whose hub publishes an aggregate to the public site."""
    world = sound_world([clause])
    site = dataset("public.site", "public.site", [{"name": "rate"}], purpose="evaluation")
    rate = made_from("c2c.hub.ssid", yields="aggregate", **ATTESTED, **attested)
    outputs = {"c2c.hub.ssid": [made_from("cde.file.ssid")], "public.site.rate": [rate]}
    drawn(world, [SOURCE, hub(purpose="evaluation"), site], outputs)
    return world


def test_a_flow_that_lineage_describes_and_no_clause_permits_is_an_error_at_its_output() -> None:
    found = only(published(permit()), "flow-refused")
    assert (found.severity, found.file) == ("error", "lineage/g/1.0.0.yaml")
    assert found.at == ("jobs", "build", "outputs", "public.site.rate")
    for told in ("cde:k12.ssid", "from c2c", "public for evaluation in public.site", "a@1.0.0#load"):
        assert told in found.message


def test_a_flow_that_hangs_on_a_cell_is_noted_with_its_size() -> None:
    found = only(
        published(permit(onward=[{**PUBLIC, "conditions": {"min_cell": 11}}])), "flow-needs-evidence"
    )
    assert found.severity == "note"
    assert "`public.site.rate`" in found.message
    assert "min_cell of at least 11" in found.message


def test_a_flow_that_hangs_on_a_review_board_is_noted() -> None:
    world = published(permit(conditions={"irb": "approved"}, onward=[PUBLIC]))
    assert set(codes(world)) == {"flow-needs-evidence"}
    assert all("irb: approved" in one.message for one in checked(world))


def test_the_smallest_cell_that_lineage_attests_is_evidence() -> None:
    clause = permit(onward=[{**PUBLIC, "conditions": {"min_cell": 11}}])
    assert codes(published(clause, min_cell=11)) == []
    assert "evidence-insufficient" in only(published(clause, min_cell=10), "flow-refused").message


def test_sources_that_are_refused_alike_are_one_finding() -> None:
    world = published(permit(zones=["cde.source"], onward=[PUBLIC]))
    assert codes(world) == ["flow-refused"]


def test_data_that_stays_with_its_provider_asks_nobody() -> None:
    world = sound_world()
    copy = dataset("cde.copy", "cde.source", [{"name": "ssid"}], purpose="research")
    drawn(world, [SOURCE, copy], {"cde.copy.ssid": [made_from("cde.file.ssid")]})
    assert codes(world) == []


def test_data_that_returns_to_its_provider_from_another_holder_needs_a_clause() -> None:
    world = sound_world()
    back = dataset("cde.back", "cde.source", [{"name": "ssid"}], purpose="evaluation")
    outputs = {"c2c.hub.ssid": [made_from("cde.file.ssid")], "cde.back.ssid": [made_from("c2c.hub.ssid")]}
    drawn(world, [SOURCE, hub(purpose="evaluation"), back], outputs)
    assert "from c2c to cde" in only(world, "flow-refused").message


def test_a_field_made_within_its_dataset_may_not_be_more_identifiable_than_is_permitted() -> None:
    world = sound_world([permit(forms=["pseudonymous"])])
    fields = [{"name": "hash"}, {"name": "looked_up"}]
    inputs = [made_from("cde.file.ssid", yields="pseudonymous", **ATTESTED)]
    raised = [made_from("c2c.hub.hash", yields="identified")]
    target = dataset("c2c.hub", "c2c.linkage", fields, purpose="evaluation")
    drawn(world, [SOURCE, target], {"c2c.hub.hash": inputs, "c2c.hub.looked_up": raised})
    assert "c2c.hub.looked_up" in only(world, "flow-refused").message


def test_an_origin_that_somebody_else_holds_came_from_its_provider() -> None:
    world = sound_world()
    drawn(world, [dataset("uni.copy", "uni.enclave", [origin()], purpose="evaluation")], {})
    assert "from cde to uni" in only(world, "flow-refused").message


def test_a_dataset_without_purpose_is_an_error_where_no_purpose_would_do() -> None:
    world = sound_world()
    drawn(world, [SOURCE, hub()], {"c2c.hub.ssid": [made_from("cde.file.ssid")]})
    assert "`evaluation`" in only(world, "dataset-without-purpose").message
    world = sound_world([permit(zones=["cde.source"])])
    drawn(world, [SOURCE, hub()], {"c2c.hub.ssid": [made_from("cde.file.ssid")]})
    assert only(world, "no-purpose-permits").severity == "error"


def test_flows_are_decided_as_of_the_day() -> None:
    world = sound_world()
    drawn(world, [SOURCE, hub(purpose="evaluation")], {"c2c.hub.ssid": [made_from("cde.file.ssid")]})
    assert codes(world, "2025-06-30") == ["flow-refused"]
    assert codes(world, "2025-07-01") == []
