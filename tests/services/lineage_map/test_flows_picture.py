"""Where an element flows: the small picture and its table agree with each other and with the decider."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from catalog.errors import NotFound
from catalog.records.ids import ElementId
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide
from catalog.rules.flows.permitted import PermittedSet
from catalog.rules.flows.table import table_of
from catalog.rules.lookups import request_for
from catalog.services.lineage_map.element_flows import element_flows, standing_of
from catalog.services.lineage_map.flows_picture import MOST_DRAWN, FlowsPicture, flows_picture
from tests.builders import snapshot_of, world_of
from tests.lineages import dataset, lineage, made_from, origin
from tests.services.lineage_map.worlds import DAY, SVG, lines_of, random_snapshot
from tests.worlds import agreement, permit

Doc = dict[str, Any]
SSID = ElementId("k12.ssid")
ROW: Doc = {
    "to": ["public"],
    "zones": ["public.site"],
    "forms": ["aggregate"],
    "conditions": {"min_cell": 11},
}


def a_snapshot(*terms: Doc) -> Snapshot:
    datasets = {
        "cde.file": dataset("cde.source", origin("SSID")),
        "c2c.year": dataset("c2c.linkage", "id", purpose="evaluation"),
        "uni.study": dataset("uni.enclave", "id", purpose="research"),
    }
    outputs = {"c2c.year.id": [made_from("cde.file.SSID")], "uni.study.id": [made_from("c2c.year.id")]}
    return snapshot_of(world_of(agreement("load", list(terms)), lineage("p20w", datasets, outputs)))


def drawing_of(picture: FlowsPicture, *, live: bool = True) -> ET.Element:
    made = picture.svg(lambda address: f"/{address}", "en", live=live)
    return ET.fromstring(made.text)  # noqa: S314  # drawn here


def test_lineage_and_agreements_show_where_an_element_goes() -> None:
    found = flows_picture(a_snapshot(permit(onward=[ROW])), SSID, on=DAY)
    told = [
        (
            row.number,
            [one.words for one in row.suppliers],
            row.zone.words if row.zone else None,
            row.dataset.words if row.dataset else None,
            [one.words for one in row.forms],
            row.standing,
        )
        for row in found.rows
    ]
    assert told == [
        (1, ["cde"], None, None, [], None),
        (2, ["cde"], "c2c.linkage", "c2c.year", ["identified"], "permit"),
        (
            3,
            ["cde"],
            "c2c.linkage",
            None,
            ["identified", "pseudonymous", "de-identified", "aggregate"],
            "permit",
        ),
        (4, ["cde"], "public.site", None, ["aggregate"], "conditional"),
        (5, ["cde"], "uni.enclave", "uni.study", ["identified"], "refuse"),
    ]


def test_each_row_is_a_line_of_its_standing() -> None:
    found = flows_picture(a_snapshot(permit(onward=[ROW])), SSID, on=DAY)
    root = drawing_of(found)
    drawn = [str(one.get("class")) for one in root.findall(f".//{SVG}g[@aria-hidden]/{SVG}g")]
    lines = [one.removeprefix("line ") for one in drawn if one.startswith("line ")]
    assert lines == [row.standing or "stays" for row in found.rows if row.drawn]
    labels = [one.findtext(f"{SVG}text") for one in root.iter(f"{SVG}g") if "label" in str(one.get("class"))]
    assert labels == ["on condition 4", "refused 5"]
    assert [row.number for row in found.rows if not row.drawn] == [3]
    assert not [title for _, title in lines_of(root) if "{" in title]


def test_every_node_is_a_link_and_without_the_application_none_leads_to_the_explorer() -> None:
    found = flows_picture(a_snapshot(permit()), SSID, on=DAY)
    links = [str(one.get("href")) for one in drawing_of(found).iter(f"{SVG}a")]
    assert "/lineage/c2c.year.html" in links
    assert "/definitions/k12.ssid.html" in links
    assert "/zones.html#zone-c2c.linkage" in links
    rows = drawing_of(found).findall(f".//{SVG}g[@class='row']")
    assert rows == []
    published = [str(one.get("href")) for one in drawing_of(found, live=False).iter(f"{SVG}a")]
    assert set(published) == {link for link in links if not link.startswith("/lineage/")}


@pytest.mark.parametrize("seed", range(12))
def test_what_may_flow_stands_as_it_is_decided(seed: int) -> None:
    snapshot = random_snapshot(seed)
    table = table_of(snapshot, DAY)
    for source in ("cde:k12.ssid", "cde:k12.grade"):
        for cell, stretches in PermittedSet(table).cells(source).items():
            for (first, last), options in stretches:
                if not first <= DAY <= last:
                    continue
                plain = request_for(source, cell, frozenset(), on=DAY, as_known=DAY)
                shown = request_for(source, cell, options, on=DAY, as_known=DAY)
                answer = decide(snapshot, plain)
                assert decide(snapshot, shown).permitted
                free = answer.permitted and not answer.verdict.duties()
                assert standing_of(options) == ("permit" if free else "conditional")


@pytest.mark.parametrize("seed", range(12))
def test_each_permitted_cell_is_told_and_nothing_else(seed: int) -> None:
    snapshot = random_snapshot(seed)
    flows = element_flows(snapshot, on=DAY, as_known=DAY)
    cells = PermittedSet(table_of(snapshot, DAY)).cells("cde:k12.grade")
    open_today = {
        (cell.zone, cell.recipient, cell.form, cell.purpose)
        for cell, stretches in cells.items()
        if any(first <= DAY <= last for (first, last), _ in stretches)
    }
    targets = [one for one in flows.targets(ElementId("k12.grade")) if one.dataset is None]
    told = {(one.zone, one.recipient, form) for one in targets for form in one.forms}
    assert told == {(zone, recipient, form) for zone, recipient, form, _ in open_today}
    assert {p for one in targets for p in one.purposes} == {purpose for *_, purpose in open_today}


def test_only_so_many_places_are_drawn_and_the_table_holds_all() -> None:
    names = [f"c2c.d{number:02d}" for number in range(MOST_DRAWN + 8)]
    datasets = {"cde.file": dataset("cde.source", origin("SSID"))}
    datasets |= {name: dataset("c2c.linkage", "id", purpose="evaluation") for name in names}
    outputs = {f"{name}.id": [made_from("cde.file.SSID")] for name in names}
    snapshot = snapshot_of(world_of(lineage("p20w", datasets, outputs)))
    found = flows_picture(snapshot, SSID, on=DAY)
    assert len(found.rows) == 1 + len(names)
    assert found.left_out == 8
    assert len(lines_of(drawing_of(found))) <= 1 + MOST_DRAWN
    assert sum(row.drawn for row in found.rows) == 1 + MOST_DRAWN


def test_an_unknown_element_is_not_found() -> None:
    with pytest.raises(NotFound):
        flows_picture(a_snapshot(permit()), ElementId("k12.none"), on=DAY)


def test_it_is_drawn_the_same_each_time_and_says_nothing_of_another_day() -> None:
    snapshot = a_snapshot(permit(onward=[ROW]))
    first = flows_picture(snapshot, SSID, on=DAY)
    later = flows_picture(snapshot, SSID, on=DAY.replace(year=2030), as_known=DAY)
    again = flows_picture(snapshot, SSID, on=DAY)
    assert first.svg(str, "en", live=True) == again.svg(str, "en", live=True)
    assert [row.standing for row in later.rows[1:]] == ["refuse", "refuse"]


def test_the_mark_of_the_steps_changes_with_lineage_and_with_nothing_else() -> None:
    def mark(*terms: Doc, purpose: str = "evaluation") -> str:
        datasets = {
            "cde.file": dataset("cde.source", origin("SSID")),
            "c2c.year": dataset("c2c.linkage", "id", purpose=purpose),
        }
        graph = lineage("p20w", datasets, {"c2c.year.id": [made_from("cde.file.SSID")]})
        snapshot = snapshot_of(world_of(agreement("load", list(terms)), graph))
        return element_flows(snapshot, on=DAY, as_known=DAY).steps_mark(SSID)

    assert mark(permit()) == mark(permit(onward=[ROW]))
    assert mark(permit()) != mark(permit(), purpose="research")
