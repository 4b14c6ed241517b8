"""Notice, attendance, seats and quorum on a day and at a moment."""

from datetime import datetime

import pytest

from catalog.records.ids import SeatId
from catalog.records.meetings import Body, Meeting
from catalog.rules.meetings.on_the_floor import move_objections, vote_readiness_objections
from catalog.rules.meetings.open_meeting import (
    is_open_for_comment,
    meeting_objections,
    minutes_offered,
    needs_roll_call,
    notice_is_timely,
    vote_objections,
)
from catalog.rules.meetings.roll import (
    attendance_at,
    filled_seats,
    has_quorum,
    holders,
    presence_at,
    seats_that,
)
from tests.board import SEATS, Board, ballots, moment, motion

NOON = datetime.fromisoformat(moment("12:00"))


def records(board: Board) -> tuple[Body, Meeting]:
    snapshot = board.snapshot()
    (meeting,) = snapshot.meetings.values()
    return snapshot.bodies[meeting.body], meeting


@pytest.mark.parametrize(
    "posted, start, timely",
    [
        ("2026-02-08T23:59:59-08:00", "2026-02-18T00:00:00-08:00", True),
        ("2026-02-09T00:00:00-08:00", "2026-02-18T23:59:59-08:00", False),
        ("2026-03-05T12:00:00-08:00", "2026-03-15T09:00:00-07:00", True),
        ("2026-02-20T12:00:00-08:00", "2026-02-18T09:00:00-08:00", False),
        ("2026-02-09T07:59:59+00:00", "2026-02-18T10:00:00-08:00", True),
        ("2026-02-09T08:00:00+00:00", "2026-02-18T10:00:00-08:00", False),
        ("2026-02-08T23:59:59-12:00", "2026-02-18T10:00:00-08:00", False),
    ],
)
def test_days_of_notice_are_calendar_days(posted: str, start: str, timely: bool) -> None:  # a table of cases
    board = Board()
    board.notice["posted_at"], board.meeting["start"] = posted, start
    body, meeting = records(board)
    assert notice_is_timely(meeting, body.rules[0]) is timely


def test_a_body_may_ask_for_more_notice_than_the_law() -> None:
    board = Board()
    board.rules["notice_days"] = 12
    body, meeting = records(board)
    assert not notice_is_timely(meeting, body.rules[0])


def test_a_meeting_without_a_notice_is_not_noticed_in_time() -> None:
    board = Board()
    board.meeting["notice"] = None
    body, meeting = records(board)
    assert not notice_is_timely(meeting, body.rules[0])


@pytest.mark.parametrize(
    "interpreter, simultaneous, minutes", [(False, False, 2), (True, False, 4), (True, True, 2)]
)
def test_who_speaks_through_an_interpreter_has_twice_the_time(
    interpreter: bool,  # a table of cases
    simultaneous: bool,  # a table of cases
    minutes: int,
) -> None:
    assert minutes_offered(2, interpreter=interpreter, simultaneous=simultaneous) == minutes


def test_attendance_is_a_timeline_whatever_the_order_of_its_entries() -> None:
    board = Board()
    board.present(1, "left", at=moment("13:00"))
    board.present(1, "remote", at=moment("11:00"))
    board.present(3)
    _, meeting = records(board)
    first = SeatId("seat.01")
    clocks = ["10:00", "11:00", "12:59", "13:00"]
    seen = [presence_at(meeting, datetime.fromisoformat(moment(clock)))[first] for clock in clocks]
    assert seen == ["room", "remote", "remote", "left"]
    assert presence_at(meeting, datetime.fromisoformat(moment("09:59"))) == {}


def test_who_left_before_the_vote_is_not_part_of_the_quorum() -> None:
    board = Board()
    board.present(12)
    board.present(2, "left", at=moment("11:30"))
    body, meeting = records(board)
    early = attendance_at(body, meeting, item="7", at=datetime.fromisoformat(moment("11:00")))
    late = attendance_at(body, meeting, item="7", at=NOON)
    assert (has_quorum(early, 11), has_quorum(late, 11)) == (True, False)


def test_a_recusal_counts_for_its_item_once_it_is_stated() -> None:
    board = Board()
    board.present(12)
    recusal = {"seat": "seat.02", "item": "7", "interest": "income", "law": "Gov. Code 87105"}
    board.meeting["recusals"] = [{**recusal, "stated_at": moment("11:00")}]
    board.present(1, "recused", first=2, at=moment("11:30"))
    body, meeting = records(board)

    def counting(item: str, clock: str) -> int:
        found = attendance_at(body, meeting, item=item, at=datetime.fromisoformat(moment(clock)))
        assert len(found.present) == 12
        return len(found.counting)

    assert [
        counting("7", "10:30"),
        counting("7", "11:00"),
        counting("8", "11:00"),
        counting("7", "12:00"),
    ] == [
        12,
        11,
        12,
        10,
    ]


def test_seats_are_filled_by_terms_of_the_day() -> None:
    board = Board()
    board.body["terms"][0] |= {"through": "2026-02-17"}
    board.body["terms"][1] |= {"through": "2026-02-18"}
    board.body["terms"][2] |= {"from": "2026-02-19"}
    body, _ = records(board)
    assert not {"seat.01", "seat.03"} & filled_seats(body, NOON.date())
    assert len(filled_seats(body, NOON.date())) == 19
    assert [term.holder for term in holders(body, SeatId("seat.02"), day=NOON.date())] == [
        "Member of seat.02"
    ]


def test_each_abstention_is_named() -> None:
    board = Board()
    board.vote(ballots(aye=13, no=1, abstain=7))
    _, meeting = records(board)
    assert seats_that(meeting.votes[0], "abstain") == tuple(SEATS[14:])


def test_a_member_at_any_other_place_makes_every_vote_a_roll_call() -> None:
    for place, needed in [
        ("room", False),
        ("remote", True),
        ("remote-accommodation", True),
        ("other-public-place", True),
    ]:
        board = Board()
        board.present(1, place)
        assert needs_roll_call(records(board)[1], NOON) is needed


def test_a_member_who_takes_part_from_elsewhere_later_does_not_undo_a_voice_vote() -> None:
    board = Board()
    board.present(1, "remote", at=moment("13:00"))
    _, meeting = records(board)
    clocks = ["12:59", "13:00", "14:00"]
    assert [needs_roll_call(meeting, datetime.fromisoformat(moment(clock))) for clock in clocks] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "roll, refused",
    [
        ({"aye": 21}, False), ({"aye": 20, "recused": 1}, False), ({"aye": 20, "absent": 1}, False),
        ({"aye": 20, "no": 1}, True), ({"aye": 20, "abstain": 1}, True),
    ],
)  # fmt: skip
def test_one_objection_ends_unanimous_consent(roll: dict[str, int], *, refused: bool) -> None:
    for method in ("unanimous-consent", "voice"):
        board = Board()
        board.vote(ballots(**roll), method=method)
        body, meeting = records(board)
        objections = vote_objections(body, meeting, vote=meeting.votes[0], at=("votes", 0))
        told = "consent-not-unanimous" in [one.code.id for one in objections]
        assert told is (refused and method == "unanimous-consent")


@pytest.mark.parametrize(
    "item_class, refused", [("closed", True), ("closed-litigation", True), ("action", False)]
)
def test_no_text_is_adopted_in_a_closed_session(item_class: str, *, refused: bool) -> None:
    board = Board()
    board.item["class"] = item_class
    told = ["proposal-in-closed-session"] if refused else []
    snapshot, (_, meeting) = board.snapshot(), records(board)
    for cls in ("adopt", "recommend"):
        made = move_objections(snapshot, meeting, item=meeting.agenda[0], motion_class=cls, at=NOON)
        assert [one.code.id for one in made] == told
    board.meeting["motions"].append(motion())
    snapshot, (_, meeting) = board.snapshot(), records(board)
    voted = vote_readiness_objections(snapshot, meeting, motion=meeting.motions[0], at=NOON)
    assert [one.code.id for one in voted if one.code.severity == "error"] == told


@pytest.mark.parametrize("kind", ["special", "emergency"])
@pytest.mark.parametrize(
    "item_class, refused", [("action", True), ("consent", True), ("report", True), ("information", False)]
)
def test_no_item_on_a_proposal_but_for_information_is_for_a_special_meeting(
    kind: str, item_class: str, *, refused: bool
) -> None:
    board = Board()
    board.meeting["meeting_kind"], board.item["class"] = kind, item_class
    codes = [one.code.id for one in meeting_objections(*records(board))]
    assert ("adoption-outside-regular-meeting" in codes) is refused


def test_comment_opens_before_the_vote() -> None:
    _, meeting = records(Board())
    (item,) = meeting.agenda
    opened = datetime.fromisoformat(moment("11:00"))
    assert is_open_for_comment(item, NOON)
    assert not is_open_for_comment(item, opened)


def test_a_vote_that_keeps_all_the_rules_meets_no_objection() -> None:
    board = Board()
    board.vote(ballots(aye=14, no=7))
    body, meeting = records(board)
    assert list(vote_objections(body, meeting, vote=meeting.votes[0], at=("votes", 0))) == []
