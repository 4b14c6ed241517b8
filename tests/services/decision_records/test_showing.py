"""A decision record spelled out, and decisions found."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import NotFound
from catalog.rules.meetings.recording import records_of
from catalog.services.decision_records.finding import Wanted, records_wanted
from catalog.services.decision_records.showing import DecisionSheet, show_decision
from catalog.store.decision_documents import document_of
from catalog.store.log import LEAVES
from tests.board import AMENDED, AMENDMENT, DAY, Board, ballots, motion
from tests.canonical import digest


def shown(board: Board, root: Path, id: str = "gb/2026/0001") -> DecisionSheet:
    """A decision of the board, spelled out."""
    return show_decision(root, board.snapshot(), id=id)


def filed(board: Board) -> Board:
    """The board with the records that follow from its meeting."""
    snapshot = board.snapshot()
    (meeting,) = snapshot.meetings.values()
    made = records_of(snapshot, meeting, recorded_on=date.fromisoformat(DAY), first_serial=1)
    board.decisions.extend(document_of(one) for one in made)
    return board


def amended() -> Board:
    """A board that amended a motion, and adopted it so."""
    board = Board()
    board.meeting["motions"] = [motion(seconder="seat.02"), AMENDMENT]
    board.vote(ballots(aye=11, no=10), on=AMENDMENT, at="13:00")
    board.vote(ballots(aye=15, no=4, abstain=1), at="14:00")
    return filed(board)


def test_the_vote_is_told_seat_by_seat_with_vacant_seats(tmp_path: Path) -> None:
    board = Board()
    board.body["terms"] = board.body["terms"][:20]
    board.vote(ballots(aye=14, no=2, abstain=1))
    seats = {seat.seat: seat.vote for seat in shown(filed(board), tmp_path).seats}
    assert [seats[f"seat.{number:02d}"] for number in (1, 15, 17, 18, 21)] == [
        "aye",
        "no",
        "abstain",
        "absent",
        "vacant",
    ]


def test_amendments_are_told_with_their_records(tmp_path: Path) -> None:
    document = shown(amended(), tmp_path, "gb/2026/0002").document()
    assert document["motion"]["seconder"] == "seat.02"
    (amendment,) = document["amendments"]
    assert (amendment["id"], amendment["decisions"]) == ("m2", [{"id": "gb/2026/0001", "outcome": "adopted"}])
    assert [effect["to"] for effect in document["effects"]] == [digest(AMENDED)]
    assert (document["meeting_state"], document["minutes"]) == ("adjourned", "none")


def test_the_record_stands_in_the_answer_as_it_is_filed(tmp_path: Path) -> None:
    board = amended()
    document = shown(board, tmp_path).document()
    assert {key: document[key] for key in board.decisions[0]} == board.decisions[0]


def test_what_came_after_it_is_told(tmp_path: Path) -> None:
    board = Board()
    board.vote(ballots(aye=14))
    filed(board)
    later: dict[str, Any] = {**board.decide("adopted", None, vote=None), "meeting": None, "item": None}
    later |= {"proposal": None, "legacy": {"source": "old", "note": "old"}, "decided_on": "2026-03-01"}
    effect = {"op": "adopt", "object": "group:core@1.1.0", "to": digest(AMENDED), "effective": "2026-04-01"}
    board.decisions[-1] = {**later, "effects": [effect]}
    (after,) = shown(board, tmp_path).document()["superseded_by"]
    assert after == {
        "decision": "gb/2026/0002",
        "op": "adopt",
        "object": "group:core@1.1.0",
        "effective": "2026-04-01",
    }
    assert shown(board, tmp_path, "gb/2026/0002").superseded_by == ()


def test_a_record_that_is_not_logged_says_so_and_a_damaged_log_is_told(tmp_path: Path) -> None:
    board = amended()
    assert shown(board, tmp_path).log.told() == "not in the transparency log"
    leaves = tmp_path / LEAVES
    leaves.parent.mkdir(parents=True)
    leaves.write_text("{}\n")
    assert shown(board, tmp_path).log.told().startswith("cannot be read: ")


def test_decisions_are_found_by_body_year_outcome_and_object() -> None:
    snapshot = amended().snapshot()

    def ids(**wanted: Any) -> list[str]:
        return [record.id for record in records_wanted(snapshot, Wanted(**wanted))]

    everything = ["gb/2026/0001", "gb/2026/0002"]
    assert ids() == ids(body="gb", year=2026, outcome="adopted") == everything
    assert ids(year=2025) == ids(outcome="failed") == ids(object="element:core") == []
    for named in ("core", "group:core", "core@1.1.0", "group:core@1.1.0"):
        assert ids(object=named) == ["gb/2026/0002"]
    with pytest.raises(NotFound, match="there is no body `bg`"):
        ids(body="bg")
