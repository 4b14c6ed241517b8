"""What the desk has from beside the catalog: comments that came online, and the trail of who did what."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.records.ids import ProposalId
from catalog.records.public_comment import CommentState, PublicComment, Receipt
from catalog.workspace.audit_trail import Asked
from tests.sittings import Hall
from tests.web.desks import Desk, said


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A meeting in session, and three comments that came online: two shown, one that nobody has read."""
    desk = Desk(Hall(tmp_path).opened())
    for number, state in enumerate((CommentState.SHOWN, CommentState.SHOWN, CommentState.RECEIVED)):
        comment = PublicComment(
            receipt=Receipt(f"AAAA-AAAA-AAAA-000{number}"),
            proposal=ProposalId("prop-1"),
            name=None,
            text=f"Words of {number}",
            received_at=datetime(2024, 2, 1, tzinfo=UTC),
            state=state,
            reason=None,
            moderated_by=None,
            moderated_at=None,
            meeting=None,
            taken_at=None,
            revision=1,
        )
        with desk.workspace.writing() as work:
            work.comments.add(comment)
    return desk


def test_comments_that_came_online_are_taken_into_the_record_once(desk: Desk) -> None:
    page = said(desk.get(desk.sitting()))
    assert "Take 2 comments received online into the record" in page
    assert "1 comment waits to be read" in page
    token = desk.token(desk.sitting())
    assert desk.send_made("take-in", token, at="12:00").status_code == 303
    assert desk.send_made("take-in", token, at="12:00").status_code == 303
    assert desk.send_made("take-in", token, at="12:01").status_code == 409
    texts = [comment["text"] for comment in desk.hall.document()["comments"]]
    assert texts == ["Words of 0", "Words of 1"]
    assert "2 comments received online are in the record" in said(desk.get(desk.sitting()))


def test_each_step_stands_in_the_trail_with_who_took_it(desk: Desk) -> None:
    desk.do("window-open", item="7")
    desk.refuses("second", motion="m9", seat="seat.02")
    with desk.workspace.reading() as work:
        (entry,) = work.audit.entries(Asked(did="meeting."))
    assert (entry.act.did, entry.act.about) == ("meeting.comment", "meeting:gb/2024-02-21")
    assert entry.act.who == "clerk-of-the-board"


@pytest.mark.slow
def test_a_step_is_taken_where_the_trail_is_held_by_another(desk: Desk) -> None:
    token = desk.token(desk.sitting())
    with desk.workspace.writing():
        answer = desk.send_made("window-open", token, item="7")
        assert answer.status_code == 303
    assert "It is recorded; the audit trail cannot be reached" in said(desk.get(desk.sitting()))
    assert desk.hall.document()["agenda"][0]["comment"]
