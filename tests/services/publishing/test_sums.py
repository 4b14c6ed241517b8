"""The sum of a vote in words."""

from fractions import Fraction

import pytest

from catalog.records.decision_record import Arithmetic
from catalog.records.meetings import Share
from catalog.services.publishing.sums import share_in_words, spelled_out


def total(*, aye: int, no: int, needed: int = 14, base: str = "authorized") -> Arithmetic:
    return Arithmetic(
        aye=aye, no=no, abstain=0, recused=0, absent=21 - aye - no, needed=needed, of=21, quorum=11,
        counted=aye + no, base=base, says="",
    )  # fmt: skip


@pytest.mark.parametrize(
    "aye,no,said",
    [
        (14, 7, "14 ayes are at least the 14 needed, so the motion carried."),
        (13, 0, "13 ayes are fewer than the 14 needed, so the motion failed."),
        (10, 10, "10 ayes and 10 noes are equal, a tie, so the motion did not carry."),
        (9, 1, "without a quorum nothing can be adopted, so the motion failed."),
    ],
)
def test_the_result_follows_from_the_figures(aye: int, no: int, said: str) -> None:
    assert spelled_out(total(aye=aye, no=no), None)[-1] == f"Result: {said}"


def test_the_base_of_the_count_is_named() -> None:
    share = Share(fraction=Fraction(2, 3), of="membership", more_than=False)
    said = spelled_out(total(aye=13, no=0, needed=13, base="filled"), share)
    assert said[2] == "To carry: 13 ayes needed of 21 filled seats, two thirds of the membership."


def test_an_unusual_share_is_said_as_a_fraction() -> None:
    assert share_in_words(Share(fraction=Fraction(5, 7), of="present", more_than=False)).startswith("5/7 of")
