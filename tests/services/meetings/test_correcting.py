"""A clerk's slip is mended by an edit and a reason; nothing else that was edited by hand is written on."""

from pathlib import Path
from typing import Any

import pytest

from tests.sittings import FILE, MEETING, Hall

WHY = "correct --reason 'The clerk mistyped a name.'"


def edited(hall: Hall, **changed: Any) -> None:
    """Change the meeting's record by hand, and leave its seal as it was."""
    hall.write({FILE: hall.document() | changed})


def test_a_record_that_was_edited_by_hand_is_taken_with_a_reason(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    edited(hall, clerk="The clerk of the board")
    assert hall.clerk("roll m1 --rest aye").exit_code == 2
    assert [one.code for one in hall.errors()] == ["edited-by-hand"]
    said = hall.do(WHY)
    assert said.answer["event"]["event"] == "corrected"
    event = hall.document()["events"][-1]
    assert (event["event"], event["reason"]) == ("corrected", "The clerk mistyped a name.")
    hall.do("roll m1 --rest aye", "adjourn")
    assert not hall.errors()


def test_a_record_without_its_seal_is_not_written_on_until_it_is_corrected(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.write({FILE: {key: value for key, value in hall.document().items() if key != "seal"}})
    said = hall.clerk("roll m1 --rest aye")
    assert said.exit_code == 2
    assert "p20w meeting correct" in said.stderr
    assert [one.code for one in hall.errors()] == ["seal-missing"]
    hall.do(WHY)
    assert not hall.errors()


def test_there_is_nothing_to_correct_where_nothing_was_edited(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    assert hall.refuses(WHY) == ["nothing-to-correct"]


@pytest.mark.parametrize("end", ["adjourn", "cancel"])
def test_a_record_that_is_over_is_put_back_and_not_corrected(tmp_path: Path, end: str) -> None:
    hall = Hall(tmp_path).noticed() if end == "cancel" else Hall(tmp_path).moved()
    hall.do(*(["cancel --reason Rain"] if end == "cancel" else ["roll m1 --rest aye", "adjourn"]))
    edited(hall, clerk="The clerk of the board")
    assert hall.refuses(WHY) == ["record-final"]
    said = hall.clerk(WHY)
    assert "new vote" in said.answer["refused"][0]["hint"]


@pytest.mark.parametrize(
    "key, code",
    [
        ("agenda", "agenda-not-as-posted"),
        ("notice", "notice-differs"),
        ("start", "notice-differs"),
        ("votes", "comment-not-opened"),
    ],
)
def test_a_correction_is_judged_whole(tmp_path: Path, key: str, code: str) -> None:
    hall = Hall(tmp_path).moved()
    document = hall.document()
    roll = {f"seat.{number:02d}": {"vote": "aye"} for number in range(1, 22)}
    vote = {
        "id": "v1",
        "motion": "m1",
        "at": "2024-02-21T10:02:00-08:00",
        "method": "roll-call",
        "roll": roll,
    }
    changes: dict[str, Any] = {
        "agenda": [document["agenda"][0] | {"title": "Something else"}],
        "notice": document["notice"] | {"posted_at": "2024-02-01T17:00:00-08:00"},
        "start": "2024-02-21T09:00:00-08:00",
        "votes": [vote],
    }
    edited(hall, **{key: changes[key]})
    assert code in hall.refuses(WHY)


def test_a_notice_is_not_brought_in_by_a_correction(tmp_path: Path) -> None:
    hall = Hall(tmp_path).noticed()
    document = hall.document()
    (tmp_path / "meetings/log/leaves.jsonl").unlink()
    edited(hall, clerk="The clerk of the board")
    assert hall.refuses(WHY) == ["notice-differs"]
    assert document["id"] == MEETING
