"""``p20w check`` at the terminal: exit codes, formats, and nothing that silences it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator

from catalog.cli.check import command
from catalog.cli.main import p20w
from tests.worlds import adopt, element, put, vocabulary, write


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Write a catalog in which an element that changed after its adoption is the one error."""
    world = vocabulary()
    adopt(world, put(world, element("k12.ssid", regime=["ferpa"])))
    put(world, element("k12.ssid", regime=["ferpa"], title="Another"))
    write(world, tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(p20w, list(arguments), standalone_mode=True)


def test_errors_are_told_at_their_place_and_exit_with_1(catalog: Path) -> None:
    result = run("--catalog", str(catalog), "check")
    assert result.exit_code == 1
    assert result.stdout.startswith("definitions/elements/k12.ssid/1.0.0.yaml:1:1: error digest-mismatch: ")
    assert "findings: 1 error, 0 warnings, 0 notes" in result.stdout
    assert result.stderr == ""


def test_a_clean_catalog_exits_with_0(root: Path) -> None:
    result = run("check", "--catalog", str(root), "--on", "2026-12-01")
    assert result.exit_code == 0
    assert "policy questions: " in result.stdout


def test_json_is_a_list_of_findings(catalog: Path) -> None:
    for arguments in (["--format", "json", "check"], ["check", "--format", "json"]):
        result = run("--catalog", str(catalog), *arguments)
        assert result.exit_code == 1
        (found,) = json.loads(result.stdout)
        assert (found["code"], found["line"]) == ("digest-mismatch", 1)


def test_sarif_of_a_real_run_is_valid(catalog: Path, sarif_schema: dict[str, Any]) -> None:
    result = run("check", "--catalog", str(catalog), "--format", "sarif")
    assert result.exit_code == 1
    Draft4Validator(sarif_schema).validate(json.loads(result.stdout))


def test_junit_says_that_a_case_failed(catalog: Path) -> None:
    result = run("check", "--catalog", str(catalog), "--format", "junit")
    assert result.exit_code == 1
    assert 'failures="1"' in result.stdout


def test_a_file_that_cannot_be_read_is_a_finding_and_not_a_traceback(catalog: Path) -> None:
    (catalog / "definitions/zones.yaml").write_text("kind: zones\nkind: zones\n", encoding="utf-8")
    result = run("check", "--catalog", str(catalog))
    assert result.exit_code == 1
    assert "definitions/zones.yaml:2:1: error yaml-duplicate-key: " in result.stdout
    assert "no rule was asked" in result.stdout


def test_nothing_silences_a_check() -> None:
    options = {option for one in command.params for option in one.opts}
    assert options == {"--catalog", "--on", "--as-known", "--format"}
