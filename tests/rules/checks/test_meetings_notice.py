"""Notice, agenda, kinds of meeting, comment, and the base that a proposal was posted on."""

from datetime import date

import pytest

from catalog.records.codes.meeting_codes import MEETING_CODES
from catalog.rules.checks.meetings import findings
from catalog.store.canonical import digest
from tests.board import (
    AMENDED,
    DAY,
    Board,
    Doc,
    ballots,
    codes,
    found,
    moment,
    motion,
    record_all,
    voted,
    with_other_adoption,
)


@pytest.mark.parametrize("posted, expected", [("2026-02-09", ["notice-late"]), ("2026-02-08", [])])
def test_ten_days_of_notice_leave_out_the_first_and_count_the_last(posted: str, expected: list[str]) -> None:
    board = voted(aye=14)
    board.notice["posted_at"] = f"{posted}T23:59:00-08:00"
    assert codes(board) == expected


def test_a_body_cannot_give_itself_less_notice_than_the_law() -> None:
    board = voted(aye=14)
    board.rules["notice_days"] = 3
    board.notice["posted_at"] = "2026-02-14T08:00:00-08:00"
    assert codes(board) == ["notice-late"]


@pytest.mark.parametrize(
    "kind, least, code", [("special", 48, "special-notice-late"), ("emergency", 1, "emergency-notice-late")]
)
def test_special_and_emergency_meetings_have_their_own_notice(kind: str, least: int, code: str) -> None:
    board = Board()
    board.meeting["meeting_kind"] = kind
    board.item |= {"proposal": None, "title": "The roof"}
    board.notice["posted_at"] = {48: "2026-02-16T10:00:00-08:00", 1: f"{DAY}T09:00:00-08:00"}[least]
    assert codes(board) == []
    board.notice["posted_at"] = board.notice["posted_at"].replace(":00:00-", ":00:01-")
    assert codes(board) == [code]


def test_a_special_meeting_may_not_adopt_a_definition() -> None:
    board = Board()
    board.meeting["meeting_kind"] = "special"
    board.vote(ballots(aye=21), motion("m0", "procedural", text="Finding of hardship"), at="11:30")
    board.vote(ballots(aye=21))
    record_all(board)
    (refused,) = found(board)
    assert (refused.code, refused.at) == ("adoption-outside-regular-meeting", ("agenda", 0, "proposal"))
    assert "11125.4(a)" in str(refused.citation)


def test_a_special_meeting_without_its_finding_is_warned_of_with_an_unverified_citation() -> None:
    board = Board()
    board.meeting["meeting_kind"] = "special"
    board.item |= {"proposal": None, "title": "The roof"}
    board.vote(ballots(aye=21), motion("m0", "procedural", text="Fix the roof"))
    record_all(board)
    for decision in board.decisions:
        decision["proposal"] = None
    (warned,) = found(board)
    assert (warned.code, warned.severity) == ("special-finding", "warning")
    assert "citation was not verified" in warned.message


def test_an_emergency_meeting_votes_by_roll_call() -> None:
    board = Board()
    board.meeting["meeting_kind"] = "emergency"
    board.item |= {"proposal": None, "title": "The flood"}
    board.vote(ballots(aye=14, no=7), motion("m0", "procedural"), method="voice")
    record_all(board)
    board.decisions[0]["proposal"] = None
    assert codes(board) == ["roll-call-needed"]


@pytest.mark.parametrize("window", [None, {"opened_at": moment("14:00")}, {"opened_at": moment("14:30")}])
def test_the_public_speaks_before_the_vote(window: Doc | None) -> None:
    board = voted(aye=14, no=7)
    board.item["comment"] = window
    (refused,) = found(board)
    assert (refused.code, refused.severity, refused.citation) == (
        "comment-not-opened",
        "error",
        "Gov. Code 11125.7(a)",
    )
    assert "citation was not verified" in refused.message


@pytest.mark.parametrize("on, expected", [("2026-02-17", ["proposal-base-stale"]), ("2026-02-19", [])])
def test_a_vote_on_a_base_that_changed_after_posting_is_refused(on: str, expected: list[str]) -> None:
    assert codes(with_other_adoption(voted(aye=14, no=7), on)) == expected


def test_a_meeting_to_come_is_told_of_a_stale_base_as_of_the_day() -> None:
    board = with_other_adoption(Board(), "2026-02-10")
    board.meeting["status"] = "noticed"
    assert [f.code for f in findings(board.snapshot(), date(2026, 2, 9))] == []
    (stale,) = findings(board.snapshot(), date(2026, 2, 10))
    assert (stale.code, stale.at) == ("proposal-base-stale", ("agenda", 0, "proposal"))
    board.proposal["base"] = digest(AMENDED)
    assert found(board) == []


@pytest.mark.parametrize(
    "revisions, expected", [([], "agenda-not-as-posted"), (["DIGEST"], "agenda-revised")]
)
def test_an_agenda_stays_as_posted(revisions: list[str], expected: str) -> None:
    board = voted(aye=14, no=7)
    board.documents()
    board.item["title"] = "Adopt group core, and more"
    meeting = next(iter(board.snapshot().meetings.values()))
    board.notice["revisions"] = [
        text.replace("DIGEST", f"2026-02-10 {meeting.agenda_digest}") for text in revisions
    ]
    (changed,) = found(board)
    assert changed.code == expected
    assert changed.severity == ("warning" if revisions else "error")


def test_what_happens_to_an_item_in_the_meeting_does_not_change_the_agenda() -> None:
    board = voted(aye=14, no=7)
    board.documents()
    board.item["status"] = "heard"
    assert found(board) == []


@pytest.mark.parametrize(
    "item, code, severity",
    [
        ({"title": "word " * 21}, "item-not-brief", "warning"),
        ({"class": "closed", "title": "Litigation"}, "closed-item-without-law", "error"),
    ],
)
def test_an_item_is_described_as_the_law_asks(item: Doc, code: str, severity: str) -> None:
    board = Board()
    board.item |= {"proposal": None, **item}
    assert [(f.code, f.severity, f.at) for f in found(board)] == [(code, severity, ("agenda", 0, "title"))]


def test_a_closed_item_names_its_section_of_law() -> None:
    board = Board()
    board.item |= {"proposal": None, "class": "closed", "title": "Litigation (Gov. Code 11126(e))"}
    assert found(board) == []


def test_a_notice_has_a_contact_and_stands_at_all() -> None:
    board = Board()
    board.notice["contact"]["phone"] = " "
    assert [f.at for f in found(board)] == [("notice", "contact", "phone")]
    board.meeting["notice"] = None
    assert codes(board) == ["notice-missing"]
    board.meeting["status"] = "planned"
    assert found(board) == []


def test_a_motion_belongs_to_its_meeting_s_agenda_and_motions() -> None:
    board = Board()
    board.vote(ballots(aye=11, no=10), motion("m2", "amend", amends="m8", item="9"))
    record_all(board)
    assert {"unknown-motion", "not-on-agenda"} <= set(codes(board))


def test_nothing_is_voted_in_a_cancelled_meeting() -> None:
    board = voted(aye=14, no=7)
    board.meeting["status"] = "cancelled"
    assert codes(board) == ["vote-outside-meeting"]


def test_a_body_without_rules_on_the_day_cannot_be_judged() -> None:
    board = voted(aye=14, no=7)
    board.rules["from"] = "2026-02-19"
    assert set(codes(board)) == {"no-rules-that-day"}


def test_legacy_decisions_are_not_held_to_a_roll() -> None:
    assert found(with_other_adoption(Board(), "2026-02-20")) == []


def test_every_code_says_what_to_do_and_only_one_unverified_citation_refuses() -> None:
    assert all(code.help.endswith(".") and code.title.endswith(".") for code in MEETING_CODES.values())
    unread = {c.id for c in MEETING_CODES.values() if not c.verified and c.severity == "error"}
    assert unread == {"comment-not-opened"}


def test_a_description_of_twenty_words_is_brief() -> None:
    board = Board()
    board.item |= {"proposal": None, "title": " ".join(["word"] * 20)}
    assert found(board) == []


def test_a_special_meeting_may_hear_of_a_proposal_and_act_on_other_things() -> None:
    board = Board()
    board.meeting["meeting_kind"] = "special"
    board.item["class"] = "information"
    board.meeting["agenda"].append({**board.item, "number": "8", "class": "action", "proposal": None})
    assert found(board) == []


def test_an_item_with_a_proposal_is_action_that_a_special_meeting_may_not_take() -> None:
    board = Board()
    board.meeting["meeting_kind"] = "special"
    assert codes(board) == ["adoption-outside-regular-meeting"]


@pytest.mark.parametrize(
    "roll, codes_found",
    [({"aye": 14, "no": 7}, []), ({"aye": 13, "no": 8}, ["special-finding"]), ({"aye": 12, "absent": 9}, [])],
)
def test_the_finding_of_a_special_meeting_needs_two_thirds_or_all_of_fewer(
    roll: dict[str, int], codes_found: list[str]
) -> None:
    board = Board()
    board.meeting["meeting_kind"] = "special"
    board.item["proposal"] = None
    board.vote(ballots(**roll), motion("m0", "procedural", text="Finding of hardship"))
    record_all(board)
    board.decisions[0]["proposal"] = None
    assert codes(board) == codes_found


def test_a_vote_at_the_very_start_is_in_the_meeting() -> None:
    board = Board()
    board.item["comment"] = {"opened_at": moment("09:00")}
    board.vote(ballots(aye=14, no=7), at="10:00")
    assert found(record_all(board)) == []
