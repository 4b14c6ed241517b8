"""``p20w init``: a new catalog, told; and nothing overwritten."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli.main import p20w


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(p20w, [str(one) for one in arguments])


def test_a_new_catalog_is_told_and_checks_clean(tmp_path: Path) -> None:
    result = run("init", tmp_path / "new")
    assert result.exit_code == 0
    assert all((tmp_path / "new" / line.rsplit("/new/")[1]).is_file() for line in result.stdout.splitlines())
    assert "next:" in result.stderr
    assert run("check", "--catalog", tmp_path / "new").exit_code == 0


def test_json_tells_the_folder_and_its_files(tmp_path: Path) -> None:
    told = json.loads(run("init", tmp_path / "new", "--format", "json").stdout)
    assert told["catalog"] == str(tmp_path / "new")
    assert all((tmp_path / "new" / name).is_file() for name in told["files"])


@pytest.mark.parametrize("name", ["full", "file", "file/below", "x" * 300, "link"])
def test_what_is_there_is_not_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / "full/definitions").mkdir(parents=True)
    (tmp_path / "file").write_text("here")
    (tmp_path / "link").symlink_to("nowhere")
    result = run("init", tmp_path / name)
    assert result.exit_code != 0
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["definitions", "file", "full", "link"]
