"""``p20w meeting`` as a clerk types it: what is told where, and every word's answer for programs."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from catalog.cli.meeting import WORDS
from catalog.services.meetings.clock_words import read_moment
from catalog.services.opening import now
from tests.sittings import DAY, MEETING, NOTICE, PLACE, Hall


def p20w(catalog: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).parents[2] / "cli.py"), "--catalog", str(catalog), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=dict(os.environ))


@pytest.mark.slow
def test_a_meeting_is_kept_from_plan_to_minutes(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    done = p20w(tmp_path, "meeting", "roll", MEETING, "m1", "--no", "3,9", "--rest", "aye", "--at", "14:05")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:3] == [
        "v1 on m1: adopted (roll-call)",
        "    19 aye, 2 no, 0 abstaining, 0 recused, 0 absent",
        "    needed: 14 of 21 authorized seats; quorum 11, 21 counted",
    ]
    assert "    no: seat.03 seat.03; seat.09 seat.09" in done.stdout
    assert done.stderr == ""
    shown = p20w(tmp_path, "meeting", "show", MEETING).stdout
    assert f"{MEETING}: regular meeting of Board, open" in shown
    assert "v1 on m1: adopted (roll-call)" in shown
    assert "next: adjourn, when all is done" in shown
    ended = p20w(tmp_path, "meeting", "adjourn", MEETING, "--at", "15:00").stdout.splitlines()
    assert ended == [
        f"adjourned at {DAY}T15:00:00-08:00",
        f"    gb/2024/0001 adopted: Adopt group core 1.0.0; adopt group:core@1.0.0 from {DAY}",
        "    may be contested until 2024-05-21 (Gov. Code 11130.3, not verified)",
    ]
    assert not hall.errors()


def test_a_refusal_is_an_answer_with_its_rule_and_what_to_do(tmp_path: Path) -> None:
    Hall(tmp_path).moved("1..16")
    done = p20w(tmp_path, "meeting", "roll", MEETING, "m1", "--aye", "1..15", "--at", "14:05")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "refused: the roll shows no vote of seat.16, present by the attendance",
        "    rule: Gov. Code 11123(c), BK-08",
        "    to do: Record the vote, the abstention or the recusal of each member present.",
    ]


def test_a_warning_is_a_remark_and_says_that_its_citation_was_not_verified(tmp_path: Path) -> None:
    hall = Hall(tmp_path).opened("1..21", "7 'Something' --class action")
    hall.do("comment 7 --open", "move 7 1 'Do it' --class procedural")
    done = p20w(tmp_path, "meeting", "roll", MEETING, "m1", "--rest", "aye", "--at", "14:05")
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == "warning: motion m1 has no seconder"


def test_an_interpreter_doubles_the_time_that_is_offered(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.do(f"plan gb {DAY}T10:00 {PLACE} --comment-limit 2", "agenda 7 Core --class information")
    hall.do(f"post {NOTICE} --at 2024-02-10T17:00", "open")
    done = p20w(tmp_path, "meeting", "comment", MEETING, "7", "--open", "--at", "10:05")
    assert done.stdout.splitlines()[1] == "2 minutes a speaker; 4 through an interpreter"


@pytest.mark.slow
def test_every_word_answers_in_json(tmp_path: Path) -> None:
    hall, keys = Hall(tmp_path), {"meeting", "did", "event", "warnings", "refused"}
    lines = [
        f"plan gb {DAY}T10:00 {PLACE}", "agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1",
        "agenda 8 More --class action", f"post {NOTICE} --at 2024-02-10T17:00",
        "revise 9 Report --class information --at 2024-02-11T09:00", "open", "attend room 1..21",
        "recuse 3 7 --interest income --law 'Gov. Code 87105'", "comment 7 --open", "comment 8 --open",
        "move 7 1 Adopt --class adopt", "second m1 2", "amend m1 4 'Another title' --file AMENDED",
        "withdraw m2 4", "roll m1 --rest aye", "continue 8 --to 2024-05-15", "adjourn", "minutes",
    ]  # fmt: skip
    for line in lines:
        answer = hall.do(line).answer
        assert answer.keys() == keys
        assert (answer["meeting"], answer["did"], answer["refused"]) == (MEETING, line.split()[0], None)
        assert answer["event"]
    refused = hall.clerk("approve gb/2024/0001").answer
    assert refused["event"] is None
    assert [one.keys() for one in refused["refused"]] == [{"code", "message", "citation", "hint"}]
    shown = json.loads(p20w(tmp_path, "meeting", "show", MEETING, "--format", "json").stdout)
    assert (shown["status"], shown["votes"][0]["arithmetic"]["says"]) == (
        "adjourned", "20 aye; 14 of 21 needed; quorum 11, 20 counted",
    )  # fmt: skip
    assert shown["due"] == ["have the minutes approved by a motion of class `minutes`, then `approve`"]
    listed = json.loads(p20w(tmp_path, "meeting", "list", "gb", "--format", "json").stdout)
    assert listed == [
        {"meeting": MEETING, "status": "adjourned", "kind": "regular", "start": f"{DAY}T10:00:00-08:00",
         "items": 3, "votes": 1}
    ]  # fmt: skip
    used = {line.split()[0] for line in lines} | {"approve", "show", "list", "cancel", "correct"}
    assert used == set(WORDS)


@pytest.mark.slow
@pytest.mark.parametrize("word", WORDS)
def test_every_word_tells_what_it_does(word: str, tmp_path: Path) -> None:
    told = p20w(tmp_path, "meeting", word, "--help")
    assert told.returncode == 0
    assert "--catalog" in told.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("show", "gb/2030-01-01"), ("show", "nothing"), ("list", "nobody"), ("open", MEETING, "--at", "noon"),
        ("plan", "nobody", f"{DAY}T10:00", "--place", "a", "--address", "b", "--clerk", "c"),
        ("plan", "gb", DAY, "--place", "a", "--address", "b", "--clerk", "c"),
        ("plan", "gb", f"{DAY}T10:00", "--place", "a", "--address", "b", "--clerk", " "),
        ("plan", "gb", f"{DAY}T10:00", "--place", "a", "--address", "b", "--clerk", "c", "--remote", "video"),
        ("open", MEETING, "--at", "0001-01-01T00:00"), ("open", MEETING, "--at", "9999-12-31T23:59"),
        ("open", "gb/0001-01-01", "--at", "10:00"), ("open", "gb/9999-12-31", "--at", "23:59"),
        ("plan", "gb", "9999-12-31T23:59", "--place", "a", "--address", "b", "--clerk", "c"),
        ("plan", "gb", "0001-01-01T00:00", "--place", "a", "--address", "b", "--clerk", "c"),
        ("comment", MEETING, "7", "--open", "--close"), ("comment", MEETING, "7"),
        ("comment", MEETING, "7", "--text", "Yes", "--minutes", "1000001"),
        ("agenda", MEETING, "7"), ("agenda", MEETING, "7", "Core", "--class", "action", "--proposal", "none"),
        ("vote", MEETING), (),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_ends_in_exit_code_2(words: tuple[str, ...], tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.do(f"plan gb 2024-01-17T10:00 {PLACE}")
    before = hall.contents()
    done = p20w(tmp_path, "meeting", *words)
    assert done.returncode == 2, done.stderr
    assert "fault" not in done.stderr
    assert hall.contents() == before


def test_a_folder_that_is_no_catalog_is_left_alone(tmp_path: Path) -> None:
    done = p20w(tmp_path, "meeting", "open", MEETING)
    assert done.returncode == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text, told",
    [
        ("2024-02-21T10:00", "2024-02-21T10:00:00-08:00"),
        ("2024-07-21 10:00:30", "2024-07-21T10:00:30-07:00"),
        ("2024-02-21T10:00Z", "2024-02-21T10:00:00+00:00"), ("2024-02-21", None), ("10:00", None),
    ],
)  # fmt: skip
def test_a_time_without_an_offset_is_los_angeles_time(text: str, told: str | None) -> None:
    found = read_moment(text)
    assert (found and found.isoformat()) == told


@pytest.mark.slow
def test_clerks_who_type_at_once_lose_nothing_and_stand_in_order(tmp_path: Path) -> None:
    hall, start = Hall(tmp_path), now() - timedelta(minutes=1)
    hall.meeting = f"gb/{start.date()}"
    hall.do(f"plan gb {start.isoformat()} --kind emergency {PLACE}", "agenda 7 Core --class information")
    hall.do(
        f"post {NOTICE} --at {(start - timedelta(hours=2)).isoformat()}", f"open --at {start.isoformat()}"
    )
    hall.do(f"comment 7 --open --at {start.isoformat()}")

    def note(number: int) -> int:
        words = ("comment", hall.meeting, "7", "--text", f"Number {number}", "--minutes", "1")
        return p20w(tmp_path, "meeting", *words).returncode

    with ThreadPoolExecutor(max_workers=8) as clerks:
        assert set(clerks.map(note, range(16))) == {0}
    comments = hall.document()["comments"]
    assert sorted(one["text"] for one in comments) == sorted(f"Number {number}" for number in range(16))
    assert [one["at"] for one in comments] == sorted(one["at"] for one in comments)
    assert not hall.errors()
