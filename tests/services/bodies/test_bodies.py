"""Bodies on a day, and terms recorded: added, or ended once; nothing that was voted is unmade."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import BadInput, NotFound
from catalog.records.ids import SeatId
from catalog.records.meetings import Term
from catalog.services.bodies.seating import SeatedTerm, end_term, seat_holder
from catalog.services.bodies.showing import BodySheet, list_bodies, show_body
from catalog.services.opening import open_snapshot
from catalog.services.refusing import Refused
from tests.board import BODY, DAY, Board, ballots, record_all
from tests.worlds import vocabulary, write

TODAY = date(2026, 3, 1)


def laid(board: Board, folder: Path) -> Path:
    """The board as a catalog in a folder."""
    write({**vocabulary(), **board.documents()}, folder)
    return folder


def a_term(seat: str = "seat.21", **more: Any) -> Term:
    """A principal's term from today on."""
    made: dict[str, Any] = {"holder": "Public member", "kind": "principal", "since": TODAY, "through": None}
    return Term(seat=SeatId(seat), **(made | more))


def shown(board: Board, on: date = TODAY) -> BodySheet:
    """The board's body on a day."""
    return show_body(board.snapshot(), "gb", on=on)


def codes(done: SeatedTerm | Refused) -> list[str]:
    """The codes of a refusal."""
    assert isinstance(done, Refused), done
    return [one.code for one in done.refusals]


def end(root: Path, seat: str, through: str, kind: str | None = None) -> SeatedTerm | Refused:
    """End a term of the board."""
    day = date.fromisoformat(through)
    return end_term(root, "gb", seat=SeatId(seat), through=day, kind=kind, today=TODAY)


def vacant_two() -> Board:
    """A board with two seats that nobody holds."""
    board = Board()
    board.body["terms"] = board.body["terms"][:19]
    return board


def test_vacancies_are_computed_for_the_day() -> None:
    board = vacant_two()
    sheet = shown(board)
    assert (sheet.filled, sheet.vacant) == (19, ("seat.20", "seat.21"))
    assert shown(board, date(2022, 1, 1)).filled == 0


def test_majorities_are_told_in_numbers_for_both_bases() -> None:
    for base, told in (("authorized", "14 of 21"), ("filled", "13 of 19")):
        board = vacant_two()
        board.rules["membership_base"] = base
        sheet = shown(board)
        document: Any = sheet.document()
        assert sheet.adopt is not None
        assert sheet.adopt.told() == told
        assert document["rules"]["quorum"] == 11
        assert document["rules"]["procedural"]["says"] == "more than 1/2 of the members present and voting"
        assert document["rules"]["comment_days"] == {"wording": 30, "compatible": 60, "breaking": 90}


def test_a_body_without_terms_has_holders_that_are_not_known() -> None:
    board = Board()
    board.body["terms"] = []
    sheet = shown(board)
    assert (sheet.filled, sheet.vacant, sheet.seats[0].vacant) == (None, (), None)


def test_meetings_to_come_and_past_are_told() -> None:
    board = Board()
    assert [meeting.id for meeting in shown(board).past] == [f"gb/{DAY}"]
    assert [meeting.id for meeting in shown(board, date(2026, 2, 1)).coming] == [f"gb/{DAY}"]
    assert shown(board, date(2020, 1, 1)).rules is None
    assert [sheet.body.id for sheet in list_bodies(board.snapshot(), on=TODAY)] == ["gb"]
    with pytest.raises(NotFound, match="there is no body `gv`"):
        show_body(board.snapshot(), "gv", on=TODAY)


def test_a_term_is_added_and_fills_the_seat(tmp_path: Path) -> None:
    root = laid(vacant_two(), tmp_path)
    done = seat_holder(root, "gb", term=a_term(), today=TODAY)
    assert isinstance(done, SeatedTerm)
    assert done.path == BODY
    snapshot = open_snapshot(root)
    assert show_body(snapshot, "gb", on=TODAY).vacant == ("seat.20",)
    assert snapshot.bodies[next(iter(snapshot.bodies))].terms[-1] == a_term()


def test_a_term_is_ended_once(tmp_path: Path) -> None:
    root = laid(Board(), tmp_path)
    done = end(root, "seat.01", "2026-06-30")
    assert isinstance(done, SeatedTerm)
    assert done.term.through == date(2026, 6, 30)
    assert codes(end(root, "seat.01", "2026-07-31")) == ["no-term-open"]
    assert show_body(open_snapshot(root), "gb", on=date(2026, 7, 1)).vacant == ("seat.01",)


def test_of_several_open_terms_the_kind_says_which_ends(tmp_path: Path) -> None:
    board = Board()
    board.body["terms"].append({**board.body["terms"][0], "kind": "designee"})
    root = laid(board, tmp_path)
    assert codes(end(root, "seat.01", "2026-06-30")) == ["several-terms-open"]
    done = end(root, "seat.01", "2026-06-30", "designee")
    assert isinstance(done, SeatedTerm)
    assert done.term.kind == "designee"


@pytest.mark.parametrize(
    "term, expected",
    [
        (a_term("seat.01"), ["seat-held-twice"]),
        (a_term("seat.11", kind="designee"), ["seat-without-designee"]),
        (a_term("seat.21", through=date(2026, 2, 1)), ["seat-term-reversed"]),
    ],
    ids=["held already", "no designee", "reversed"],
)
def test_a_term_that_clashes_is_refused_and_changes_no_byte(
    tmp_path: Path, term: Term, expected: list[str]
) -> None:
    root = laid(vacant_two(), tmp_path)
    before = (root / BODY).read_bytes()
    assert codes(seat_holder(root, "gb", term=term, today=TODAY)) == expected
    assert (root / BODY).read_bytes() == before


def test_a_term_is_not_ended_before_a_vote_that_its_holder_cast(tmp_path: Path) -> None:
    board = Board()
    board.vote(ballots(aye=14, no=7))
    root = laid(record_all(board), tmp_path)
    assert codes(end(root, "seat.01", "2026-02-17")) == ["vacant-seat-votes"]
    assert isinstance(end(root, "seat.01", DAY), SeatedTerm)


def test_a_seat_is_not_filled_in_retrospect_where_a_count_would_change(tmp_path: Path) -> None:
    board = vacant_two()
    board.rules["membership_base"] = "filled"
    board.vote(ballots(aye=13, no=6))
    root = laid(record_all(board), tmp_path)
    in_retrospect = a_term(since=date(2026, 1, 1))
    assert "arithmetic-differs" in codes(seat_holder(root, "gb", term=in_retrospect, today=TODAY))
    assert isinstance(seat_holder(root, "gb", term=a_term(), today=TODAY), SeatedTerm)


def test_what_cannot_be_asked_is_an_error(tmp_path: Path) -> None:
    root = laid(Board(), tmp_path)
    with pytest.raises(NotFound, match="has no seat `seat"):
        seat_holder(root, "gb", term=a_term("seat.99"), today=TODAY)
    with pytest.raises(BadInput, match="--holder is blank"):
        seat_holder(root, "gb", term=a_term(holder=" "), today=TODAY)
