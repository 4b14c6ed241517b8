"""What ``p20w body`` shows of the reference catalog's bodies, and how it records terms."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TERM = ("--holder", "Public member", "--from", "2026-12-01")


def p20w(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parents[2] / "cli.py"), *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


@pytest.fixture
def copied(tmp_path: Path, root: Path) -> Path:
    """The bodies of the reference catalog, in a catalog of their own."""
    shutil.copytree(root / "meetings/bodies", tmp_path / "meetings/bodies")
    (tmp_path / "definitions").mkdir()
    return tmp_path


def test_the_bodies_of_the_reference_catalog_are_listed_with_their_vacancies(copied: Path) -> None:
    assert p20w(copied, "body", "list", "--on", "2026-06-01").stdout.splitlines() == [
        "c2c-gb: Governing Board (governing), 21 seats, 19 filled, vacant seat.14, seat.18",
        "community-engagement: Community Engagement Advisory Board (advisory), 5 seats, 5 filled",
        "data-and-tools: Data and Tools Advisory Board (advisory), 5 seats, 5 filled",
    ]


def test_a_body_is_shown_with_its_rules_in_numbers(copied: Path) -> None:
    lines = p20w(copied, "body", "show", "c2c-gb", "--on", "2026-06-01").stdout.splitlines()
    assert "  quorum      11 of 21" in lines
    assert "  adoption    14 of 21" in lines
    assert "  comment     wording 30 days, compatible 60 days, breaking 90 days" in lines
    assert "  seat.14     Second public member appointed by the Governor: VACANT" in lines


@pytest.mark.slow
def test_a_seat_is_filled_and_ended(copied: Path) -> None:
    done = p20w(copied, "body", "seat", "c2c-gb", "seat.14", "--kind", "principal", *TERM, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["term"]["holder"]) == (0, "Public member")
    shown = p20w(copied, "body", "show", "c2c-gb", "--on", "2026-12-01", "--format", "json")
    assert json.loads(shown.stdout)["vacant"] == ["seat.18"]
    ended = p20w(copied, "body", "seat", "c2c-gb", "seat.14", "--end", "2026-12-31")
    assert ended.stdout.splitlines()[0] == "recorded: seat.14 principal from 2026-12-01 through 2026-12-31"
    assert p20w(copied, "body", "seat", "c2c-gb", "seat.14", "--end", "2027-12-31").returncode == 1


def test_a_public_member_has_no_designee(copied: Path) -> None:
    before = (copied / "meetings/bodies/c2c-gb.yaml").read_bytes()
    done = p20w(copied, "body", "seat", "c2c-gb", "seat.14", "--kind", "designee", *TERM)
    assert done.returncode == 1
    assert "  rule        seat-without-designee: Educ. Code 10864(a)" in done.stdout.splitlines()
    assert (copied / "meetings/bodies/c2c-gb.yaml").read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [("--end", "2026-12-31", "--holder", "x"), ("--holder", "x"), ("--end", "2026-02-30")],
    ids=["both", "half", "no day"],
)
def test_options_that_make_no_sense_are_not_taken(copied: Path, words: tuple[str, ...]) -> None:
    assert p20w(copied, "body", "seat", "c2c-gb", "seat.14", *words).returncode == 2
