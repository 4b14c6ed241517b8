"""The records that follow from a meeting, and that the check of meetings never objects to them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import BadInput
from catalog.records.decision_record import DecisionRecord
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.record_wording import LONGEST_TITLE
from catalog.rules.meetings.recording import records_of
from catalog.rules.meetings.voted import decision_objections
from catalog.store.building_meetings import decision
from catalog.store.canonical import digest
from catalog.store.decision_documents import document_of
from tests.board import AMENDED, AMENDMENT, DAY, SEATS, TEXT, TODAY, Board, ballots, codes, moment, motion

Doc = dict[str, Any]


def recorded(board: Board, first: int = 1) -> tuple[DecisionRecord, ...]:
    """The records of the board's meeting."""
    snapshot = board.snapshot()
    (meeting,) = snapshot.meetings.values()
    return records_of(snapshot, meeting, recorded_on=TODAY, first_serial=first)


def filed(board: Board) -> Board:
    """The board with the records of its meeting among its decisions."""
    board.decisions.extend(document_of(record) for record in recorded(board))
    return board


def happened(board: Board, event: str, at: str = "15:00", **more: Any) -> None:
    """Note an event of the meeting."""
    board.meeting.setdefault("events", []).append({"event": event, "at": moment(at), **more})


def voted(**roll: int) -> Board:
    """A board that voted so on the posted text."""
    board = Board()
    board.vote(ballots(**roll))
    return board


def test_a_motion_that_carries_adopts_the_posted_text() -> None:
    (record,) = recorded(voted(aye=14, no=7), first=14)
    assert (record.id, record.outcome, record.vote) == ("gb/2026/0014", "adopted", "v1")
    assert (record.title, record.proposal, record.decided_on) == (
        "Adopt group core 1.0.0",
        "prop-1",
        date.fromisoformat(DAY),
    )
    (effect,) = record.effects
    assert (effect.op, str(effect.object), effect.was, effect.became, effect.effective) == (
        "adopt",
        "group:core@1.0.0",
        None,
        digest(TEXT),
        date.fromisoformat(DAY),
    )
    assert record.dissent == tuple(SEATS[14:])
    assert record.recorded_on == TODAY
    assert record.summary["en"].text == (
        "Carried with 14 aye, 7 no, 0 abstaining, 0 recused, 0 absent; 14 of 21 authorized seats needed; "
        "quorum 11, 21 counted; group:core@1.0.0 is adopted, effective 2026-02-18."
    )


@pytest.mark.parametrize(
    "roll, outcome, words",
    [
        ({"aye": 10, "no": 10, "absent": 1}, "tied", "Tied with 10 aye, 10 no"),
        ({"aye": 13, "absent": 8}, "failed", "Failed with 13 aye, 0 no"),
        ({"aye": 13, "no": 1, "abstain": 7}, "failed", "7 abstaining (seat.15, seat.16, seat.17, "),
        ({"aye": 9, "recused": 2, "absent": 10}, "failed", "Failed for want of a quorum with 9 aye"),
    ],
)
def test_a_motion_that_does_not_carry_has_a_record_without_effects(
    roll: dict[str, int],
    outcome: str,
    words: str,
) -> None:
    (record,) = recorded(voted(**roll))
    assert (record.outcome, record.effects) == (outcome, ())
    assert words in record.summary["en"].text


def test_with_two_seats_vacant_thirteen_ayes_carry_only_by_filled_seats() -> None:
    for base, outcome, words in (
        ("authorized", "failed", "14 of 21 authorized seats needed"),
        ("filled", "adopted", "13 of 19 filled seats needed"),
    ):
        board = Board()
        board.rules["membership_base"] = base
        board.body["terms"] = board.body["terms"][:19]
        board.vote(ballots(aye=13, no=6))
        (record,) = recorded(board)
        assert record.outcome == outcome
        assert words in record.summary["en"].text


def test_the_day_that_a_proposal_asks_for_is_the_effective_day_unless_the_vote_is_later() -> None:
    for wanted, effective in (("2026-07-01", "2026-07-01"), ("2026-01-01", DAY)):
        board = voted(aye=14)
        board.proposal["effective"] = wanted
        assert str(recorded(board)[0].effects[0].effective) == effective


def test_an_amendment_that_carried_makes_its_text_the_one_adopted() -> None:
    board = Board()
    board.meeting["motions"] = [motion(), AMENDMENT]
    board.vote(ballots(aye=11, no=10), on=AMENDMENT, at="13:00")
    board.vote(ballots(aye=15, no=6), at="14:00")
    amended, adopted = recorded(board)
    assert (amended.outcome, amended.effects) == ("adopted", ())
    assert amended.title == "Amend the motion on item 7: Adopt group core 1.0.0"
    assert [(str(e.object), e.became) for e in adopted.effects] == [("group:core@1.1.0", digest(AMENDED))]


def test_an_amended_text_that_the_catalog_does_not_hold_cannot_be_recorded() -> None:
    board = Board()
    lost = motion("m2", "amend", amends="m1", adopts="sha256:" + "0" * 64)
    board.meeting["motions"] = [motion(), lost]
    board.vote(ballots(aye=15), on=lost, at="13:00")
    board.vote(ballots(aye=15), at="14:00")
    with pytest.raises(BadInput, match="is no version of group `core`"):
        recorded(board)


def test_a_result_that_was_reconsidered_is_recorded_and_has_no_effects() -> None:
    board = Board()
    board.vote(ballots(aye=14, no=7), at="13:00")
    board.vote(ballots(aye=12, no=9), on=motion("m2", "reconsider"), at="13:30")
    board.vote(ballots(aye=13, no=8), at="14:00")
    first, again, second = recorded(board)
    assert (first.outcome, first.effects) == ("adopted", ())
    assert "reconsidered later in the meeting" in first.summary["en"].text
    assert again.title == "Reconsider item 7: Adopt group core 1.0.0"
    assert second.outcome == "failed"


def test_a_retirement_takes_out_the_version_it_names() -> None:
    board = voted(aye=14)
    board.proposal |= {"change": "retire", "base": digest(TEXT)}
    (effect,) = recorded(board)[0].effects
    assert (effect.op, str(effect.object), effect.was, effect.became) == (
        "retire",
        "group:core@1.0.0",
        digest(TEXT),
        None,
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda board: board.body.update(classification="advisory"),
        lambda board: board.rules.update(may_adopt=["element"]),
        lambda board: board.item.update(proposal=None),
    ],
    ids=["an advisory body", "another kind of text", "no proposal"],
)
def test_a_body_that_may_not_adopt_recommends(change: Any) -> None:
    board = voted(aye=21)
    change(board)
    (record,) = recorded(board)
    assert (record.outcome, record.effects) == ("adopted", ())


def test_an_advisory_body_s_record_says_that_it_adopts_nothing() -> None:
    board = voted(aye=21)
    board.body["classification"] = "advisory"
    text = recorded(board)[0].summary["en"].text
    assert text.startswith("Recommended with 21 aye")
    assert text.endswith("an advisory body adopts nothing.")


def test_a_motion_withdrawn_is_recorded_without_a_vote() -> None:
    board = Board()
    board.meeting["motions"] = [motion()]
    happened(board, "withdrawn", motion="m1")
    (record,) = recorded(board)
    assert (record.outcome, record.vote, record.arithmetic, record.item) == ("withdrawn", None, None, "7")
    assert record.title == "Motion withdrawn on item 7: Adopt group core 1.0.0"
    assert record.summary["en"].text == "Withdrawn without a vote on item 7; nothing is decided."


def test_an_item_continued_without_a_vote_is_recorded_so() -> None:
    board = Board()
    happened(board, "continued", item="7", to="gb/2026-03-18")
    (record,) = recorded(board)
    assert (record.outcome, record.vote, record.proposal) == ("continued", None, "prop-1")
    assert "continued to gb/2026-03-18 without a vote" in record.summary["en"].text


@pytest.mark.parametrize("more", [{"item": "7", "motion": "m2"}, {"item": "7"}, {"motion": "m2"}])
def test_an_item_continued_by_a_vote_has_one_record_with_its_count(more: Doc) -> None:
    board = Board()
    board.vote(ballots(aye=12, no=9), on=motion("m2", "continue"))
    happened(board, "continued", **more)
    (record,) = recorded(board)
    assert (record.outcome, record.vote) == ("continued", "v1")
    assert record.arithmetic is not None
    assert record.summary["en"].text.startswith("Continued with 12 aye, 9 no")


def test_a_motion_to_continue_that_fails_continues_nothing() -> None:
    board = Board()
    board.vote(ballots(aye=9, no=12), on=motion("m2", "continue"))
    assert [record.outcome for record in recorded(board)] == ["failed"]


def test_records_stand_in_the_order_of_what_happened() -> None:
    board = Board()
    board.meeting["motions"] = [motion("m2", "procedural")]
    happened(board, "withdrawn", at="13:00", motion="m2")
    board.vote(ballots(aye=14), at="14:00")
    happened(board, "continued", at="15:00", item="7")
    assert [(r.id, r.outcome) for r in recorded(board, first=9)] == [
        ("gb/2026/0009", "withdrawn"),
        ("gb/2026/0010", "adopted"),
        ("gb/2026/0011", "continued"),
    ]


def test_a_meeting_in_which_nothing_was_decided_has_no_records() -> None:
    assert recorded(Board()) == ()


def test_the_numbers_of_a_year_can_be_used_up() -> None:
    with pytest.raises(BadInput, match="no decision number left in 2026"):
        recorded(voted(aye=14), first=10_000)


@pytest.mark.parametrize(
    "break_it, words",
    [
        (lambda board: board.meeting["motions"].clear(), "which is no motion of"),
        (lambda board: board.meeting["motions"][0].update(item="8"), "which is no item of the agenda"),
        (lambda board: board.rules.update({"from": "2026-03-01"}), "has no rules on 2026-02-18"),
    ],
    ids=["no motion", "no item", "no rules"],
)
def test_what_the_meeting_leaves_open_is_not_recorded(break_it: Any, words: str) -> None:
    board = voted(aye=14)
    break_it(board)
    with pytest.raises(BadInput, match=words):
        recorded(board)


def test_an_illustrative_meeting_makes_illustrative_records() -> None:
    board = voted(aye=14)
    board.meeting["provenance"] = {"status": "illustrative", "source": "Made up."}
    provenance = recorded(board)[0].provenance
    assert provenance is not None
    assert provenance.status == "illustrative"


def test_a_long_title_is_cut_at_a_word() -> None:
    board = voted(aye=14)
    board.item["title"] = "Adopt " + "a very long title " * 20
    title = recorded(board)[0].title
    assert len(title) <= LONGEST_TITLE
    assert title.endswith(("long...", "very...", "title...", "a..."))


rolls = st.lists(
    st.sampled_from(["aye", "aye", "aye", "no", "abstain", "absent"]), min_size=21, max_size=21
).map(lambda votes: {seat: {"vote": vote} for seat, vote in zip(SEATS, votes, strict=True)})
classes = st.sampled_from(["adopt", "procedural", "continue", "reconsider", "amend"])


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """A meeting with motions of any class, votes on them in any number, events, and rules of any kind."""
    board = Board()
    board.rules["membership_base"] = draw(st.sampled_from(["authorized", "filled"]))
    board.rules["may_adopt"] = draw(st.sampled_from([["group"], ["element"]]))
    board.body["classification"] = draw(st.sampled_from(["governing", "governing", "advisory", "committee"]))
    board.proposal["change"] = draw(st.sampled_from(["new", "retire"]))
    board.proposal["effective"] = draw(st.sampled_from([None, "2026-01-01", "2026-07-01"]))
    board.item["proposal"] = draw(st.sampled_from(["prop-1", "prop-1", "prop-1", None]))
    board.present(21)
    retires = board.proposal["change"] == "retire"
    for number, cls in enumerate(draw(st.lists(classes, max_size=5)), start=2):
        amends = {"amends": "m1", "adopts": None if retires else digest(AMENDED)} if cls == "amend" else {}
        board.meeting["motions"].append(motion(f"m{number}", cls, **amends))
    moved = [motion(), *board.meeting["motions"]]
    board.meeting["motions"] = moved
    at = datetime.fromisoformat(moment("12:00"))
    for one in draw(st.lists(st.sampled_from(moved), max_size=6)):
        at += timedelta(minutes=draw(st.integers(0, 500)))
        board.vote(draw(rolls), on=one, at="12:00") | {"at": at.isoformat()}
        board.meeting["votes"][-1]["at"] = at.isoformat()
    for event in draw(st.lists(st.sampled_from(["continued", "withdrawn"]), max_size=2)):
        named = {"motion": draw(st.sampled_from(moved))["id"]}
        happened(board, event, **draw(st.sampled_from([named, {"item": "7"}, {"item": "7", **named}])))
    return board


def objected(snapshot: Snapshot, made: tuple[DecisionRecord, ...]) -> list[str]:
    """The codes with which the check of meetings objects to decision records."""
    return [objection.code.id for record in made for objection in decision_objections(snapshot, record)]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(board=boards())
def test_no_record_meets_an_objection(board: Board) -> None:
    made = recorded(board)
    assert objected(filed(board).snapshot(), made) == []
    assert {record.vote for record in made} - {None} == {vote["id"] for vote in board.meeting["votes"]}
    assert "decision-missing" not in codes(board)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(board=boards())
def test_a_record_s_document_is_the_record_again(board: Board) -> None:
    made = recorded(board)
    assert tuple(decision(document_of(record)) for record in made) == made
