"""Findings as text, JSON, SARIF and JUnit."""

import json
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from catalog.records.codes.all_codes import CODES
from catalog.records.finding import Finding
from catalog.services.checking import Report, Summary
from catalog.services.finding_formats import as_json, as_junit, as_sarif, as_text

TODAY = date(2026, 3, 1)
SUMMARY = Summary(
    on=TODAY,
    kinds=(("data element", 2), ("body", 3), ("meeting", 0)),
    texts=2,
    adopted=1,
    in_force=(("data element", 1),),
    questions=3,
    answerable=1,
)


def a_finding(**more: Any) -> Finding:
    given: dict[str, Any] = {
        "file": "agreements/a/1.0.0.yaml",
        "line": 7,
        "column": 3,
        "code": "digest-mismatch",
    }
    given |= {"severity": "error", "message": "it changed", "hint": "put it back", "citation": "Educ. Code 1"}
    return Finding(**{**given, **more})


NOTE = a_finding(code="not-adopted", severity="note", file="lineage/g/1.0.0.yaml", line=None, column=None)


def test_text_names_place_severity_code_hint_and_law() -> None:
    told = list(as_text.lines(Report(findings=(a_finding(), NOTE), summary=SUMMARY), today=TODAY))
    assert told == [
        "agreements/a/1.0.0.yaml:7:3: error digest-mismatch: it changed",
        "    hint: put it back",
        "    law: Educ. Code 1",
        "",
        "lineage/g/1.0.0.yaml: note not-adopted: it changed",
        "    hint: put it back",
        "    law: Educ. Code 1",
        "",
        "records: 2 data elements, 3 bodies",
        "adopted: 1 of 2 texts",
        "in force today: 1 data element",
        "policy questions: 1 of 3 answerable today",
        "findings: 1 error, 0 warnings, 1 note",
    ]


def test_text_says_that_no_rule_was_asked_where_reading_failed() -> None:
    told = list(as_text.lines(Report(findings=(a_finding(),), summary=None), today=TODAY))
    assert told[-2:] == [
        "the catalog cannot be read as it stands, so no rule was asked",
        "findings: 1 error, 0 warnings, 0 notes",
    ]


def test_json_is_a_list_with_the_keys_of_the_contract() -> None:
    (found,) = json.loads(as_json.text([a_finding(at=("clauses", 0))]))
    assert list(found) == ["code", "severity", "file", "line", "column", "message", "hint", "citation"]
    assert json.loads(as_json.text([])) == []


def sarif(*findings: Finding) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(as_sarif.text(findings, version="1.0.0"))
    return log


@pytest.mark.parametrize("findings", [(), (a_finding(), NOTE, a_finding(code="unheard-of", hint=None))])
def test_sarif_is_valid(findings: tuple[Finding, ...], sarif_schema: dict[str, Any]) -> None:
    Draft4Validator(sarif_schema).validate(sarif(*findings))


def test_sarif_gives_level_place_and_rule() -> None:
    (run,) = sarif(a_finding(), NOTE)["runs"]
    first, second = run["results"]
    assert [first["level"], second["level"]] == ["error", "note"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "agreements/a/1.0.0.yaml"
    assert place["region"] == {"startLine": 7, "startColumn": 3}
    assert "region" not in second["locations"][0]["physicalLocation"]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert (rule["id"], rule["help"]["text"]) == ("digest-mismatch", CODES["digest-mismatch"].hint)


def test_the_fingerprint_stays_when_lines_move_and_tells_equals_apart() -> None:
    def prints(*findings: Finding) -> list[str]:
        return [found["partialFingerprints"]["p20w/v1"] for found in sarif(*findings)["runs"][0]["results"]]

    assert prints(a_finding()) == prints(a_finding(line=9))
    assert len(set(prints(a_finding(), a_finding(line=9), a_finding(message="other")))) == 3


def cases(report: Report) -> dict[str, ET.Element]:
    suite = ET.fromstring(as_junit.text(report).encode()).find("testsuite")  # noqa: S314  # our own output
    assert suite is not None
    return {case.attrib["name"]: case for case in suite}


def test_junit_fails_the_case_of_an_error_and_shows_a_note() -> None:
    found = cases(Report(findings=(a_finding(), a_finding(line=9), NOTE), summary=SUMMARY))
    assert found.keys() == CODES.keys()
    (failure,) = found["digest-mismatch"]
    assert (failure.text or "").count("agreements/a/1.0.0.yaml:") == 2
    assert [part.tag for part in found["not-adopted"]] == ["system-out"]
    assert len(found["base-stale"]) == 0


def test_junit_skips_the_rules_where_reading_failed() -> None:
    found = cases(Report(findings=(a_finding(code="yaml-syntax"),), summary=None))
    assert [part.tag for part in found["yaml-syntax"]] == ["failure"]
    assert [part.tag for part in found["base-stale"]] == ["skipped"]
    assert len(found["yaml-empty"]) == 0


@given(message=st.text())
def test_whatever_a_message_holds_junit_stays_xml(message: str) -> None:
    try:
        message.encode()
    except UnicodeEncodeError:
        return
    cases(Report(findings=(a_finding(message=message),), summary=SUMMARY))
