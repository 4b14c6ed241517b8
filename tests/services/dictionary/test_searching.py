"""What is searched of a catalog, what an answer shows, and what happens without an index."""

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.config import settings
from catalog.records.ids import Digest, ElementId
from catalog.records.snapshot import Snapshot
from catalog.services.dictionary.entries import Catalogued
from catalog.services.dictionary.results import Asked, Found, spoken
from catalog.services.dictionary.searching import DictionarySearch, index_folder, standings_of
from tests.builders import snapshot_of, world_of
from tests.canonical import digest
from tests.worlds import World, adopt, agreement, body, element, permit, put

ON = date(2026, 6, 1)
SSID = ElementId("k12.ssid")
Searched = Callable[..., Found]


def dictionary() -> World:
    """Return a small dictionary: one of each kind, one element retired, one in review, one not adopted."""
    found = world_of(
        element(
            "k12.ssid",
            title="Statewide student identifier",
            definition="A number that stays with a pupil.",
            plain_language="The pupil's number.",
            synonyms=["SSID"],
            mappings={"ceds": ["001071"]},
            providers=[
                {"partner": "cde", "source": "CALPADS", "field": "StateStudentId", "from": "2020-07-01"}
            ],
            translations={
                "es": {
                    "title": "Número estatal",
                    "definition": "Un número.",
                    "of": "sha256:" + "0" * 64,
                    "by": "staff",
                }
            },
            regime=["ferpa"],
            identifiability="direct",
            formerly=["k12.pupil-number"],
        ),
        element(
            "wage.quarterly", title="Quarterly wages", providers=[{"partner": "edd", "from": "2022-01-01"}]
        ),
        agreement("load", [permit()], title="Participation agreement"),
    )
    put(found, {"kind": "value-domain", "id": "grade-level", "version": "1.0.0", "title": "Grade level",
                "values": [{"code": "KG", "label": "Kindergarten"}]})  # fmt: skip
    found["definitions/value-domains/grade-level/1.0.0.yaml"] = found.pop(
        "value-domain/grade-level/1.0.0.yaml"
    )
    grade = element("k12.grade", title="Grade", value_domain={"type": "code", "domain": "grade-level@1.0.0"})
    adopt(found, put(found, grade))
    group = {"kind": "group", "id": "core", "version": "1.0.0", "title": "Core", "elements": ["k12.ssid"]}
    adopt(found, put(found, group))
    old = adopt(found, put(found, element("k12.lunch", title="Lunch")), "2025-02-01")
    adopt(found, old, "2025-03-01", effect={"op": "retire", "to": None})
    put(found, element("k12.draft", title="Drafted thing"))
    return found


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(dictionary())


@pytest.fixture
def searched(snapshot: Snapshot, tmp_path: Path) -> Searched:
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot, on=ON)

    def ask(words: str, **more: Any) -> Found:
        return search.search(snapshot, Asked(words=words, **more), on=ON)

    return ask


def ids(found: Found) -> list[str]:
    return [hit.id for hit in found.hits]


@pytest.mark.parametrize(
    "words,id",
    [
        ("statewide student identifier", "k12.ssid"),
        ("ssid", "k12.ssid"),
        ("pupils number", "k12.ssid"),
        ("001071", "k12.ssid"),
        ("1071", "k12.ssid"),
        ("ceds 001071", "k12.ssid"),
        ("StateStudentId", "k12.ssid"),
        ("CALPADS", "k12.ssid"),
        ("k12.pupil-number", "k12.ssid"),
        ("numero estatal", "k12.ssid"),
        ("kindergarten", "k12.grade"),
        ("KG", "k12.grade"),
        ("quarterly wage", "wage.quarterly"),
    ],
)
def test_a_definition_is_found_by_everything_it_says(searched: Searched, words: str, id: str) -> None:
    assert ids(searched(words))[0] == id


def test_a_hit_says_where_the_definition_stands_and_who_supplies_it(searched: Searched) -> None:
    hit = searched("ssid").hits[0]
    assert (hit.kind, hit.version, hit.status, hit.address) == (
        "element",
        "1.0.0",
        ("in-force",),
        "definitions/k12.ssid.html",
    )
    assert hit.partners == (("cde", "CDE"),)
    assert spoken(hit.title) == "Statewide student identifier"


def test_the_snippet_is_the_part_that_has_the_words(searched: Searched) -> None:
    hit = searched("calpads").hits[0]
    assert hit.part == "local"
    assert [piece.text for piece in hit.snippet if piece.is_hit] == ["CALPADS"]
    named = searched("statewide").hits[0]
    assert named.part == "plain"


def test_a_reader_of_spanish_is_shown_spanish_and_told_where_there_is_none(searched: Searched) -> None:
    assert spoken(searched("ssid", language="es").hits[0].title) == "Número estatal"
    assert searched("grade", language="es").hits[0].marks == ("not-translated",)


def test_a_translation_of_another_wording_is_told(snapshot: Snapshot, tmp_path: Path) -> None:
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot, on=ON)
    for digit, marks in (("0", ()), ("1", ("translation-outdated",))):
        snapshot.derived.clear()
        said = Digest(f"sha256:{digit * 64}")
        standings_of(snapshot, ON, public=None, bare=dict.fromkeys(snapshot.elements[SSID], said).__getitem__)
        found = search.search(snapshot, Asked(words="ssid", language="es"), on=ON)
        assert found.hits[0].marks == marks
    snapshot.derived.clear()


def test_facets_follow_from_the_records(searched: Searched) -> None:
    found = searched("")
    counted = {facet.name: {one.value: one.count for one in facet.values} for facet in found.facets}
    assert counted["kind"]["element"] == 5
    assert counted["status"] == {"in-force": 3, "retired": 1, "not-adopted": 1}
    assert counted["partner"] == {"cde": 4, "edd": 1}
    assert counted["topic"] == {"k12": 4, "wage": 1}
    assert counted["group"] == {"core": 1}
    assert counted["identifiability"] == {"direct": 1, "indirect": 4}
    assert counted["regime"] == {"ferpa": 1, "none": 4}
    assert counted["year"]["2021"] == 4
    assert counted["year"]["2026"] == 5
    labels = {one.value: one.label for facet in found.facets for one in facet.values}
    assert (labels["cde"], labels["core"]) == ("CDE", "Core")


@pytest.mark.parametrize(
    "filters,expected",
    [
        ({"status": ("retired",)}, ["k12.lunch"]),
        ({"partner": ("edd",)}, ["wage.quarterly"]),
        ({"year": ("2018",), "topic": ("k12",)}, ["k12.draft", "k12.grade", "k12.lunch"]),
        ({"kind": ("group",)}, ["core"]),
        ({"kind": ("agreement",)}, ["load"]),
        ({"kind": ("value-domain",)}, ["grade-level"]),
        ({"kind": ("partner",), "sector": ("nothing",)}, []),
    ],
)
def test_facets_narrow_the_answer(
    searched: Searched, filters: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    assert ids(searched("", filters=filters, sort="title")) == expected


def test_other_kinds_are_counted_beside(searched: Searched) -> None:
    found = searched("core")
    assert found.total == 0
    assert {one.value: one.count for one in found.kinds if one.count} == {"group": 1, "decision": 1}


def test_a_proposed_text_is_in_review(tmp_path: Path) -> None:
    world = dictionary()
    draft = world["definitions/elements/k12.draft/1.0.0.yaml"]
    body(world, "gb", "governing", {"2021-07-01": ["element", "group", "agreement"]})
    world["meetings/proposals/p1.yaml"] = {
        "kind": "proposal", "id": "p1", "change": "new", "object": "element:k12.draft@1.0.0", "base": None,
        "version": "1.0.0", "digest": digest(draft), "rationale": "Needed.", "options": [], "author": "cde",
        "advisory": None,
    }  # fmt: skip
    snapshot = snapshot_of(world)
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot, on=ON)
    found = search.search(snapshot, Asked(words="", filters={"status": ("in-review",)}), on=ON)
    assert ids(found) == ["k12.draft"]


def test_the_public_finds_only_what_is_public(snapshot: Snapshot, tmp_path: Path) -> None:
    public = {
        text.digest for family in snapshot.elements.values() for text in family if text.id != "k12.draft"
    }
    search = DictionarySearch(tmp_path, scope="public")
    search.keep_up(snapshot, on=ON, public=public, beside=False)
    assert "k12.draft" not in ids(search.search(snapshot, Asked(words=""), on=ON, public=public))
    assert index_folder(tmp_path, "public") != index_folder(tmp_path, "all")


def test_a_day_on_which_something_begins_is_noticed(tmp_path: Path) -> None:
    world = world_of()
    adopt(
        world, put(world, element("k12.soon", title="Soon")), "2026-05-01", effect={"effective": "2026-07-01"}
    )
    snapshot, search = snapshot_of(world), DictionarySearch(tmp_path, scope="all")
    for day, status in ((ON, "adopted-later"), (date(2026, 7, 1), "in-force")):
        search.keep_up(snapshot, on=day)
        assert search.search(snapshot, Asked(words="soon"), on=day).hits[0].status == (status,)
        filters = {"status": (status,)}
        assert ids(search.search(snapshot, Asked(words="soon", filters=filters), on=day)) == ["k12.soon"]


CHANGES: dict[str, Callable[[World], object]] = {
    "title": lambda world: _element(world).update(title="Zebra"),
    "partner": lambda world: world["definitions/partners.yaml"]["partners"][0].update(name="Zebra"),  # type: ignore[index]
    "code list": lambda world: world["definitions/value-domains/grade-level/1.0.0.yaml"]["values"][0].update(  # type: ignore[index]
        label="Zebra"
    ),
    "decision": lambda world: world["meetings/decisions/gb/2025/0001.yaml"].update(title="Zebra"),  # type: ignore[attr-defined]
}


def _element(world: World) -> dict[str, Any]:
    found = world["definitions/elements/k12.ssid/1.0.0.yaml"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_in_a_record_is_found(tmp_path: Path, change: str) -> None:
    world = dictionary()
    before = snapshot_of(world)
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(before, on=ON)
    changed = copy.deepcopy(world)
    CHANGES[change](changed)
    after = snapshot_of(changed)
    behind = search.search(after, Asked(words="zebra"), on=ON)
    assert behind.state == "behind"
    search.keep_up(after, on=ON)
    kinds = ("element", "partner", "decision", "value-domain")
    found = search.search(after, Asked(words="zebra", filters={"kind": kinds}), on=ON)
    assert found.state == "current"
    assert found.total >= 1


def test_a_sector_that_changes_reaches_the_facets(tmp_path: Path) -> None:
    world = dictionary()
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot_of(world), on=ON)
    world["definitions/partners.yaml"]["partners"][0]["sector"] = "zoo"  # type: ignore[index]
    after = snapshot_of(world)
    search.keep_up(after, on=ON)
    assert search.search(after, Asked(words="", filters={"sector": ("zoo",)}), on=ON).total == 4


def test_a_suggested_name_is_said_in_every_language_it_has(snapshot: Snapshot, tmp_path: Path) -> None:
    search = DictionarySearch(tmp_path, scope="all")
    without_index = search.suggest(snapshot, "Stat", on=ON)
    search.keep_up(snapshot, on=ON)
    assert search.suggest(snapshot, "Stat", on=ON) == without_index
    assert without_index[0].title.words == {"en": "Statewide student identifier", "es": "Número estatal"}


def test_without_an_index_names_are_searched_and_it_is_said(snapshot: Snapshot, tmp_path: Path) -> None:
    search = DictionarySearch(tmp_path, scope="all")
    found = search.search(snapshot, Asked(words="student identifiers"), on=ON)
    assert (found.state, ids(found)) == ("missing", ["k12.ssid"])
    assert search.search(snapshot, Asked(words=""), on=ON).total == 5
    assert search.search(snapshot, Asked(words="pupil"), on=ON).total == 0
    assert [one.id for one in search.suggest(snapshot, "Stat", on=ON)] == ["k12.ssid"]
    assert search.state(snapshot) == "missing"


def test_a_broken_index_is_no_reason_not_to_answer(snapshot: Snapshot, tmp_path: Path) -> None:
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot, on=ON)
    folder = index_folder(tmp_path, "all")
    assert folder is not None
    for file in folder.rglob("*.pst"):
        file.write_bytes(b"broken")
    again = DictionarySearch(tmp_path, scope="all")
    assert again.search(snapshot, Asked(words="statewide"), on=ON).state == "missing"
    again.keep_up(snapshot, on=ON)
    assert again.search(snapshot, Asked(words="statewide"), on=ON).state == "current"


def test_without_a_cache_the_index_goes_with_the_service(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("P20W_CACHE", "")
    assert settings().cache is None
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot, on=ON)
    assert search.search(snapshot, Asked(words="statewide"), on=ON).state == "current"


def test_whole_answers_have_every_hit(snapshot: Snapshot, tmp_path: Path) -> None:
    search = DictionarySearch(tmp_path, scope="all")
    search.keep_up(snapshot, on=ON)
    assert len(search.everything(snapshot, Asked(words="", per_page=2, page=3), on=ON).hits) == 5
    assert len(search.search(snapshot, Asked(words="", per_page=2, page=3), on=ON).hits) == 1


def test_fingerprints_ask_for_no_record(snapshot: Snapshot) -> None:
    source = Catalogued(snapshot, ON, public=None)
    assert set(source.fingerprints()) == {
        *(f"element:{id}" for id in snapshot.elements),
        *(f"partner:{id}" for id in snapshot.partners),
        *(f"decision:{id}" for id in snapshot.decisions),
        "group:core",
        "agreement:load",
        "value-domain:grade-level",
    }
    for key in source.fingerprints():
        assert source.entry(key).key == key
