"""The laws of a tally, over all rolls."""

from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.records.decision_record import Arithmetic
from catalog.records.ids import SeatId
from catalog.records.meetings import Ballot, Body, Choice, Motion, Share
from catalog.rules.meetings.tally import needed_of, outcome_of, tally
from catalog.store.building_meetings import body as built
from tests.board import SEATS, Board, ballots, motion

DAY = date(2026, 2, 18)
CHOICES: list[Choice] = ["aye", "no", "abstain", "recused", "absent", "left"]
Roll = dict[SeatId, Ballot]
rolls = st.lists(st.sampled_from([*CHOICES, "aye", "no", None]), min_size=21, max_size=21).map(
    lambda choices: {
        SeatId(seat): Ballot(vote=choice, holder=None)
        for seat, choice in zip(SEATS, choices, strict=True)
        if choice is not None
    }
)
shares = st.builds(
    Share,
    fraction=st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1, 1)]),
    of=st.sampled_from(["membership", "present"]),
    more_than=st.booleans(),
)
bases = st.sampled_from(["authorized", "filled"])


def a_body(base: str = "authorized", *, filled: int = 21) -> Body:
    board = Board()
    board.rules["membership_base"] = base
    board.body["terms"] = board.body["terms"][:filled]
    return built(board.body)


def a_motion(cls: str = "adopt") -> Motion:
    made = motion(cls=cls)
    return Motion(
        id="m1", item="7", motion_class=cls, text=made["text"], mover=made["mover"], seconder=None,
        adopts=None, amends=None,
    )  # fmt: skip


def added(roll: Roll, *, cls: str = "adopt", body: Body | None = None) -> Arithmetic:
    counted = body or a_body()
    return tally(counted, counted.rules[0], motion=a_motion(cls), roll=roll, day=DAY)


def roll_of(**counts: int) -> Roll:
    return {SeatId(seat): Ballot(vote=b["vote"], holder=None) for seat, b in ballots(**counts).items()}


@given(roll=rolls, order=st.randoms(), base=bases, cls=st.sampled_from(["adopt", "procedural"]))
def test_the_order_of_the_roll_never_matters(roll: Roll, order: Random, base: str, cls: str) -> None:
    body = a_body(base)
    shuffled = list(roll.items())
    order.shuffle(shuffled)
    assert added(dict(shuffled), cls=cls, body=body) == added(roll, cls=cls, body=body)


@given(roll=rolls, base=bases, cls=st.sampled_from(["adopt", "procedural"]), seat=st.sampled_from(SEATS))
def test_one_more_no_never_adopts(roll: Roll, base: str, cls: str, seat: str) -> None:
    body = a_body(base)
    before = added(roll, cls=cls, body=body)
    assume(before.counted >= before.quorum)
    more: Roll = {**roll, SeatId(seat): Ballot(vote="no", holder=None)}
    if outcome_of(added(more, cls=cls, body=body)) == "adopted":
        assert outcome_of(before) == "adopted"


@given(roll=rolls, base=bases, filled=st.integers(1, 21))
def test_nothing_is_adopted_without_a_quorum_or_against_as_many(roll: Roll, base: str, filled: int) -> None:
    total = added(roll, body=a_body(base, filled=filled))
    if outcome_of(total) == "adopted":
        assert total.aye >= total.needed >= 1
        assert total.counted >= total.quorum
        assert total.aye != total.no


@given(roll=rolls)
def test_every_seat_is_counted_once(roll: Roll) -> None:
    total = added(roll)
    assert total.aye + total.no + total.abstain + total.recused + total.absent == 21
    assert total.counted == total.aye + total.no + total.abstain


@given(share=shares, members=st.integers(0, 100))
def test_what_is_needed_is_the_least_number_that_reaches_the_share(share: Share, members: int) -> None:
    needed = needed_of(share, members)
    reached = [
        n
        for n in range(1, 103)
        if (n > share.fraction * members if share.more_than else n >= share.fraction * members)
    ]
    assert needed == reached[0]


def test_nobody_adopts_nothing() -> None:
    assert outcome_of(added(roll_of(abstain=21), cls="procedural")) == "tied"
    assert added(roll_of(abstain=21), cls="procedural").needed == 1


def test_seats_without_a_vote_do_not_count() -> None:
    board = Board()
    board.body["seats"][0]["voting"] = False
    total = added(roll_of(aye=14), body=built(board.body))
    assert (total.aye, total.absent, outcome_of(total)) == (13, 7, "failed")


def test_a_body_that_records_no_holders_is_counted_by_its_authorized_seats() -> None:
    assert added(roll_of(aye=13), body=a_body("filled", filled=0)).of == 21


def test_whoever_left_is_absent() -> None:
    roll = roll_of(aye=14) | {SeatId("seat.21"): Ballot(vote="left", holder=None)}
    assert added(roll).absent == 7


@pytest.mark.parametrize(
    "counts, outcome", [({"aye": 6, "no": 5}, "adopted"), ({"aye": 6, "no": 4}, "failed")]
)
def test_a_procedural_motion_needs_more_than_half_of_those_who_vote_and_a_quorum(
    counts: dict[str, int], outcome: str
) -> None:
    total = added(roll_of(**counts), cls="procedural")
    assert (total.base, total.of) == ("present", sum(counts.values()))
    assert outcome_of(total) == outcome
