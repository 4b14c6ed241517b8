"""Which bump each change of a text needs, and which changes widen."""

import copy
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.records.difference import BUMPS, Difference
from catalog.records.ids import Version
from catalog.rules.changes.bumps import least_bump, satisfies, step
from catalog.rules.changes.differences import Versioned, differences
from catalog.store import building
from tests import lineages, worlds

Doc = dict[str, Any]

BUILT: dict[str, Any] = {
    "element": building.element,
    "value-domain": building.value_domain,
    "group": building.group,
    "agreement": building.agreement,
    "lineage": building.lineage,
}
NO_SALE: Doc = {"id": "no-sale", "effect": "forbid", "from": ["cde"], "to": "any", "purposes": ["commercial"]}
ROW: Doc = {"to": ["uni"], "zones": ["uni.enclave"], "forms": ["aggregate"]}
CODES = [{"code": "05", "label": "Grade 5"}, {"code": "06", "label": "Grade 6", "until": "2030-06-30"}]


def element() -> Doc:
    more: Doc = {"plain_language": "Who?", "usage_notes": "All pupils.", "regime": ["ferpa"], "unit": "days"}
    more |= {"synonyms": ["number"], "mappings": {"ceds": ["001"]}, "formerly": ["k12.old"]}
    more["definition"] = "The number of a pupil."
    domain = {"value_domain": {"type": "code", "domain": "grade@1.2.0"}}
    return worlds.element("k12.ssid", **{**more, **domain})


def code_list() -> Doc:
    named: Doc = {"kind": "value-domain", "id": "grade", "version": "1.0.0", "title": "Grade"}
    return {**named, "values": copy.deepcopy(CODES)}


def group() -> Doc:
    return lineages.group("core", "1.0.0", ["k12.ssid", "k12.grade"])


def agreement() -> Doc:
    fields = {"elements": ["k12.ssid"], "groups": ["core@1.0.0"], "except": ["k12.grade"]}
    asked = {"min_cell": 11, "retain_through": "2031-06-30", "no_reidentification": True}
    load = worlds.permit(fields=fields, conditions=asked, onward=[copy.deepcopy(ROW)], text="§3.1")
    return worlds.agreement("cde-participation", [load, copy.deepcopy(NO_SALE)])


def lineage() -> Doc:
    datasets = {
        "cde.file": lineages.dataset("cde.source", lineages.origin("SSID")),
        "c2c.year": lineages.dataset("c2c.linkage", "id"),
    }
    made = lineages.made_from("cde.file.SSID", **lineages.attested("pseudonymous"))
    return lineages.lineage("p20w", datasets, {"c2c.year.id": [made]})


MADE = {
    "element": element,
    "value-domain": code_list,
    "group": group,
    "agreement": agreement,
    "lineage": lineage,
}


def record(document: Doc) -> Versioned:
    built: Versioned = BUILT[document["kind"]](document)
    return built


def changed(document: Doc, path: str, value: object) -> Doc:
    """Return the document with the value at a dotted path put, taken out, or appended (``+``)."""
    found = copy.deepcopy(document)
    at: Any = found
    *steps, last = path.split("/")
    for name in steps:
        at = at[int(name)] if isinstance(at, list) else at.setdefault(name, {})
    if last == "+":
        at.append(value)
    elif value is None and isinstance(at, list):
        del at[int(last)]
    elif value is None:
        del at[last]
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return found


NEW_SUPPLIER = lineages.supplier("uni")
CHANGES = [
    ("element", "title", "Another title", "patch"),
    ("element", "plain_language", "Which?", "patch"),
    ("element", "definition", "The number that a pupil has.", "patch"),
    ("element", "definition", "The first 5 digits of a pupil's number.", "major"),
    ("element", "usage_notes", "Pupils of charter schools are left out.", "patch"),
    ("element", "usage_notes", "Pupils enrolled fewer than 31 days are left out.", "major"),
    ("element", "value_domain/type", "string", "major"),
    ("element", "value_domain/domain", "grade@1.2.1", "patch"),
    ("element", "value_domain/domain", "grade@1.3.0", "minor"),
    ("element", "value_domain/domain", "grade@2.0.0", "major"),
    ("element", "unit", "hours", "major"),
    ("element", "regime", ["ferpa", "hipaa"], "major"),
    ("element", "identifiability", "direct", "major"),
    ("element", "subjects", [], "major"),
    ("element", "providers/+", NEW_SUPPLIER, "minor"),
    ("element", "providers/0", NEW_SUPPLIER, "major"),
    ("element", "providers/0/from", "2016-01-01", "minor"),
    ("element", "providers/0/from", "2020-01-01", "major"),
    ("element", "providers/0/field", "Ssid", "patch"),
    ("element", "synonyms/+", "pupil number", "minor"),
    ("element", "synonyms", [], "patch"),
    ("element", "mappings/edfi", ["x"], "minor"),
    ("element", "mappings", {}, "major"),
    ("element", "formerly", [], "major"),
    ("element", "steward", "uni", "minor"),
    ("element", "provenance", {"status": "sourced", "source": "the law"}, "patch"),
    ("value-domain", "values/+", {"code": "07", "label": "Grade 7"}, "minor"),
    ("value-domain", "values/0", None, "major"),
    ("value-domain", "values/0/label", "Grade five", "major"),
    ("value-domain", "values/0/label", "The 5th grade", "patch"),
    ("value-domain", "values/0/until", "2030-06-30", "major"),
    ("value-domain", "values/1/until", "2031-06-30", "minor"),
    ("value-domain", "values", CODES[::-1], "none"),
    ("group", "elements", ["k12.grade", "k12.ssid"], "none"),
    ("group", "elements/+", "he.degree", "minor"),
    ("group", "elements/0", None, "major"),
    ("agreement", "title", "Another", "patch"),
    ("agreement", "clauses/0/text", "§3.2", "patch"),
    ("agreement", "effective_through", "2028-06-30", "minor"),
    ("agreement", "effective_through", "2026-06-30", "major"),
    ("agreement", "effective_from", "2025-01-01", "major"),
    ("agreement", "clauses/+", worlds.permit("more"), "minor"),
    ("agreement", "clauses/0", None, "major"),
    ("agreement", "clauses/1", None, "major"),
    ("agreement", "clauses/+", {**NO_SALE, "id": "not-ever"}, "major"),
    ("agreement", "clauses/0/fields/elements/+", "he.degree", "minor"),
    ("agreement", "clauses/0/fields/groups/0", "core@1.1.0", "minor"),
    ("agreement", "clauses/0/fields/groups/0", "core@2.0.0", "major"),
    ("agreement", "clauses/0/fields/except/+", "he.degree", "major"),
    ("agreement", "clauses/0/fields/except/0", None, "minor"),
    ("agreement", "clauses/0/purposes", ["research"], "major"),
    ("agreement", "clauses/0/zones/+", "uni.enclave", "minor"),
    ("agreement", "clauses/0/conditions/min_cell", 10, "major"),
    ("agreement", "clauses/0/conditions/retain_through", "2032-06-30", "minor"),
    ("agreement", "clauses/0/conditions/publish_notice", True, "major"),
    ("agreement", "clauses/0/onward/+", {**ROW, "to": ["public"]}, "minor"),
    ("agreement", "clauses/0/onward/0", None, "major"),
    ("agreement", "clauses/1/purposes/+", "research", "major"),
    ("agreement", "clauses/1/purposes", "any", "major"),
    ("agreement", "clauses/1/survives", True, "major"),
    ("agreement", "parties/+", {"partner": "uni", "role": "recipient"}, "minor"),
    ("agreement", "parties/1", None, "major"),
    ("agreement", "parties/1/designated_as", "authorized-representative", "minor"),
    ("agreement", "legal_bases/0/written_elements/extent", "§9", "minor"),
    ("agreement", "legal_bases/0/written_elements/designates", "§3", "patch"),
    ("agreement", "legal_bases/0/written_elements/designates", " ", "major"),
    ("lineage", "datasets/1/fields/+", {"name": "grade"}, "minor"),
    ("lineage", "datasets/1/zone", "uni.enclave", "major"),
    ("lineage", "datasets/1/purpose", "evaluation", "major"),
    ("lineage", "jobs/0/outputs/0/inputs/+", lineages.made_from("cde.file.SSID", "JOIN"), "major"),
    ("lineage", "jobs/0/outputs/0/inputs/0", None, "major"),
    ("lineage", "jobs/0/outputs/0/inputs/0/yields", "aggregate", "major"),
    ("lineage", "jobs/0/outputs/0/inputs/0/method", None, "major"),
    ("lineage", "jobs/0/outputs/0/inputs/0/attested_on", "2026-06-01", "minor"),
    ("lineage", "jobs/0/run_by", "uni", "major"),
]


@pytest.mark.parametrize(
    "kind,path,value,expected", CHANGES, ids=[f"{kind} {path} {bump}" for kind, path, _, bump in CHANGES]
)
def test_each_change_needs_its_bump(kind: str, path: str, value: object, expected: str) -> None:
    older = MADE[kind]()
    assert least_bump(record(older), record(changed(older, path, value))) == expected


@pytest.mark.parametrize("kind", sorted(MADE))
def test_a_text_does_not_differ_from_itself(kind: str) -> None:
    assert differences(record(MADE[kind]()), record(MADE[kind]())) == ()


@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_no_change_hides_a_greater_one(changes: list[tuple[str, str, Any, str]], rng: random.Random) -> None:
    kind, path, value, expected = rng.choice(changes)
    older = MADE[kind]()
    newer = changed(older, path, value)
    newer["title" if kind != "lineage" else "version"] = "9.9.9"
    assert BUMPS.index(least_bump(record(older), record(newer))) >= BUMPS.index(expected)


def test_a_difference_says_where_and_what_in_words() -> None:
    older = agreement()
    newer = changed(changed(older, "clauses/0/purposes", ["evaluation", "research"]), "title", "Renamed")
    assert differences(record(older), record(newer)) == (
        Difference(path="title", old=older["title"], new="Renamed", grade="wording"),
        Difference(path="clause load: purposes", old=None, new="research", grade="compatible", widens=True),
    )


@pytest.mark.parametrize(
    "path,value,widens",
    [
        ("clauses/0/conditions/min_cell", 10, True),
        ("clauses/0/conditions/min_cell", 12, False),
        ("clauses/0/conditions/no_reidentification", None, True),
        ("clauses/1", None, True),
        ("clauses/1/purposes", "any", False),
        ("clauses/1/forms", ["identified"], True),
        ("clauses/1/fields", {"elements": ["k12.ssid"]}, True),
        ("clauses/1/fields", {"except": ["k12.ssid"]}, True),
        ("clauses/1/fields", {"elements": []}, False),
        ("clauses/0/fields/except/0", None, True),
        ("clauses/0", None, False),
        ("effective_through", "2026-06-30", False),
    ],
)
def test_a_difference_widens_where_it_may_let_more_flow(path: str, value: object, widens: bool) -> None:
    older = agreement()
    found = differences(record(older), record(changed(older, path, value)))
    assert any(one.widens for one in found) is widens


def test_two_kinds_are_not_compared() -> None:
    with pytest.raises(TypeError):
        differences(record(element()), record(group()))


def test_a_number_satisfies_a_bump_only_when_it_rises_by_that_much() -> None:
    older = Version(1, 2, 3)
    assert [step(older, Version.parse(v)) for v in ("1.2.4", "1.3.0", "2.0.0", "1.2.3", "1.1.9")] == [
        "patch",
        "minor",
        "major",
        "none",
        "none",
    ]
    assert satisfies(older, Version(1, 3, 0), needed="minor")
    assert satisfies(older, Version(2, 0, 0), needed="patch")
    assert not satisfies(older, Version(1, 2, 4), needed="minor")
    assert not satisfies(older, older, needed="none")
