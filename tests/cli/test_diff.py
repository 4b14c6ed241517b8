"""What ``p20w diff`` says of two records and of two catalogs."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import enact, world_of
from tests.worlds import World, agreement, element, permit, write

TODAY = ("--as-known", "2027-03-01")


def p20w(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parents[2] / "cli.py"), *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


def world() -> World:
    return world_of(agreement("load", [permit()]))


def wider() -> World:
    """Return the same world after the next version of the agreement, with one more zone."""
    found = copy.deepcopy(world())
    text = agreement(
        "load", [permit(zones=["c2c.linkage", "uni.enclave"])], "1.1.0", effective_from="2026-01-01"
    )
    enact(found, text, "2025-12-15")
    return found


def test_two_files_are_compared_and_the_number_is_judged(tmp_path: Path) -> None:
    write(wider(), tmp_path)
    files = [f"agreements/load/{version}.yaml" for version in ("1.0.0", "1.1.0")]
    done = p20w(tmp_path, "diff", *files)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "agreement load: 1.0.0 to 1.1.0",
        "  compatible  effective from: 2025-07-01 -> 2026-01-01",
        "  compatible  clause load: zones: + uni.enclave (widens)",
        "  least bump: minor; 1.1.0 after 1.0.0 satisfies it",
    ]


def test_two_versions_of_the_catalog_are_named_by_id(tmp_path: Path) -> None:
    found = world()
    enact(found, element("k12.ssid", "1.0.1", definition="Something of 9 digits."), "2026-01-01")
    write(found, tmp_path)
    done = p20w(tmp_path, "diff", "k12.ssid@1.0.0", "element:k12.ssid@1.0.1", "--format", "json")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["least_bump"] == "major"
    assert answer["satisfied"] is False
    assert [one["path"] for one in answer["differences"]] == ["definition"]


def test_a_record_does_not_differ_from_itself(tmp_path: Path) -> None:
    write(world(), tmp_path)
    done = p20w(tmp_path, "diff", "load@1.0.0", "agreements/load/1.0.0.yaml")
    assert done.returncode == 0
    assert "nothing differs" in done.stdout


def test_two_catalogs_differ_in_records_and_in_flows(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    write(world(), before)
    write(wider(), after)
    done = p20w(before, "diff", str(before), str(after), *TODAY, "--format", "json")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 1
    assert answer["added"] == ["agreement load@1.1.0", "decision gb/2025/0003"]
    assert answer["changed"] == ["events of load"]
    assert {flow["zone"] for flow in answer["flows"]["gained"]} == {"uni.enclave"}
    assert [(one["older"], one["newer"]) for one in answer["texts"]] == [("1.0.0", "1.1.0")]
    narrower = p20w(before, "diff", str(after), str(before), *TODAY)
    assert narrower.returncode == 0
    assert "gained: 0 flows" in narrower.stdout


@pytest.mark.slow
def test_a_revision_is_compared_with_the_folder(tmp_path: Path) -> None:
    write(world(), tmp_path)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    write(wider(), tmp_path)
    done = p20w(tmp_path, "diff", "HEAD", ".", *TODAY)
    assert done.returncode == 1
    assert "    agreement load@1.1.0" in done.stdout.splitlines()
    assert p20w(tmp_path, "diff", ".", ".", *TODAY).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "names,said",
    [
        (("load@9.0.0", "load@1.0.0"), "the catalog has no text `load@9.0.0`"),
        (("load@1.0.0", "k12.ssid@1.0.0"), "are records of two kinds"),
        (("load@1.0.0", "."), "are a catalog and a record"),
        (("definitions", "."), "`definitions` is a folder but no catalog"),
        (("definitions/zones.yaml", "load@1.0.0"), "holds no text that has versions"),
        (("broken.yaml", "load@1.0.0"), "broken.yaml:2:1"),
        (("main", "."), "is in no git repository, so nobody can say what it held at `main`"),
    ],
)
def test_what_cannot_be_compared_says_why(tmp_path: Path, names: tuple[str, str], said: str) -> None:
    write(world(), tmp_path)
    (tmp_path / "broken.yaml").write_text("kind: element\nkind: element\n", encoding="utf-8")
    done = p20w(tmp_path, "diff", *names)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
