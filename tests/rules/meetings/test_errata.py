"""Errata: words of a record corrected, and never what was decided."""

from typing import Any

import pytest

from catalog.records.decision_record import Erratum
from catalog.records.finding import Finding
from catalog.rules.checks.all_checks import check
from catalog.rules.meetings.errata import corrected, errata_of
from catalog.store.building_meetings import erratum
from catalog.store.decision_documents import erratum_document
from tests.board import TODAY, Board

Doc = dict[str, Any]
RECORD = "gb/2026/0001"
TITLE = "Adpot group core, and tidy the the list for seat.07"
SUMMARY = "Carried with 14 aye and fourteen seats; the group core is adpoted from 2026-07-01."


def correction(number: int = 1, **more: Any) -> Doc:
    """An erratum to the board's first record."""
    made: Doc = {"kind": "erratum", "id": f"{RECORD}-erratum-{number}", "corrects": RECORD, "by": "Clerk"}
    made |= {"recorded_on": "2026-02-27", "field": "title", "reads": "the the", "should_read": "the"}
    return made | {"reason": "A word stands twice."} | more


def board_with(*errata: Doc) -> Board:
    """A board with one record and errata to it."""
    board = Board()
    board.decide(
        "failed",
        None,
        vote=None,
        title=TITLE,
        summary={"en": SUMMARY, "es": SUMMARY[:8]},
        dissent=["seat.07: agianst"],
    )
    for one in errata:
        board.more[f"meetings/decisions/{one['id']}.yaml"] = one
    return board


def found(*errata: Doc) -> list[Finding]:
    """What the check finds in the errata."""
    return [
        one for one in check(board_with(*errata).snapshot(), TODAY, as_known=TODAY) if "erratum" in one.file
    ]


def codes(*errata: Doc) -> list[str]:
    """The codes of what the check finds in the errata."""
    return [one.code for one in found(*errata)]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"reads": "Adpot", "should_read": "Adopt"},
        {"reads": "tidy the the list", "should_read": "tidy list"},
        {"field": "summary", "reads": "adpoted", "should_read": "adopted"},
        {"field": "dissent", "reads": "agianst", "should_read": "against"},
    ],
    ids=["a word twice", "a slip of a word of the result", "small words", "in the summary", "in the dissent"],
)
def test_words_may_be_corrected(more: Doc) -> None:
    assert codes(correction(**more)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"reads": "seat.07", "should_read": "seat.08"},
        {"reads": "seat", "should_read": "set"},
        {"reads": "Adpot", "should_read": "Retire"},
        {"field": "summary", "reads": "14", "should_read": "15"},
        {"field": "summary", "reads": "1", "should_read": "01"},
        {"field": "summary", "reads": "with 14 aye", "should_read": "with aye"},
        {"field": "summary", "reads": "fourteen", "should_read": "fifteen"},
        {"field": "summary", "reads": "aye", "should_read": "nay"},
        {"field": "summary", "reads": "is adpoted", "should_read": "is not adpoted"},
        {"field": "summary", "reads": "group core", "should_read": "group core, seat.01"},
        {"field": "dissent", "reads": "07", "should_read": "08"},
    ],
    ids=str,
)
def test_numbers_seats_and_words_of_the_result_may_not(more: Doc) -> None:
    expected = "erratum-not-in-record" if more["reads"] == "1" else "erratum-changes-result"
    assert codes(correction(**more)) == [expected]


@pytest.mark.parametrize(
    "more",
    [
        {"reads": "no such words"},
        {"reads": "t"},
        {"field": "summary"},
        {"field": "summary", "reads": "Carried"},
    ],
    ids=["nowhere", "in several places", "in another field", "in two languages"],
)
def test_words_that_do_not_stand_there_just_once_cannot_be_corrected(more: Doc) -> None:
    assert codes(correction(**more)) == ["erratum-not-in-record"]


def test_an_erratum_that_changes_nothing_is_told() -> None:
    assert codes(correction(should_read="the the")) == ["erratum-changes-nothing"]


@pytest.mark.parametrize(
    "more",
    [
        {"reads": "tidy", "should_read": "put in order"},
        {"reads": "core", "should_read": "periphery"},
        {"reads": "tidy", "should_read": "untidy"},
        {"reads": "and tidy", "should_read": "and hereby tidy"},
    ],
)
def test_other_words_are_no_slip(more: Doc) -> None:
    assert codes(correction(**more)) == ["erratum-changes-words"]


def test_an_erratum_corrects_what_the_ones_before_it_left() -> None:
    again = correction(2, reads="tidy the list", should_read="tidy a list")
    board = board_with(correction(), again)
    assert found(correction(), again) == []
    snapshot = board.snapshot()
    (record,) = snapshot.decisions.values()
    errata = errata_of(record, snapshot.errata.values())
    assert corrected(record, errata, field="title") == {"": "Adpot group core, and tidy a list for seat.07"}
    assert record.title == TITLE
    assert codes(correction(), correction(2)) == ["erratum-not-in-record"]


def test_errata_are_numbered_one_after_the_other() -> None:
    other = {"reads": "tidy", "should_read": "tdiy"}
    assert codes(correction(2)) == ["erratum-number-missing"]
    assert codes(correction(), correction(3, **other)) == ["erratum-number-missing"]
    ten = [correction(n, reads="w" * n, should_read="w" * (n + 1)) for n in range(2, 12)]
    assert codes(correction(should_read="w"), *ten).count("erratum-number-missing") == 0


def test_an_erratum_stands_beside_the_record_it_corrects_and_after_it() -> None:
    moved = {**correction(), "id": "gb/2026/0002-erratum-1"}
    assert codes(moved) == ["erratum-of-another-record"]
    assert codes(correction(recorded_on="2026-02-17")) == ["erratum-before-record"]
    assert codes(correction(recorded_on="2026-03-02")) == ["recorded-later"]


def test_an_erratum_s_document_is_the_erratum_again() -> None:
    for given in (correction(), correction(provenance={"status": "illustrative", "source": "Made up."})):
        made: Erratum = erratum(given)
        assert erratum(erratum_document(made)) == made
