"""Statements of ``tests/cases/sql``, put to ``p20w sql --run`` on two versions of the data.

The versions differ in what may not be read, and in nothing else. A refusal must say which field in which clause, or
why; what is permitted must read just the fields that are listed; and both versions must be told the same.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.store import yaml_text
from tests.queries import MAY_READ, ask

Doc = dict[str, Any]

CASES = Path(__file__).resolve().parents[2] / "cases" / "sql"


def _cases(name: str) -> list[Doc]:
    themes: Any = yaml_text.read((CASES / name).read_bytes())
    return [case for theme in themes.values() for case in theme]


ATTACKS, PERMITTED = _cases("attacks.yaml"), _cases("permitted.yaml")


def _said(value: object) -> str:
    """Return a value as the cases write it."""
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def _told_to_both(folder: Path, statement: str) -> tuple[int, Doc]:
    """Ask both versions, hold their answers against each other, and return one."""
    one, other = (ask(folder, statement, "--format", "json", version=each) for each in ("one", "other"))
    assert one == other
    return one[0], json.loads(one[1])


@pytest.mark.parametrize("case", ATTACKS, ids=lambda case: case["sql"])
def test_an_attack_is_refused_as_its_case_says(folder: Path, case: Doc) -> None:
    code, answer = _told_to_both(folder, case["sql"])
    assert (code, answer["outcome"]) == (1, "refuse")
    assert "result" not in answer
    if "because" in case:
        assert [reason["code"] for reason in answer["reasons"]] == [case["because"]]
    else:
        told = [f"{reason['field']} in {reason['clause']}" for reason in answer["reasons"]]
        assert told == case["refused"]
        assert all(reason["line"] and reason["column"] for reason in answer["reasons"])


@pytest.mark.parametrize("case", PERMITTED, ids=lambda case: case["sql"])
def test_a_permitted_statement_reads_what_its_case_lists_and_runs(folder: Path, case: Doc) -> None:
    code, answer = _told_to_both(folder, case["sql"])
    assert (code, answer["outcome"]) == (0, "permit"), answer["reasons"]
    reads = {column["field"]: sorted(column["read_in"]) for column in answer["columns"]}
    assert reads == {field: sorted(clauses) for field, clauses in case["reads"].items()}
    assert reads.keys() <= MAY_READ
    rows = [[_said(value) for value in row] for row in answer["result"]["rows"]]
    if "rows" in case:
        assert rows == [[_said(value) for value in row] for row in case["rows"]]


def test_the_suite_is_as_large_as_was_asked() -> None:
    assert len({case["sql"] for case in ATTACKS}) >= 170
    assert len({case["sql"] for case in PERMITTED}) >= 60
