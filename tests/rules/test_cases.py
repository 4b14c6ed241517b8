"""Cases that counsel can read: each question of ``tests/cases`` asked of the rules and of the oracle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from catalog.records.snapshot import Snapshot
from catalog.rules.decide import permits
from catalog.services.requests import read_request
from catalog.store import yaml_text
from catalog.store.reading import load, load_documents
from tests import builders, worlds
from tests.builders import CODES, KNOWN, answer, asked, codes, said, told, withheld
from tests.worlds import World

Doc = dict[str, Any]

FOLDER = Path(__file__).resolve().parent.parent / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))
CASE_KEYS = {"title", "ground", "catalog", "questions", "does_not_load"}
QUESTION_KEYS = {
    *("ask", "answer", "by", "duties", "because", "withheld", "forbidden_by", "about", "nearest"),
}


@dataclass(frozen=True)
class Case:
    """One case, with the file it stands in."""

    file: str
    given: Doc

    def __str__(self) -> str:
        return f"{self.file}: {self.given['title']}"


def _read_cases() -> Iterator[Case]:
    for file in FILES:
        document: Any = yaml_text.read(file.read_bytes())
        assert set(document) == {"theme", "cases"}, file
        yield from (Case(file.stem, given) for given in document["cases"])


CASES = list(_read_cases())
QUESTIONS = [(case, n) for case in CASES for n, _ in enumerate(case.given.get("questions", []))]
SMALL = [(case, n) for case, n in QUESTIONS if case.given["catalog"] != "reference"]


def _named(question: object) -> str:
    return str(question)


def expand(short: Doc) -> World:
    """Write out a catalog that is given in the short form of ``tests/cases/README.md``."""
    world = worlds.vocabulary()
    worlds.body(world, "advice", "advisory", {"2021-07-01": worlds.KINDS})
    assert set(short) <= {"elements", "groups", "agreements", "lineage", "events", "files"}, set(short)
    elements = [{"id": one} if isinstance(one, str) else one for one in short.get("elements", [])]
    if not any(one["id"] == "k12.ssid" for one in elements):
        elements.insert(0, {"id": "k12.ssid"})
    for one in elements:
        _put(world, _element(**one), one)
    for one in short.get("groups", []):
        _put(world, {"kind": "group", "title": one["id"], **_bare(one)}, one)
    for one in short.get("agreements", []):
        text = _agreement(one)
        _put(world, text, one)
        _sign(world, text, one)
    if "lineage" in short:
        _put(world, _lineage(_bare(short["lineage"])), short["lineage"])
    for one in short.get("events", []):
        more = {key: value for key, value in one.items() if key not in ("agreement", "event", "on")}
        worlds.event(world, one["agreement"], one["event"], one["on"], **more)
    return {**world, **short.get("files", {})}


def _bare(one: Doc) -> Doc:
    return {key: value for key, value in one.items() if key not in ("adopted", "decision", "signed")}


def _put(world: World, text: Doc, one: Doc) -> None:
    worlds.put(world, text)
    days = one.get("adopted", worlds.LONG_AGO)
    for day in [] if days == "never" else [days] if isinstance(days, str) else days:
        worlds.adopt(world, text, day, **one.get("decision", {}))


def _sign(world: World, text: Doc, one: Doc) -> None:
    for partner in [party["partner"] for party in text["parties"]]:
        signed: Any = one.get("signed", one.get("adopted", worlds.LONG_AGO))
        signed = signed.get(partner, worlds.LONG_AGO) if isinstance(signed, dict) else signed
        if signed != "never":
            of = {"version": text["version"], "partner": partner}
            worlds.event(world, text["id"], "signed", signed, **of)


def _element(**one: Any) -> Doc:
    since = {"from": "2017-07-01"}
    providers = [{"partner": p, **since} if isinstance(p, str) else p for p in one.pop("providers", ["cde"])]
    return worlds.element(one.pop("id"), one.pop("version", "1.0.0"), providers=providers, **_bare(one))


def _agreement(one: Doc) -> Doc:
    provider = one.get("provider", "cde")
    parties = [{"partner": provider, "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    clauses = [
        {**worlds.permit(), "from": [provider], **given} if given else {**worlds.permit(), "from": [provider]}
        for given in one.get("permits", [])
    ]
    clauses += [{"id": "never", "effect": "forbid", **given} for given in one.get("forbids", [])]
    bases = one.get("bases", [{"basis": "study", "written_elements": {"designates": "§2"}}])
    term = {"effective_from": one.get("from", "2025-07-01")}
    term |= {"effective_through": one.get("through", "2027-06-30")}
    known = {"id", "provider", "version", "from", "through", "bases", "permits", "forbids", "parties"}
    assert set(_bare(one)) <= known, one
    parties, version = one.get("parties", parties), one.get("version", "1.0.0")
    return worlds.agreement(one["id"], clauses, version, parties=parties, legal_bases=bases, **term)


def _lineage(one: Doc) -> Doc:
    sources = [
        {"name": name, **dict(zip(("provider", "element"), source.split(":"), strict=True))}
        for name, source in one.pop("sources").items()
    ]
    datasets = {"src": sources}
    outputs = []
    for field, inputs in one.items():
        dataset, _, name = field.rpartition(".")
        datasets.setdefault(dataset, []).append({"name": name})
        outputs.append({"field": field, "inputs": [_input(**given) for given in inputs]})
    listed = [{"id": key, "zone": "c2c.linkage", "fields": fields} for key, fields in datasets.items()]
    job = {"id": "build", "run_by": "c2c", "outputs": outputs}
    return {"kind": "lineage", "id": "g", "version": "1.0.0", "datasets": listed, "jobs": [job]}


def _input(field: str, subtype: str = "AGGREGATION", **more: Any) -> Doc:
    direct = subtype in ("IDENTITY", "TRANSFORMATION", "AGGREGATION")
    if "attested" in more:
        more |= {"attested_by": "c2c", "attested_on": more.pop("attested"), "method": "suppression-v1"}
    return {"field": field, "type": "DIRECT" if direct else "INDIRECT", "subtype": subtype, **more}


@cache
def _small(number: int) -> tuple[World, Snapshot]:
    world = expand(CASES[number].given["catalog"])
    return world, builders.snapshot_of(world)


@cache
def _reference() -> Snapshot:
    return load(FOLDER.parent.parent, cache_folder=None).sound()


def _snapshot(case: Case) -> Snapshot:
    """Return the case's catalog, with nothing worked out from it yet."""
    reference = case.given["catalog"] == "reference"
    return replace(_reference() if reference else _small(CASES.index(case))[1], derived={})


def _sorted(words: Iterable[str | None]) -> list[str]:
    return sorted({word for word in words if word is not None})


@pytest.mark.parametrize("case,number", QUESTIONS, ids=_named)
def test_a_question_has_the_answer_that_its_case_gives(case: Case, number: int) -> None:
    question = case.given["questions"][number]
    snapshot, request = _snapshot(case), asked(**question["ask"])
    found = answer(snapshot, request)
    verdict = found.verdict
    read = read_request(request, today=date.fromisoformat(KNOWN))
    assert isinstance(read, str) or permits(snapshot, read) == found.permitted
    assert verdict.outcome == question["answer"], verdict.reasons
    assert codes(found) == sorted(question.get("because", [])), verdict.reasons
    assert verdict.duties() == question.get("duties", {})
    assert _sorted(clause for _, clause in verdict.forbidden_by) == sorted(question.get("forbidden_by", []))
    cited = _sorted(clause for _, clauses in verdict.permitted_by for clause in clauses)
    actual = {
        "by": cited,
        "withheld": withheld(found),
        "about": _sorted(reason.source for reason in verdict.reasons),
        "nearest": _sorted(reason.clause for reason in verdict.reasons if reason.code != "forbidden"),
    }
    for key in set(actual) & set(question):
        assert actual[key] == sorted(question[key]), (key, verdict.reasons)


@pytest.mark.parametrize("case,number", SMALL, ids=_named)
def test_the_oracle_gives_the_same_answer(case: Case, number: int) -> None:
    world, _ = _small(CASES.index(case))
    request = asked(**case.given["questions"][number]["ask"])
    assert said(answer(_snapshot(case), request)) == told(world, request)


@pytest.mark.parametrize("case", [case for case in CASES if "does_not_load" in case.given], ids=_named)
def test_a_faulty_catalog_does_not_load(case: Case) -> None:
    loaded = load_documents(expand(case.given["catalog"]))
    assert loaded.snapshot is None
    assert {finding.code for finding in loaded.findings} == {case.given["does_not_load"]}


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_a_case_is_complete(case: Case) -> None:
    assert CASE_KEYS >= set(case.given) >= {"title", "ground", "catalog"}
    assert case.given["title"][0].isupper()
    assert not case.given["title"].endswith(".")
    assert bool(case.given.get("questions")) != ("does_not_load" in case.given)
    for question in case.given.get("questions", []):
        assert set(question) <= QUESTION_KEYS
        assert ("by" if question["answer"] == "permit" else "because") in question


def test_every_reason_code_is_the_reason_of_some_case() -> None:
    small = [question for case, n in SMALL for question in [case.given["questions"][n]]]
    assert {code for question in small for code in question.get("because", [])} == CODES


def test_the_reference_catalog_permits_ten_flows_and_refuses_twelve_each_for_another_reason() -> None:
    asked_there = [case.given["questions"][n] for case, n in QUESTIONS if (case, n) not in SMALL]
    permitted = [question["by"] for question in asked_there if question["answer"] == "permit"]
    refused = [question["because"] for question in asked_there if question["answer"] == "refuse"]
    assert len(permitted) >= 10
    assert len({tuple(reasons) for reasons in refused}) >= 12
