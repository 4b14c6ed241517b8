"""The consequence packet: what would follow from a proposal, exactly, and the same each time."""

import json
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import BadInput, NotFound
from catalog.records.ids import Digest
from catalog.services.consequences.flow_rows import flow_rows
from catalog.services.consequences.packet import Packet, packet_of
from catalog.services.opening import open_snapshot
from catalog.services.proposing import Proposed, Wanted, propose
from catalog.store.canonical import canonical_bytes
from tests.builders import enact, world_of
from tests.canonical import digest
from tests.worlds import World, adopt, agreement, element, permit, put, write

ON = date(2026, 3, 1)
SITE = {"to": ["public"], "zones": ["public.site"], "forms": ["aggregate"], "conditions": {"min_cell": 11}}
LINEAGE: dict[str, Any] = {
    "kind": "lineage",
    "id": "p20w",
    "version": "1.0.0",
    "datasets": [
        {"id": "cde.calpads", "zone": "cde.source", "fields": [
            {"name": "SSID", "element": "k12.ssid", "provider": "cde"},
            {"name": "GR", "element": "k12.grade", "provider": "cde"}]},
        {"id": "c2c.person", "zone": "c2c.linkage", "purpose": "evaluation", "fields": [
            {"name": "key"}, {"name": "grade"}]},
        {"id": "public.pathways", "zone": "public.site", "purpose": "evaluation",
         "fields": [{"name": "count"}]},
    ],
    "jobs": [
        {"id": "link", "run_by": "c2c", "outputs": [
            {"field": "c2c.person.key", "inputs": [
                {"field": "cde.calpads.SSID", "type": "DIRECT", "subtype": "IDENTITY"}]},
            {"field": "c2c.person.grade", "inputs": [
                {"field": "cde.calpads.GR", "type": "DIRECT", "subtype": "IDENTITY"}]}]},
        {"id": "publish", "run_by": "c2c", "outputs": [
            {"field": "public.pathways.count", "inputs": [
                {"field": "c2c.person.key", "type": "DIRECT", "subtype": "AGGREGATION", "yields": "aggregate",
                 "min_cell": 11, "attested_by": "c2c", "attested_on": "2026-01-05", "method": "v1"}]}]},
    ],
}  # fmt: skip
PROMISES: dict[str, Any] = {
    "kind": "promises",
    "promises": [
        {"id": "no-research", "title": "No research", "never": {"purposes": ["research"]}},
        {
            "id": "groups-only",
            "title": "Groups only",
            "never": {"recipients": ["public"], "forms": ["identified"]},
        },
    ],
}
QUESTIONS: dict[str, Any] = {
    "kind": "use-cases",
    "use_cases": [
        {"id": name, "title": name, "question": "How many?", "needs": [item], "recipient": "c2c",
         "purpose": "evaluation", "zone": "c2c.linkage"}
        for name, item in (("ssid", "cde:k12.ssid"), ("grade", "cde:k12.grade"), ("key", "c2c.person.key"))
    ],
}  # fmt: skip
GROUP: dict[str, Any] = {
    "kind": "group", "id": "core", "version": "1.0.0", "title": "Core", "elements": ["k12.grade"],
}  # fmt: skip


def ssid(version: str = "1.0.0", **more: object) -> dict[str, Any]:
    return element("k12.ssid", version, regime=["none"], **more)


def load(version: str = "1.0.0", **more: Any) -> dict[str, Any]:
    clause: dict[str, Any] = {
        "fields": {"elements": ["k12.ssid"], "groups": ["core@1.0.0"]},
        "onward": [SITE],
    }
    return agreement("load", [permit(**{**clause, **more})], version, effective_from="2025-07-01")


def catalog(folder: Path, change: Callable[[World], object] | None = None) -> Path:
    world = world_of(ssid(), element("k12.grade"), GROUP, load(), LINEAGE)
    world |= {"definitions/promises.yaml": PROMISES, "definitions/use-cases.yaml": QUESTIONS}
    if change:
        change(world)
    root = folder / "catalog"
    write(world, root)
    return root


def packet(folder: Path, text: dict[str, Any] | str, root: Path | None = None, **more: Any) -> Packet:
    """Propose a text, or the retirement of an object, and return the packet of the proposal."""
    there = root or catalog(folder)
    named = folder / "edited.yaml"
    if isinstance(text, dict):
        named.write_text(json.dumps(text), encoding="utf-8")
    wanted = Wanted(
        named=str(named) if isinstance(text, dict) else text,
        retires=isinstance(text, str),
        rationale="Because <b>so</b>.",
        options=("Leave it",),
        author="Staff",
        **more,
    )
    done = propose(there, wanted, on=ON)
    assert isinstance(done, Proposed), done
    return packet_of(there, done.id, on=ON)


def meaning(**more: object) -> dict[str, Any]:
    return ssid("2.0.0", definition="What 9 digits say.", **more)


def test_the_same_catalog_proposal_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    first = packet(tmp_path, meaning(), root)
    again = packet_of(root, "prop-2026-001", on=ON, snapshot=open_snapshot(root))
    assert (again.data, again.html, again.digest) == (first.data, first.html, first.digest)
    assert first.data == canonical_bytes(json.loads(first.data))
    assert first.document["catalog"] == open_snapshot(root).digest
    assert packet_of(root, "prop-2026-001", on=date(2026, 3, 2)).data != first.data


def test_a_new_meaning_ends_its_series_and_the_flows_that_clauses_accepted(tmp_path: Path) -> None:
    told = packet(tmp_path, meaning()).document
    assert told["bump"] == {
        "from": "1.0.0",
        "to": "2.0.0",
        "least": "major",
        "least_version": "2.0.0",
        "taken": "major",
        "satisfied": True,
    }
    assert told["comment"]["days"] == 90
    assert told["comment"]["first_vote"] == "2026-05-31"
    assert {flow["source"] for flow in told["flows"]["lost"]} == {"cde:k12.ssid"}
    assert not told["flows"]["gained"]
    assert told["comparability"]["breaks"] is True
    assert told["comparability"]["series"] == ["c2c.person.key", "cde.calpads.SSID", "public.pathways.count"]
    assert told["comparability"]["clauses"] == [
        {
            "clause": "load@1.0.0#load",
            "element": "k12.ssid",
            "accepted_major": 1,
            "current_major": 2,
            "last_day": "2026-02-28",
        }
    ]
    assert told["comparability"]["use_cases"] == ["key", "ssid"]
    assert told["dashboards"] == ["public.pathways"]
    assert {one["code"] for one in told["checks"]["appear"]} >= {"flow-refused", "element-changed"}


def test_other_words_change_no_flow_and_break_nothing(tmp_path: Path) -> None:
    told = packet(tmp_path, ssid("1.0.1", definition="What it really says.")).document
    assert told["comment"]["grade"] == "wording"
    assert [told["flows"][word] for word in ("gained", "lost", "tightened", "relaxed")] == [[], [], [], []]
    assert told["comparability"] == {"breaks": False, "series": [], "clauses": [], "use_cases": []}
    assert [one["code"] for one in told["checks"]["go_away"]] == ["not-adopted"]
    assert told["checks"]["appear"] == []
    assert [one["use_case"] for one in told["use_cases"]] == ["key", "ssid"]


def test_an_element_is_followed_to_who_lists_it(tmp_path: Path) -> None:
    told = packet(tmp_path, element("k12.grade", "1.0.1", title="Grade")).document
    assert told["groups"] == ["core@1.0.0"]
    assert [(one["clause"], one["names"]) for one in told["clauses"]] == [("load@1.0.0#load", ["core@1.0.0"])]
    assert {one["partner"]: one["how"] for one in told["partners"]} == {
        "c2c": ["holds c2c.person", "party to load@1.0.0", "runs link"],
        "cde": ["holds cde.calpads", "party to load@1.0.0", "steward of k12.grade", "supplies k12.grade"],
    }
    assert [field for one in told["datasets"] for field in one["fields"]] == [
        {"field": "c2c.person.grade", "how": "downstream"},
        {"field": "cde.calpads.GR", "how": "carries"},
    ]


def test_an_agreement_shows_conditions_before_and_after_and_who_must_sign(tmp_path: Path) -> None:
    stricter = load("1.1.0", conditions={"destroy_within_days": 30}, zones=["c2c.linkage", "uni.enclave"])
    told = packet(tmp_path, stricter).document
    assert {flow["zone"] for flow in told["flows"]["gained"]} == {"uni.enclave"}
    (asked,) = {json.dumps([flow["before"], flow["after"]]) for flow in told["flows"]["tightened"]
                if flow["recipient"] == "c2c"}  # fmt: skip
    assert json.loads(asked) == [[{}], [{"destroy_within_days": 30}]]
    assert told["signatures"] == {
        "given": [],
        "needed": [{"partner": "cde", "role": "provider"}, {"partner": "c2c", "role": "recipient"}],
    }
    assert told["supposed"]["signed_by"] == ["c2c", "cde"]


def test_promises_are_run_on_the_would_be_catalog(tmp_path: Path) -> None:
    told = packet(tmp_path, load("1.1.0", purposes=["research"])).document
    kept = {one["promise"]: (one["kept_before"], one["kept"]) for one in told["promises"]}
    assert kept == {"groups-only": (True, True), "no-research": (True, False)}
    (broken,) = (one["flow"] for one in told["promises"] if not one["kept"])
    assert broken["purpose"] == "research"


def test_a_lineage_graph_touches_only_the_fields_that_differ(tmp_path: Path) -> None:
    text = json.loads(json.dumps(LINEAGE | {"version": "1.1.0"}))
    text["jobs"][1]["outputs"][0]["inputs"][0]["min_cell"] = 20
    told = packet(tmp_path, text).document
    how = {one["field"]: one["how"] for dataset in told["datasets"] for one in dataset["fields"]}
    assert how == {
        "public.pathways.count": "changed",
        "c2c.person.key": "upstream",
        "cde.calpads.SSID": "upstream",
    }
    assert [one["clause"] for one in told["clauses"]] == ["load@1.0.0#load"]


def test_a_code_list_touches_the_elements_that_point_to_it(tmp_path: Path) -> None:
    values: dict[str, Any] = {"kind": "value-domain", "id": "grades", "version": "1.0.0", "title": "Grades"}
    values["values"] = [{"code": "05", "label": "Grade 5"}]

    def pinned(world: World) -> None:
        world["definitions/value-domains/grades/1.0.0.yaml"] = values
        adopt(world, values)
        domain = {"type": "code", "domain": "grades@1.0.0"}
        enact(world, element("k12.grade", "2.0.0", value_domain=domain), "2025-06-01")

    text = {**values, "version": "1.1.0", "values": [*values["values"], {"code": "06", "label": "Grade 6"}]}
    told = packet(tmp_path, text, catalog(tmp_path, pinned)).document
    assert told["definitions"] == ["k12.grade@2.0.0 pins grades@1.0.0"]
    assert told["comment"]["grade"] == "compatible"


def test_a_retirement_is_weighed_like_any_change(tmp_path: Path) -> None:
    told = packet(tmp_path, "group:core").document
    assert told["supposed"]["op"] == "retire"
    assert told["bump"] is None
    assert {flow["source"] for flow in told["flows"]["lost"]} == {"cde:k12.grade"}
    assert [one["element"] for one in told["comparability"]["clauses"]] == ["k12.grade"]


def test_the_packet_looks_at_the_day_from_which_the_change_has_its_effect(tmp_path: Path) -> None:
    told = packet(tmp_path, meaning(), effective=date(2026, 7, 1)).document
    assert told["supposed"]["looked_at_on"] == "2026-07-01"
    assert {flow["from"] for flow in told["flows"]["lost"]} == {"2026-07-01"}
    later = load("1.1.0", zones=["uni.enclave"]) | {"effective_from": "2026-09-01"}
    assert (
        packet(tmp_path / "other", later, catalog(tmp_path / "other")).document["supposed"]["looked_at_on"]
        == "2026-09-01"
    )


def test_an_amended_text_is_weighed_by_its_digest(tmp_path: Path) -> None:
    amended = ssid("2.0.1", definition="What 8 digits say.")
    root = catalog(tmp_path, lambda world: put(world, amended))
    packet(tmp_path, meaning(), root)
    found = packet_of(root, "prop-2026-001", on=ON, text=Digest(digest(amended)))
    assert found.document["bump"]["to"] == "2.0.1"
    assert found.document["proposal"]["digest"] == digest(meaning())
    assert b"the one proposed was" in found.html
    with pytest.raises(NotFound, match=r"no text of `element:k12\.ssid` with"):
        packet_of(root, "prop-2026-001", on=ON, text=Digest("sha256:" + "0" * 64))


def test_other_open_proposals_on_the_same_base_would_be_left_behind(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    packet(tmp_path, meaning(), root)
    told = packet(tmp_path, ssid("1.0.1", definition="In other words."), root).document
    assert told["left_behind"] == ["prop-2026-001"]


def test_what_is_adopted_already_or_unknown_has_no_packet(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    packet(tmp_path, meaning(), root)
    with pytest.raises(NotFound, match="no proposal `prop-2026-009`"):
        packet_of(root, "prop-2026-009", on=ON)
    world: World = {}
    adopt(world, meaning(), "2026-03-01")
    write(world, root)
    with pytest.raises(BadInput, match="is adopted already"):
        packet_of(root, "prop-2026-001", on=ON)


class Page(HTMLParser):
    """What a page is made of: its tags, and the text that stands in each."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that opens; ``meta`` never closes."""
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hold that tags close in their order."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what stands in a tag."""
        if self._open:
            self.texts.setdefault(self._open[-1], []).append(data)


def test_the_page_marks_words_by_more_than_colour_and_needs_nothing_else(tmp_path: Path) -> None:
    found = packet(tmp_path, meaning())
    page = Page(found.html)
    names = [tag for tag, _ in page.tags]
    assert names.count("h1") == 1
    assert names.count("table") == names.count("caption")
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    assert not {"script", "img", "link", "iframe", "b"} & set(names)
    assert not [a for _, a in page.tags if {"href", "src", "style", "onclick"} & a.keys()]
    assert dict(page.tags)["html"] == {"lang": "en"}
    assert page.texts["del"] == ["it says"]
    assert page.texts["ins"] == ["9 digits say"]
    assert "Because <b>so</b>." in page.texts["p"]
    assert not re.search(rb"https?://", found.html)


def test_rows_say_exactly_what_the_flows_say(tmp_path: Path) -> None:
    told = packet(tmp_path, "group:core").document["flows"]["lost"]
    rows = flow_rows(told)
    said = {
        (source, row["sender"], row["recipient"], purpose, row["zone"], form, row["from"], row["through"])
        for row in rows
        for source in row["sources"]
        for purpose in row["purposes"]
        for form in row["forms"]
    }
    keys = ("source", "sender", "recipient", "purpose", "zone", "form", "from", "through")
    assert said == {tuple(flow[key] for key in keys) for flow in told}
    assert len(rows) < len(told)
