"""What is found in bodies: clashing and lapsing terms, wrong numbers of seats, majorities out of reach."""

from datetime import date
from typing import Any

import pytest

from catalog.records.finding import Finding
from catalog.rules.checks.bodies import body_findings
from catalog.store.reading import load_documents
from tests.board import BODY, Board

DAY = date(2026, 3, 1)


def found(board: Board, day: date = DAY) -> list[Finding]:
    """What is wrong with the board's body."""
    return list(body_findings(board.snapshot(), day))


def codes(board: Board, day: date = DAY) -> list[str]:
    """The codes of what is wrong with the board's body."""
    return [one.code for one in found(board, day)]


def term(seat: str = "seat.01", kind: str = "principal", **more: Any) -> dict[str, Any]:
    """Another term."""
    return {"seat": seat, "holder": "Another", "kind": kind, "from": "2026-01-01", **more}


def test_a_board_whose_seats_are_all_held_is_in_order() -> None:
    assert found(Board()) == []


def test_two_principals_of_one_seat_clash_on_the_days_they_share() -> None:
    board = Board()
    board.body["terms"].append(term())
    (one,) = found(board)
    assert (one.code, one.severity, one.file, one.at) == (
        "seat-held-twice",
        "error",
        BODY,
        ("terms", 21, "from"),
    )
    assert "from 2026-01-01" in one.message


def test_terms_that_follow_each_other_do_not_clash() -> None:
    board = Board()
    board.body["terms"][0]["through"] = "2025-12-31"
    board.body["terms"].append(term())
    assert found(board) == []
    board.body["terms"][0]["through"] = "2026-01-01"
    assert codes(board) == ["seat-held-twice"]


@pytest.mark.parametrize("kind", ["designee", "alternate", "acting"])
def test_another_capacity_does_not_clash_with_the_principal(kind: str) -> None:
    board = Board()
    board.body["terms"].append(term(kind=kind))
    assert found(board) == []


def test_a_seat_may_have_several_designees() -> None:
    board = Board()
    board.body["terms"] += [term(kind="designee"), term(kind="designee")]
    assert found(board) == []


def test_a_term_that_ends_before_it_begins_is_an_error() -> None:
    board = Board()
    board.body["terms"].append(term(through="2025-12-31"))
    assert codes(board) == ["seat-term-reversed"]


@pytest.mark.parametrize("kind", ["designee", "alternate"])
def test_a_seat_that_is_held_in_person_has_no_designee(kind: str) -> None:
    board = Board()
    board.body["terms"].append(term("seat.11", kind))
    (one,) = found(board)
    assert (one.code, one.citation) == ("seat-without-designee", "Educ. Code 10864(a)")


@pytest.mark.parametrize("seats", [20, 22])
def test_seats_listed_are_as_many_as_the_rules_of_the_day_say(seats: int) -> None:
    board = Board()
    board.rules["seats"] = seats
    (one,) = found(board)
    assert (one.code, one.severity, one.at) == ("seats-differ", "warning", ("rules", 0, "seats"))


def test_only_voting_seats_are_counted() -> None:
    board = Board()
    board.body["seats"].append({**board.body["seats"][0], "id": "seat.22", "voting": False})
    assert found(board) == []


def test_only_the_rules_of_the_day_are_compared() -> None:
    board = Board()
    board.body["rules"] = [{**board.rules, "seats": 19}, {**board.rules, "from": "2026-01-01"}]
    assert found(board) == []
    assert codes(board, date(2025, 12, 31)) == ["seats-differ"]


def test_of_a_body_that_lists_no_seats_nothing_is_counted() -> None:
    board = Board()
    board.body |= {"seats": [], "terms": []}
    board.meeting |= {"attendance": [], "motions": [], "votes": []}
    assert found(board) == []


@pytest.mark.parametrize(
    "through, soon",
    [("2026-02-28", False), ("2026-03-01", True), ("2026-05-30", True), ("2026-05-31", False)],
    ids=["over", "today", "in 90 days", "in 91 days"],
)
def test_a_seat_whose_term_ends_within_ninety_days_is_told(
    through: str, soon: bool
) -> None:  # a table of cases
    board = Board()
    board.body["terms"][0]["through"] = through
    assert codes(board) == (["seat-lapses-soon"] if soon else [])


def test_a_seat_that_somebody_takes_over_does_not_lapse() -> None:
    board = Board()
    board.body["terms"][0]["through"] = "2026-03-31"
    board.body["terms"].append(term(**{"from": "2026-04-01"}))
    assert found(board) == []


@pytest.mark.parametrize(
    "filled, base, expected",
    [
        (14, "authorized", []),
        (13, "authorized", ["adoption-out-of-reach"]),
        (13, "filled", []),
        (10, "filled", ["quorum-out-of-reach"]),
        (10, "authorized", ["quorum-out-of-reach", "adoption-out-of-reach"]),
    ],
)
def test_majorities_that_the_filled_seats_cannot_give_are_noted(
    filled: int, base: str, expected: list[str]
) -> None:
    board = Board()
    board.rules["membership_base"] = base
    board.body["terms"] = board.body["terms"][:filled]
    assert [(one.code, one.severity) for one in found(board)] == [(code, "note") for code in expected]


def test_where_no_terms_are_recorded_the_holders_are_not_known_and_nothing_is_said() -> None:
    board = Board()
    board.body["terms"] = []
    assert found(board) == []


def test_rules_that_begin_twice_on_one_day_cannot_be_read() -> None:
    board = Board()
    board.body["rules"] = [board.rules, {**board.rules, "seats": 19}]
    assert [one.code for one in load_documents(board.documents()).findings] == ["id-twice"]
