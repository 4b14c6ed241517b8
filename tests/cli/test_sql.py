"""What ``p20w sql`` says, to people and to programs, and with which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from catalog.cli.main import p20w
from tests.queries import DAYS, USE, ask, write_world


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small world."""
    return write_world(tmp_path_factory.mktemp("told"))


def test_a_refusal_names_the_column_the_clause_and_the_place(folder: Path) -> None:
    code, told, _ = ask(folder, "SELECT Grade\nFROM cde.pupils\nWHERE Name = 'Ann'")
    assert code == 1
    lines = told.splitlines()
    assert lines[0] == "refuse: the statement, for c2c and evaluation in c2c.linkage, identified"
    assert "  reads       cde.pupils.Name in WHERE: not permitted" in lines
    assert "              cde.pupils.Grade in SELECT: permitted by load@1.0.0#load" in lines
    assert "  because     cde.pupils.Name in WHERE (line 3, column 7): field-refused: no-clause:" in told


def test_a_permit_tells_what_is_read_and_by_which_clause(folder: Path) -> None:
    code, told, _ = ask(folder, "SELECT Grade FROM roster")
    assert code == 0
    assert told.splitlines()[:2] == [
        "permit: the statement, for c2c and evaluation in c2c.linkage, identified",
        "  reads       roster.Grade in SELECT: permitted by load@1.0.0#load",
    ]


def test_a_program_reads_the_same(folder: Path) -> None:
    code, told, _ = ask(folder, "SELECT Grade FROM cde.pupils WHERE Name = 'Ann'", "--format", "json")
    answer: Any = json.loads(told)
    assert (code, answer["outcome"], answer["form"], answer["zone"]) == (
        *(1, "refuse", "identified", "c2c.linkage"),
    )
    assert [(one["field"], one["read_in"]) for one in answer["columns"]] == [
        ("cde.pupils.Name", ["WHERE"]),
        ("cde.pupils.Grade", ["SELECT"]),
    ]
    assert answer["columns"][0]["decision"]["outcome"] == "refuse"
    reason = answer["reasons"][0]
    assert {key: reason[key] for key in ("code", "field", "clause", "line", "column")} == {
        "code": "field-refused",
        "field": "cde.pupils.Name",
        "clause": "WHERE",
        "line": 1,
        "column": 36,
    }
    assert (answer["on"], answer["as_known"]) == ("2026-08-01", "2027-03-01")
    assert answer["catalog"].startswith("sha256:")


@pytest.mark.parametrize(
    "statement", ["SELEKT Grade", "SELECT 'unclosed", "", "DROP TABLE roster", "SELECT 1"]
)
def test_what_cannot_be_read_is_a_refusal_with_its_reason(folder: Path, statement: str) -> None:
    code, told, _ = ask(folder, statement)
    assert code == 1
    assert told.startswith("refuse: ")
    assert "because" in told


def test_a_result_is_a_table_and_its_terms_are_remarks(folder: Path) -> None:
    code, told, remarks = ask(
        folder, "SELECT Id, Born FROM cde.pupils WHERE Id < 7 AND Id > 3", version="one"
    )
    assert code == 0
    assert told.splitlines() == ["Id  Born", "4   2011-05-15", "5   -", "6   2010-07-15"]
    assert remarks == "p20w: permitted as identified data: 3 rows\n"


def test_a_result_for_programs_says_whether_there_is_more(folder: Path) -> None:
    code, told, _ = ask(
        folder, "SELECT Id, Units FROM cde.pupils", "--format", "json", "--rows", "1", version="one"
    )
    assert code == 0
    assert json.loads(told)["result"] == {"columns": ["Id", "Units"], "rows": [[1, "1.25"]], "more": True}


def test_numbers_that_json_has_not_are_told_as_text(folder: Path) -> None:
    statement = "SELECT CAST('nan' AS DOUBLE), 9007199254740993, INTERVAL 1 MONTH, 1e400 FROM roster LIMIT 1"
    code, told, _ = ask(folder, statement, "--format", "json", version="one")
    assert code == 0
    assert json.loads(told)["result"]["rows"] == [["nan", "9007199254740993", "1 months", "inf"]]


def test_a_cell_cannot_move_the_cursor_of_a_terminal(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text('Id,Grade\n1,"\x1b[2Jx"\n')
    found = ask(folder, "SELECT Grade FROM roster", "--run", f"--data=roster={tmp_path / 'roster.csv'}")
    assert found[:2] == (0, "Grade\n\\u001b[2Jx\n")


def test_a_refused_statement_does_not_run_and_its_data_is_not_opened(folder: Path) -> None:
    done = ask(folder, "SELECT Name FROM cde.pupils", "--run", "--data", "cde.pupils=nowhere.csv")
    assert done[0] == 1


def test_a_statement_may_come_on_standard_input(folder: Path) -> None:
    words = ["sql", "-", "--catalog", str(folder / "catalog"), *USE, *DAYS]
    assert CliRunner().invoke(p20w, words, input="SELECT Grade FROM roster").exit_code == 0
    assert CliRunner().invoke(p20w, words, input="SELECT Name FROM cde.pupils").exit_code == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--data", "roster=x.csv"),
        ("--run", "--data", "roster"),
        ("--run", "--data", "roster=a", "--data", "roster=b"),
        ("--evidence", "min_cell"),
        ("--on", "yesterday"),
        ("--form", "raw"),
    ],
)
def test_options_that_say_nothing_end_with_exit_code_2(folder: Path, options: tuple[str, ...]) -> None:
    assert ask(folder, "SELECT Grade FROM roster", *options)[0] == 2


def test_data_that_is_not_there_ends_with_exit_code_2(folder: Path) -> None:
    code, told, said = ask(folder, "SELECT Grade FROM roster", "--run")
    assert (code, told) == (2, "")
    assert said == "no data of `roster` is named; --data 'roster=FILE'"
