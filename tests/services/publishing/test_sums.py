"""The sum of a vote, as figures, as blocks, and in the words of a page."""

import re
from pathlib import Path

import pytest

from catalog.records.decision_record import Arithmetic
from catalog.services.publishing.publishing import publish
from catalog.services.publishing.sums import SumView
from tests.board import DAY, Board, ballots, motion, record_all
from tests.services.publishing.sites import write_catalog


def total(*, aye: int, no: int, base: str = "authorized", of: int = 21) -> Arithmetic:
    return Arithmetic(
        aye=aye, no=no, abstain=1, recused=1, absent=1, needed=14, of=of, quorum=11,
        counted=aye + no + 1, base=base, says="",
    )  # fmt: skip


def page_of(tmp_path: Path, board: Board, **cast: int) -> str:
    """Return the words of the page of a meeting with one vote."""
    board.vote(ballots(**cast), motion(), at="14:00")
    record_all(board)
    write_catalog(tmp_path / "catalog", board.documents())
    publish(tmp_path / "catalog", tmp_path / "site")
    page = (tmp_path / f"site/meetings/gb/{DAY}.html").read_text()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.slow
@pytest.mark.parametrize(
    "aye,no,absent,said",
    [
        (14, 7, 0, "14 ayes are at least the 14 needed, so the motion carried."),
        (13, 0, 8, "13 ayes are fewer than the 14 needed, so the motion failed."),
        (10, 10, 1, "10 ayes and 10 noes are equal, a tie, so the motion did not carry."),
        (9, 1, 11, "without a quorum nothing can be adopted, so the motion failed."),
    ],
)
def test_the_result_follows_from_the_figures(
    tmp_path: Path, aye: int, no: int, absent: int, said: str
) -> None:
    assert f"Result: {said}" in page_of(tmp_path, Board(), aye=aye, no=no, absent=absent)


@pytest.mark.slow
def test_the_base_and_the_share_are_named_also_an_unusual_share(tmp_path: Path) -> None:
    board = Board()
    board.body["rules"][0]["thresholds"]["adopt"] = {"fraction": "5/7", "of": "membership"}
    page = page_of(tmp_path, board, aye=16, no=5)
    assert "To carry: 15 ayes needed of 21 authorized seats, 5/7 of the membership." in page


def test_each_seat_is_a_block_and_the_ayes_come_first() -> None:
    blocks = SumView(total=total(aye=12, no=4), share=None).blocks
    assert blocks == ("aye",) * 12 + ("no",) * 4 + ("abstain", "recused", "absent", "vacant", "vacant")


def test_seats_that_nobody_holds_are_drawn_where_all_authorized_seats_are_the_base() -> None:
    assert "vacant" not in SumView(total=total(aye=12, no=4, base="present", of=16), share=None).blocks


def test_a_body_too_large_to_be_drawn_is_not_drawn() -> None:
    assert SumView(total=total(aye=10**9, no=4), share=None).blocks == ()
