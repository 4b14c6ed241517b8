"""Amendments, reconsideration and continuation: which text and which result count."""

import pytest

from catalog.store.canonical import digest
from tests.board import (
    AMENDED,
    AMENDED_EFFECT,
    AMENDMENT,
    MEETING,
    TEXT,
    Board,
    Doc,
    adopted,
    ballots,
    codes,
    found,
    motion,
    record_all,
    voted,
)


def test_an_amendment_carries_by_a_procedural_majority_and_the_main_motion_fails() -> None:
    board = Board()
    board.meeting["motions"].append(motion())
    board.vote(ballots(aye=11, no=10), AMENDMENT, at="13:00")
    board.vote(ballots(aye=11, no=10))
    record_all(board)
    said = [(d["outcome"], d["arithmetic"]["says"]) for d in board.decisions]
    assert said[0] == ("adopted", "11 aye; 11 of 21 needed; quorum 11, 21 counted")
    assert said[1] == ("failed", "11 aye; 14 of 21 needed; quorum 11, 21 counted")
    assert found(board) == []
    assert adopted(board.snapshot()) == []


def amended(effect: Doc | None, *, carried: bool = True) -> Board:
    """A main motion adopted by 15 after an amendment; the record has that effect."""
    board = Board()
    board.meeting["motions"].append(motion())
    board.vote(ballots(aye=15 if carried else 6, no=6 if carried else 15), AMENDMENT, at="13:00")
    board.vote(ballots(aye=15, no=6))
    record_all(board)
    if effect is not None:
        board.decisions[1]["effects"] = [effect]
    return board


def test_the_adopted_text_is_the_carried_amendment_s() -> None:
    board = amended(AMENDED_EFFECT)
    assert found(board) == []
    assert adopted(board.snapshot()) == [digest(AMENDED)]


@pytest.mark.parametrize("effect, carried", [(None, True), (AMENDED_EFFECT, False)])
def test_a_text_that_was_not_put_to_the_vote_is_not_adopted(
    effect: Doc | None, carried: bool
) -> None:  # a table of cases
    board = amended(effect, carried=carried)
    (wrong,) = found(board)
    assert (wrong.code, wrong.at) == ("not-the-text-voted-on", ("effects", 0, "to"))


def test_a_new_motion_on_the_carried_text_adopts_it() -> None:
    board = amended(AMENDED_EFFECT)
    board.meeting["motions"].append(motion("m3", adopts=digest(AMENDED)))
    board.meeting["votes"][1]["motion"] = "m3"
    assert found(board) == []


def test_an_amendment_to_an_amendment_that_falls_changes_nothing() -> None:
    board = Board()
    board.meeting["motions"] += [motion(), AMENDMENT]
    nested = motion("m3", "amend", amends="m2", adopts="sha256:" + "0" * 64)
    board.vote(ballots(aye=11, no=10), nested, at="12:30")
    board.vote(ballots(aye=10, no=11), AMENDMENT, at="13:00")
    board.vote(ballots(aye=15, no=6))
    assert found(record_all(board)) == []


def reconsidered(mover: str, *, second: Doc) -> Board:
    """An adoption 14-7, a motion to reconsider it that carries, and a second vote."""
    board = Board()
    board.vote(ballots(aye=14, no=7), at="12:00")
    board.vote(ballots(aye=15, no=6), motion("m9", "reconsider", mover=mover), at="13:00")
    board.vote(second)
    record_all(board)
    board.decisions[0]["effects"] = []
    return board


def test_a_member_of_the_prevailing_side_may_reconsider_and_the_second_result_governs() -> None:
    board = reconsidered("seat.01", second=ballots(aye=10, no=11))
    assert [d["outcome"] for d in board.decisions] == ["adopted", "adopted", "failed"]
    assert found(board) == []
    assert adopted(board.snapshot()) == []


def test_a_member_of_the_losing_side_may_not_reconsider() -> None:
    board = reconsidered("seat.21", second=ballots(aye=15, no=6))
    (refused,) = found(board)
    assert (refused.code, refused.at) == ("reconsider-not-prevailing", ("motions", 1, "mover"))
    assert refused.citation == "Robert's Rules sec. 36"


def test_a_result_that_was_reconsidered_has_no_effects() -> None:
    board = reconsidered("seat.01", second=ballots(aye=10, no=11))
    board.decisions[0]["effects"] = [{**AMENDED_EFFECT, "object": "group:core@1.0.0", "to": digest(TEXT)}]
    assert "result-reconsidered" in codes(board)


def test_a_motion_is_not_voted_on_again_without_reconsideration() -> None:
    board = Board()
    board.vote(ballots(aye=10, no=11), at="12:00")
    board.vote(ballots(aye=15, no=6))
    assert codes(record_all(board)) == ["voted-twice"]


def test_what_was_not_voted_on_cannot_be_reconsidered() -> None:
    board = Board()
    board.vote(ballots(aye=15, no=6), motion("m9", "reconsider"))
    assert codes(record_all(board)) == ["nothing-to-reconsider"]


def test_an_item_continued_to_the_next_meeting_is_on_its_agenda_with_its_own_notice() -> None:
    first, later = Board(), voted(aye=14, no=7)
    first.decide("continued", None, vote=None)
    first.decisions[0] |= {"id": "gb/2026/0009"}
    later.more["meetings/decisions/gb/2026/0009.yaml"] = first.decisions[0] | {
        "meeting": "gb/2026-01-21",
        "decided_on": "2026-01-21",
    }
    earlier = first.documents()[MEETING] | {"id": "gb/2026-01-21", "start": "2026-01-21T10:00:00-08:00"}
    earlier["notice"]["posted_at"] = "2026-01-09T10:00:00-08:00"
    later.more["meetings/gb/2026-01-21/meeting.yaml"] = earlier
    assert found(later) == []
    later.notice["posted_at"] = "2026-02-10T10:00:00-08:00"
    assert codes(later) == ["notice-late"]


def test_a_motion_to_continue_that_carried_may_be_recorded_as_continued() -> None:
    board = Board()
    board.vote(ballots(aye=12, no=9), motion("m2", "procedural", text="Continue the item"))
    record_all(board)
    board.decisions[0]["outcome"] = "continued"
    assert found(board) == []


def test_an_amendment_s_record_has_no_effects() -> None:
    board = amended(AMENDED_EFFECT)
    board.decisions[0]["effects"] = [AMENDED_EFFECT]
    assert "effects-of-another-motion" in codes(board)


def test_a_motion_that_adopts_a_text_cannot_pass_for_procedural() -> None:
    board = Board()
    board.vote(ballots(aye=11, no=10), motion(cls="procedural", adopts=digest(TEXT)))
    assert codes(record_all(board)) == ["motion-class"]
