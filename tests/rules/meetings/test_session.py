"""When a step may be taken, and what a step brings in that was not there before."""

from datetime import datetime, timedelta

import pytest

from catalog.records.meetings import Meeting
from catalog.rules.meetings.agendas import is_two_thirds
from catalog.rules.meetings.judging import judge
from catalog.rules.meetings.objections import object_to
from catalog.rules.meetings.on_the_floor import is_pending, pending_motions
from catalog.rules.meetings.session import STATES, earliest, state_objections, time_objections
from tests.board import Board, ballots, moment, motion

NOW = datetime.fromisoformat(moment("18:00"))
STATUSES = ("planned", "noticed", "open", "adjourned", "cancelled", "no-quorum")


def meeting_of(board: Board) -> Meeting:
    (found,) = board.snapshot().meetings.values()
    return found


def at(clock: str) -> datetime:
    return datetime.fromisoformat(moment(clock))


@pytest.mark.parametrize("step", STATES)
@pytest.mark.parametrize("status", STATUSES)
def test_a_step_is_taken_in_its_states_and_in_no_other(step: str, status: str) -> None:
    board = Board()
    board.meeting["status"] = status
    objections = list(state_objections(meeting_of(board), step))
    assert (objections == []) == (status in STATES[step])
    assert all(one.hint and one.code.severity == "error" for one in objections)


@pytest.mark.parametrize("step", ["agenda", "post", "revise", "open", "cancel"])
def test_what_was_for_the_time_before_is_answered_otherwise_once_the_meeting_is_open(step: str) -> None:
    board = Board()
    board.meeting["status"] = "open"
    (objection,) = state_objections(meeting_of(board), step)
    assert "is open" in objection.hint or "was opened" in objection.hint


@pytest.mark.parametrize("step", STATES)
def test_a_closed_record_takes_no_step(step: str) -> None:
    board = Board()
    board.meeting["minutes"] = {"status": "approved"}
    assert "minutes-final" in [one.code.id for one in state_objections(meeting_of(board), step)]


def test_a_step_stands_at_the_last_moment_or_after_it_and_a_vote_after_it() -> None:
    board = Board()
    assert earliest(meeting_of(board), "attend") == at("11:00")
    board.present(3, at=moment("12:00"))
    meeting = meeting_of(board)
    assert earliest(meeting, "move") == at("12:00")
    assert earliest(meeting, "roll") == at("12:00") + timedelta(seconds=1)
    board.vote(ballots(aye=3), at="13:00")
    assert earliest(meeting_of(board), "attend") == at("13:00") + timedelta(seconds=1)


@pytest.mark.parametrize(
    "step, clock, found",
    [
        ("attend", "10:59", ["time-backwards"]),
        ("attend", "11:00", []),
        ("roll", "11:00", ["time-backwards"]),
        ("attend", "18:05", []),
        ("attend", "18:06", ["time-to-come"]),
        ("agenda", "23:00", []),
    ],
)
def test_a_step_is_neither_of_the_past_nor_of_the_future(step: str, clock: str, found: list[str]) -> None:
    objections = time_objections(meeting_of(Board()), step, at=at(clock), now=NOW)
    assert [one.code.id for one in objections] == found


def test_only_what_a_step_brings_in_is_held_against_it() -> None:
    old = object_to("no-quorum", (), message="before")
    warned = object_to("not-seconded", (), message="new")
    new = object_to("no-quorum", (), message="new")
    judgement = judge([old], [old, warned, new])
    assert (judgement.refusing, judgement.warning) == ((new,), (warned,))
    assert judge([old], [old, old]).refusing == (old,)


def test_a_motion_is_pending_until_it_is_decided_or_falls() -> None:
    board = Board()
    amendment = motion("m2", "amend", amends="m1", adopts=None)
    board.meeting["motions"] += [motion(), amendment, motion("m3", "procedural")]
    body = board.snapshot().bodies["gb"]  # type: ignore[index]  # ids are text
    assert [one.id for one in pending_motions(body, meeting_of(board))] == ["m1", "m2", "m3"]
    board.vote(ballots(aye=14), at="13:00")
    assert [one.id for one in pending_motions(body, meeting_of(board))] == ["m3"]
    board.meeting["events"] = [{"event": "withdrawn", "at": moment("14:00"), "motion": "m3"}]
    assert pending_motions(body, meeting_of(board)) == ()


def test_an_amendment_falls_with_the_motion_it_amends() -> None:
    board = Board()
    board.meeting["motions"] += [motion(), motion("m2", "amend", amends="m1", adopts=None)]
    board.meeting["events"] = [{"event": "withdrawn", "at": moment("14:00"), "motion": "m1"}]
    meeting = meeting_of(board)
    body = board.snapshot().bodies["gb"]  # type: ignore[index]  # ids are text
    assert not any(is_pending(body, meeting, one) for one in meeting.motions)


def test_a_motion_is_before_the_body_again_once_it_is_reconsidered() -> None:
    board = Board()
    board.vote(ballots(aye=14, no=7), at="13:00")
    board.vote(ballots(aye=21), on=motion("m2", "reconsider", mover="seat.03"), at="13:30")
    body = board.snapshot().bodies["gb"]  # type: ignore[index]  # ids are text
    assert [one.id for one in pending_motions(body, meeting_of(board))] == ["m1"]
    board.vote(ballots(aye=13, no=8), at="14:00")
    assert pending_motions(body, meeting_of(board)) == ()


@pytest.mark.parametrize(
    "ayes, counted, enough",
    [(14, 21, True), (13, 21, False), (13, 13, True), (12, 13, False), (13, 14, False)],
)
def test_two_thirds_or_all_where_fewer_are_there(ayes: int, counted: int, *, enough: bool) -> None:
    assert is_two_thirds(21, ayes=ayes, counted=counted) is enough
