"""``p20w publish`` at the terminal: what it says, and its exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli.main import p20w
from tests.board import DAY
from tests.services.publishing.sites import full_catalog


def run(*arguments: str) -> Result:
    return CliRunner().invoke(p20w, list(arguments), standalone_mode=True)


@pytest.mark.slow
def test_a_publication_says_what_was_written(tmp_path: Path) -> None:
    root, out = full_catalog(tmp_path / "catalog"), tmp_path / "site"
    result = run("--catalog", str(root), "publish", str(out))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"published to {out}: ")
    assert "0 unchanged, 0 removed" in result.stdout
    assert result.stderr == ""
    assert "(0 written," in run("--catalog", str(root), "publish", str(out)).stdout


@pytest.mark.slow
def test_a_program_reads_it_as_json(tmp_path: Path) -> None:
    root, out = full_catalog(tmp_path / "catalog"), tmp_path / "site"
    result = run("publish", "--catalog", str(root), "--format", "json", str(out))
    said = json.loads(result.stdout)
    assert said["files"] == said["written"]
    assert (said["findings"], said["unchanged"], said["removed"]) == ([], 0, 0)


def test_what_differs_from_what_was_handed_out_is_a_no(tmp_path: Path) -> None:
    root, out = full_catalog(tmp_path / "catalog"), tmp_path / "site"
    (root / f"meetings/gb/{DAY}/materials/paper.txt").write_bytes(b"other")
    result = run("--catalog", str(root), "publish", str(out))
    assert result.exit_code == 1
    assert "error material-edited" in result.stdout
    assert "nothing was published" in result.stdout
    assert not out.exists()


def test_a_foreign_folder_cannot_be_filled(tmp_path: Path) -> None:
    root, out = full_catalog(tmp_path / "catalog"), tmp_path / "site"
    out.mkdir()
    (out / "mine.txt").write_bytes(b"mine")
    result = run("--catalog", str(root), "publish", str(out))
    assert result.exit_code != 0
    assert list(out.iterdir()) == [out / "mine.txt"]
