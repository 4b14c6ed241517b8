"""What ``p20w agreement`` records and shows."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from catalog.services.opening import today
from tests.worlds import adopt, agreement, element, permit, put, vocabulary, write

SAID = ("--by", "Authorized signatory", "--evidence", "file 7")
DECIDE = ("--item", "cde:k12.ssid", "--to", "c2c", "--purpose", "evaluation", "--zone", "c2c.linkage")


def p20w(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parents[2] / "cli.py"), *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with an agreement that is adopted, and that nobody has signed."""
    world = vocabulary()
    adopt(world, put(world, element("k12.ssid", regime=["ferpa"])))
    adopt(world, put(world, agreement("load", [permit()], effective_through="2099-06-30")))
    write(world, tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_flow_is_refused_until_every_party_has_signed(root: Path) -> None:
    for partner in ("c2c", "cde"):
        assert p20w(root, "decide", *DECIDE).returncode == 1
        done = p20w(
            root, "agreement", "sign", "load@1.0.0", "--partner", partner, "--on", "2026-01-05", *SAID
        )
        assert (done.returncode, done.stdout.splitlines()[0]) == (
            0,
            f"recorded: load@1.0.0 signed by {partner} on 2026-01-05",
        )
    assert p20w(root, "decide", *DECIDE).returncode == 0


@pytest.mark.slow
def test_what_is_recorded_is_recorded_today(root: Path) -> None:
    first = today()
    words = ("agreement", "terminate", "load", "--effective-from", "2027-01-01", *SAID, "--format", "json")
    event = json.loads(p20w(root, *words).stdout)["event"]
    assert first <= date.fromisoformat(event["recorded_on"]) <= today()
    assert event["on"] == event["recorded_on"]
    again = p20w(root, *words)
    assert again.returncode == 1
    assert json.loads(again.stdout)["refused"][0]["code"] == "terminated-already"


def test_a_refusal_says_the_rule_and_what_to_do(root: Path) -> None:
    done = p20w(root, "agreement", "resume", "load", "--on", "2026-01-05", *SAID)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "refused: `load` has no suspension that resuming on 2026-01-05 would end",
        "  rule        nothing-to-resume: records contract 11",
        "  do          a resumption ends suspensions that began, and were recorded, before it",
    ]
    assert not (root / "agreements/load/events.yaml").exists()


@pytest.mark.slow
def test_show_says_what_is_still_missing(root: Path) -> None:
    p20w(root, "agreement", "sign", "load@1.0.0", "--partner", "c2c", "--on", "2026-01-05", *SAID)
    done = p20w(root, "agreement", "show", "load", "--on", "2026-02-01")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "load@1.0.0: not executed on 2026-02-01"
    assert "  missing     `cde` has not signed" in done.stdout.splitlines()
    listed = p20w(root, "agreement", "list", "--on", "2026-02-01")
    assert listed.stdout == "load@1.0.0: not executed (`cde` has not signed)\n"


def test_an_unknown_agreement_cannot_be_shown(root: Path) -> None:
    done = p20w(root, "agreement", "show", "lode")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean `load`?" in done.stderr


def test_a_folder_that_is_no_catalog_is_left_alone(tmp_path: Path) -> None:
    done = p20w(tmp_path, "agreement", "resume", "load", "--on", "2026-01-05", *SAID, "--catalog", ".")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
