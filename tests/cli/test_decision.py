"""What ``p20w decision`` says of decision records, and how it takes errata."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.board import Board, ballots, record_all
from tests.worlds import vocabulary, write

RECORD = "gb/2026/0001"


def p20w(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parents[2] / "cli.py"), "decision", *words]
    return subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one decision of 16 to 5, titled with a slip of the pen."""
    board = Board()
    board.vote(ballots(aye=16, no=5))
    record = record_all(board).decisions[0]
    record |= {"title": "Adopt the the group", "dissent": ["seat.17"]}
    write(vocabulary() | board.documents(), tmp_path)
    return tmp_path


def test_a_record_is_spelled_out(root: Path) -> None:
    done = p20w(root, "show", RECORD)
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert lines[0] == "adopted: Adopt the the group"
    assert "count       16 aye, 5 no, 0 abstain, 0 recused, 0 absent" in lines
    assert "14 of 21 needed (base: authorized)" in lines
    assert "quorum 11, 21 counted" in lines
    assert "no          seat.17, seat.17" in lines
    assert "dissent     seat.17" in lines
    assert "log         not in the transparency log" in lines


def test_programs_get_the_record_and_what_stands_around_it(root: Path) -> None:
    document: dict[str, Any] = json.loads(p20w(root, "show", RECORD, "--format", "json").stdout)
    assert (document["outcome"], document["arithmetic"]["aye"]) == ("adopted", 16)
    assert document["log"] == {"index": None, "proved": False, "fault": None}


def test_an_unknown_record_cannot_be_shown(root: Path) -> None:
    done = p20w(root, "show", "gb/2026/0010")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean `gb/2026/0001`?" in done.stderr


@pytest.mark.slow
def test_decisions_are_listed_and_narrowed(root: Path) -> None:
    assert p20w(root, "list", "--object", "core").stdout == (
        "gb/2026/0001  2026-02-18  adopted    Adopt the the group\n"
    )
    nothing = p20w(root, "list", "--outcome", "failed", "--format", "json")
    assert (nothing.returncode, json.loads(nothing.stdout)) == (0, [])


@pytest.mark.slow
def test_an_erratum_is_recorded_and_shown(root: Path) -> None:
    words = ("--field", "title", "--reads", "the the", "--reason", "Twice.", "--by", "Clerk")
    refused = p20w(root, "erratum", RECORD, *words, "--should-read", "the 2")
    assert refused.returncode == 1
    assert "rule        erratum-changes-result: Educ. Code 10865(a)(5);" in refused.stdout
    done = p20w(root, "erratum", RECORD, *words, "--should-read", "the")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "recorded: gb/2026/0001-erratum-1")
    told = p20w(root, "show", RECORD).stdout
    assert "adopted: Adopt the the group" in told
    assert "corrected   title: Adopt the group" in told


def test_a_refusal_is_told_to_programs_too(root: Path) -> None:
    words = (
        "--field",
        "title",
        "--reads",
        "absent words",
        "--reason",
        "R",
        "--by",
        "Clerk",
        "--should-read",
        "x",
    )
    done = p20w(root, "erratum", RECORD, *words, "--format", "json")
    (refusal,) = json.loads(done.stdout)["refused"]
    assert (done.returncode, refusal["code"]) == (1, "erratum-not-in-record")
    assert refusal.keys() == {"code", "message", "citation", "hint"}
