"""The public sends comments; a clerk shows or withholds them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from catalog.errors import Conflict, NotFound
from catalog.records.ids import ProposalId
from catalog.records.public_comment import CommentState, PublicComment
from catalog.services.commenting.moderating import moderation_desk, show_comment, withhold
from catalog.services.commenting.publishing import published_comments
from catalog.services.commenting.sending import MOST, by_receipt, is_open, new_form, window_of
from catalog.workspace.database import Database
from tests.offices import says
from tests.services.commenting.rooms import CLERK, PROPOSAL, Room

LAST = datetime(2023, 12, 2, 7, 59, 59, tzinfo=UTC)
"""The last second of December 1, 2023, in Los Angeles."""


def test_a_comment_is_kept_as_it_was_sent_and_found_by_its_receipt(room: Room) -> None:
    sent = room.sent("  First line.\r\n\r\nSecond line: ¿por qué?  ", name=" A  parent ")
    assert (sent.text, sent.name) == ("First line.\n\nSecond line: ¿por qué?", "A parent")
    assert (sent.state, sent.received_at) == (CommentState.RECEIVED, room.bureau.clock.at)
    assert by_receipt(room.bureau.office, f" {sent.receipt.lower()} ") == sent
    assert room.bureau.did() == ["comment.received"]


def test_a_name_is_not_needed(room: Room) -> None:
    assert room.sent().name is None


def test_the_same_form_sent_twice_is_kept_once(room: Room) -> None:
    first, second = room.send(form="a"), room.send(form="a")
    assert first == second
    assert room.send(form="b") != first
    assert moderation_desk(room.bureau.office).counts[CommentState.RECEIVED] == 2
    assert new_form() != new_form()


@pytest.mark.parametrize(
    "words, name, field",
    [
        ("", "", "text"),
        (" \n ", "", "text"),
        ("x" * (MOST + 1), "", "text"),
        ("nul \x00", "", "text"),
        ("bell \x07", "", "text"),
        ("turned \u202e round", "", "text"),
        ("half \ud800", "", "text"),
        ("yes", "x" * 101, "name"),
        ("yes", "two\nlines", "name"),
        ("yes", "nul\x00", "name"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(words: str, name: str, field: str, room: Room) -> None:
    assert list(says(room.send(words, name=name))) == [field]
    assert moderation_desk(room.bureau.office).comments == ()


def test_the_longest_comment_is_kept(room: Room) -> None:
    assert len(room.sent("é" * MOST).text) == MOST


@pytest.mark.parametrize(
    "at, taken",
    [
        (datetime(2023, 10, 2, 6, 59, tzinfo=UTC), False),
        (datetime(2023, 10, 2, 7, 0, tzinfo=UTC), True),
        (LAST, True),
        (LAST.replace(hour=8, minute=0, second=0), False),
    ],
)
def test_the_window_is_of_days_in_los_angeles(at: datetime, taken: bool, room: Room) -> None:
    room.bureau.clock.at = at
    assert is_open(room.bureau.office, window_of(room.hall.snapshot(), PROPOSAL)) == taken
    found = room.send()
    assert isinstance(found, PublicComment) == taken
    if not taken:
        assert list(says(found)) == [""]


def test_a_comment_that_was_kept_has_its_receipt_also_after_the_window(room: Room) -> None:
    kept = room.send(form="a")
    room.bureau.clock.move(days=365)
    assert room.send(form="a") == kept


def test_there_is_no_window_on_what_is_no_proposal(room: Room) -> None:
    with pytest.raises(NotFound):
        window_of(room.hall.snapshot(), ProposalId("prop-9"))


@pytest.mark.parametrize("receipt", ["", "nonsense", "0000-0000-0000-0000", "\x00", "0" * 10_000])
def test_there_is_no_comment_of_another_receipt(receipt: str, room: Room) -> None:
    room.sent()
    with pytest.raises(NotFound):
        by_receipt(room.bureau.office, receipt)


def test_nothing_is_published_before_a_clerk_shows_it(room: Room) -> None:
    sent = room.sent()
    published = published_comments(room.bureau.office, PROPOSAL)
    assert (published.shown, published.withheld, published.waiting) == ((), (), 1)
    shown = show_comment(room.bureau.office, sent.receipt, revision=sent.revision, by=CLERK)
    assert published_comments(room.bureau.office, PROPOSAL).shown == (shown,)
    assert room.bureau.did() == ["comment.received", "comment.shown"]


def test_a_comment_that_is_withheld_says_why_and_not_what(room: Room) -> None:
    sent = room.sent("An insult.", name="X")
    office = room.bureau.office
    assert list(says(withhold(office, sent.receipt, reason=" ", revision=1, by=CLERK))) == ["reason"]
    withhold(office, sent.receipt, reason="Insults a person.", revision=1, by=CLERK)
    (withheld,) = published_comments(office, PROPOSAL).withheld
    assert (withheld.receipt, withheld.reason) == (sent.receipt, "Insults a person.")
    assert "insult" not in repr(withheld).replace("Insults a person.", "")
    assert by_receipt(office, sent.receipt).text == "An insult."
    again = show_comment(office, sent.receipt, revision=2, by=CLERK)
    assert (again.state, again.reason) == (CommentState.SHOWN, None)


def test_of_two_clerks_who_read_the_same_the_second_is_told(room: Room) -> None:
    sent = room.sent()
    show_comment(room.bureau.office, sent.receipt, revision=1, by=CLERK)
    for revision in (1, 2**31 - 1, 2**80):
        with pytest.raises(Conflict):
            withhold(room.bureau.office, sent.receipt, reason="No.", revision=revision, by=CLERK)
    assert room.bureau.did() == ["comment.received", "comment.shown"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM public_comments",
        "UPDATE public_comments SET text = 'another'",
        "UPDATE public_comments SET name = 'another'",
        "UPDATE public_comments SET received_at = NULL",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_sent(
    statement: str, room: Room, database_url: str
) -> None:
    sent = room.sent()

    def run() -> None:
        with Database(database_url) as database, database.writing() as connection:
            connection.execute(text(statement))

    with pytest.raises(DBAPIError, match="stays as it was written"):
        run()
    assert by_receipt(room.bureau.office, sent.receipt) == sent
