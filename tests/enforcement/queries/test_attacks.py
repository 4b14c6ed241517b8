"""Statements of ``tests/cases/sql``: what each is answered, and that it tells nothing that is refused.

A refusal must say which field in which clause, or why. What is permitted must read just the fields that are
listed. Run, each must tell the same of two versions of the data that differ only in what may not be read.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.store import yaml_text
from tests.queries import MAY_READ, Told, ask, judged

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


def _told_to_both(folder: Path, statement: str) -> Told:
    """Run a statement on both versions, hold what is told against each other, and return one.

    Rows that no ORDER BY puts in an order come in any: threads race, also on the same data.
    """
    one, other = (ask(folder, statement, "--format", "json", version=each) for each in ("one", "other"))
    ordered = "order by" in statement.lower()
    assert one == other if ordered else _in_any_order(one) == _in_any_order(other)
    return one


def _in_any_order(told: Told) -> tuple[int, Doc | None, str]:
    code, said, error = told
    answer = json.loads(said) if said else None
    if answer and "result" in answer:
        answer["result"]["rows"].sort(key=repr)
    return code, answer, error


@pytest.mark.parametrize("case", ATTACKS, ids=lambda case: case["sql"])
def test_an_attack_is_refused_as_its_case_says(folder: Path, case: Doc) -> None:
    answer = judged(folder, case["sql"]).answer
    assert answer.outcome == "refuse"
    if "because" in case:
        assert [reason.code for reason in answer.reasons] == [case["because"]]
    else:
        assert [f"{reason.field} in {reason.clause}" for reason in answer.reasons] == case["refused"]
        assert all(reason.place for reason in answer.reasons)


@pytest.mark.parametrize("case", PERMITTED, ids=lambda case: case["sql"])
def test_a_permitted_statement_reads_what_its_case_lists(folder: Path, case: Doc) -> None:
    answer = judged(folder, case["sql"]).answer
    assert answer.permitted, answer.reasons
    reads = {column.base.address: sorted(column.read_in) for column in answer.columns}
    assert reads == {field: sorted(clauses) for field, clauses in case["reads"].items()}
    assert reads.keys() <= MAY_READ


@pytest.mark.slow
@pytest.mark.parametrize("case", ATTACKS, ids=lambda case: case["sql"])
def test_an_attack_is_told_the_same_whatever_may_not_be_read(folder: Path, case: Doc) -> None:
    code, answer, _ = _told_to_both(folder, case["sql"])
    assert code == 1
    assert "result" not in json.loads(answer)


@pytest.mark.slow
@pytest.mark.parametrize("case", PERMITTED, ids=lambda case: case["sql"])
def test_a_permitted_statement_gives_the_same_rows_whatever_may_not_be_read(folder: Path, case: Doc) -> None:
    code, answer, _ = _told_to_both(folder, case["sql"])
    assert code == 0
    rows = [[_said(value) for value in row] for row in json.loads(answer)["result"]["rows"]]
    if "rows" in case:
        assert rows == [[_said(value) for value in row] for row in case["rows"]]


def test_the_suite_is_as_large_as_was_asked() -> None:
    assert len({case["sql"] for case in ATTACKS}) >= 170
    assert len({case["sql"] for case in PERMITTED}) >= 60
