"""What the explorer finds for a question: items, filters, days, pages, and the twin as data."""

from typing import Any

import pytest

from catalog.errors import BadInput, NotFound
from catalog.interchange.twins import document_of
from catalog.records.flow import FlowRequest
from catalog.rules.decide import decide
from catalog.rules.flows.table import table_of
from catalog.services.lineage_map.items import address_of, find, search
from catalog.services.lineage_map.map_page import drawing
from catalog.services.lineage_map.overview_page import overview_page
from catalog.services.lineage_map.step_page import step_page
from tests.services.lineage_map.worlds import DAY, explored, random_snapshot, wide_snapshot

Doc = dict[str, Any]
SNAPSHOT = wide_snapshot(3)
TABLE = table_of(SNAPSHOT, DAY)


@pytest.mark.parametrize(
    "name, kind, starts",
    [
        ("c2c.t1.f0", "field", ["c2c.t1.f0"]),
        ("cde:k12.ssid", "source", ["cde:k12.ssid"]),
        ("c2c.t1", "dataset", ["c2c.t1.f0", "c2c.t1.f1", "c2c.t1.f2"]),
        ("k12.ssid", "element", ["cde:k12.ssid"]),
    ],
)
def test_an_item_is_a_field_a_source_a_dataset_or_an_element(name: str, kind: str, starts: list[str]) -> None:
    found = find(TABLE, name, on=DAY)
    assert (found.id, found.kind, list(found.starts)) == (name, kind, starts)


@pytest.mark.parametrize("name", ["c2c.t1.f9", "uni:k12.ssid", "nobody", "", "cde:", ":", "\x00"])
def test_an_unknown_item_is_not_found(name: str) -> None:
    with pytest.raises(NotFound) as caught:
        find(TABLE, name, on=DAY)
    assert caught.value.hint


def test_a_near_miss_is_named() -> None:
    with pytest.raises(NotFound) as caught:
        find(TABLE, "c2c.t1.f", on=DAY)
    assert str(caught.value.hint).startswith("did you mean `c2c.t1")


def test_a_search_finds_names_that_hold_all_words() -> None:
    found, count = search(TABLE, "T1 f", on=DAY)
    assert [item.id for item in found] == ["c2c.t1.f0", "c2c.t1.f1", "c2c.t1.f2"]
    assert count == 3
    assert search(TABLE, "  ", on=DAY) == ([], 0)
    page = overview_page(SNAPSHOT, {"q": "ssid"}, today=DAY)
    assert page.shown["count"] == 1


def test_an_address_holds_any_name() -> None:
    assert address_of("a.b c/d?e#f%") == "lineage/a.b%20c%2Fd%3Fe%23f%25.html"


def test_filters_hide_and_count_what_they_hide() -> None:
    whole = explored(SNAPSHOT, "cde:k12.ssid").found
    assert (len(whole.rows), whole.hidden) == (13, 0)
    one = explored(SNAPSHOT, "cde:k12.ssid", dataset="c2c.t2").found
    assert {whole.groups[one.group(row.head)].id for row in one.rows} == {"c2c.t2"}
    assert len(one.rows) + one.hidden == 13
    zoned = explored(SNAPSHOT, "cde:k12.ssid", zone="cde.source").found
    assert {row.tail.partition(".")[0] for row in zoned.rows} == {"cde", "cde:k12"}
    refused = explored(SNAPSHOT, "cde:k12.ssid", only="refuse").found
    assert (refused.rows, refused.hidden) == ((), 13)
    assert list(refused.spots) == ["cde:k12.ssid"]


def test_directions_and_steps_bound_the_map() -> None:
    up = explored(SNAPSHOT, "c2c.t1.f0", direction="up").found
    down = explored(SNAPSHOT, "c2c.t1.f0", direction="down").found
    assert {row.head for row in up.rows} == {"c2c.t1.f0", "cde.file.f0"}
    assert {row.tail for row in down.rows} == {"c2c.t1.f0"}
    near = explored(SNAPSHOT, "c2c.t1.f0", steps="1").found
    assert near.left_out == 1
    assert max(spot.steps for spot in near.spots.values()) == 1


@pytest.mark.parametrize(
    "typed, wrong",
    [
        ({"on": "2026-02-30"}, "on"),
        ({"on": "tomorrow"}, "on"),
        ({"steps": "0"}, "steps"),
        ({"steps": "21"}, "steps"),
        ({"steps": "9" * 5_000}, "steps"),
        ({"steps": "²"}, "steps"),
        ({"direction": "left"}, "direction"),
        ({"dataset": "nope"}, "dataset"),
        ({"zone": "<b>"}, "zone"),
        ({"only": "permit"}, "only"),
        ({"page": "-1"}, "page"),
    ],
)
def test_what_cannot_be_read_is_told_by_field_and_the_rest_is_answered(typed: Doc, wrong: str) -> None:
    found = explored(SNAPSHOT, "c2c.t1.f0", **typed)
    assert set(found.reading.faults) == {wrong}
    assert found.status == 422
    shown: Any = found.page(SNAPSHOT).shown
    assert shown["typed"].get(wrong, typed[wrong]) == typed[wrong]
    assert len(found.found.rows) == 5
    with pytest.raises(BadInput):
        found.sound()


def test_a_day_before_lineage_was_adopted_knows_no_item() -> None:
    with pytest.raises(NotFound):
        explored(SNAPSHOT, "c2c.t1.f0", on="2020-01-01")


def test_the_table_is_paged_and_the_picture_is_not() -> None:
    snapshot = wide_snapshot(60)
    pages: list[Any] = [
        explored(snapshot, "cde.file", page=number).page(snapshot).shown for number in ("1", "3", "99")
    ]
    assert [shown["rows"][0].number for shown in pages] == [1, 201, 201]
    assert sum(len(shown["rows"]) for shown in pages[:2]) == 100 + 298 - 200
    assert {number for number, _ in pages[0]["pages"]} == {1, 2, 3}
    assert pages[0]["pictured"].picture is not None


@pytest.mark.parametrize("seed", range(10))
def test_the_twin_holds_every_step_with_the_answer_of_the_decider(seed: int) -> None:
    snapshot = random_snapshot(seed)
    made = explored(snapshot, "cde:k12.ssid")
    document: Any = document_of(made.page(snapshot))
    assert [flow["number"] for flow in document["flows"]] == [row.number for row in made.found.rows]
    fields = {field["id"] for field in document["fields"]}
    assert {flow[end] for flow in document["flows"] for end in ("input", "output")} <= fields
    for flow, row in zip(document["flows"], made.found.rows, strict=True):
        hop = row.step.hop
        if hop is None or hop.purpose is None or not hop.known:
            continue
        decided = [
            decide(
                snapshot,
                FlowRequest(
                    item=source,
                    sender=hop.sender,
                    recipient=flow["recipient"],
                    purpose=flow["purpose"],
                    zone=flow["zone"],
                    form=flow["form"],
                    on=DAY,
                    as_known=DAY,
                ),
            )
            for source in hop.sources
        ]
        assert flow["outcome"] == ("permit" if all(one.permitted for one in decided) else "refuse")


def test_the_twin_speaks_open_lineage_too() -> None:
    document: Any = document_of(explored(SNAPSHOT, "c2c.t1.f1", steps="1").page(SNAPSHOT))
    (event,) = document["openlineage"]
    assert event["job"] == {"namespace": "p20w", "name": "build"}
    assert {one["name"] for one in event["inputs"]} == {"cde.file", "c2c.t1"}
    columns = {one["name"]: one["facets"]["columnLineage"]["fields"] for one in event["outputs"]}
    assert [one["field"] for one in columns["c2c.t1"]["f1"]["inputFields"]] == ["f0", "f1"]
    join = columns["c2c.t1"]["f1"]["inputFields"][0]["transformations"][0]
    assert (join["type"], join["subtype"], join["masking"]) == ("INDIRECT", "JOIN", False)


def test_a_step_shows_its_chain() -> None:
    page = step_page(SNAPSHOT, {"from": "cde.file.f0", "to": "c2c.t1.f0", "job": "build"}, today=DAY)
    shown: Any = page.shown
    assert [chain["clause"].words for chain in shown["chains"]] == ["load@1.0.0#load"]
    assert shown["chains"][0]["adopted"]["decision"].address.startswith("decisions/gb/")
    assert [one.words for one in shown["asked"]] == ["no re-identification"]
    carried = step_page(SNAPSHOT, {"from": "cde:k12.ssid", "to": "cde.file.f0"}, today=DAY)
    assert carried.shown["chains"] == []


@pytest.mark.parametrize(
    "typed", [{}, {"from": "cde.file.f0"}, {"from": "cde.file.f0", "to": "c2c.t1.f0", "job": "other"}]
)
def test_a_step_that_is_not_there_is_not_found(typed: Doc) -> None:
    with pytest.raises(NotFound):
        step_page(SNAPSHOT, typed, today=DAY)


def test_a_picture_of_nothing_is_not_found() -> None:
    with pytest.raises(NotFound):
        drawing(SNAPSHOT, "c2c.t1.f0", {"only": "refuse"}, today=DAY)
