"""The review room: what waits and for how long, what a proposal would do, and who reads which annotation."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from catalog.records.account import Role
from catalog.records.ids import BodyId
from catalog.services.opening import open_snapshot
from catalog.services.review.queue import queue, queued_one
from tests.sittings import NOTICE, Hall
from tests.web.desks import Desk, account, said, words
from tests.web.people import signed_in_as

ROOM = "/review"
PROPOSAL = "/review/proposals/prop-1"
MEMBER = account("Member of seat 4", Role.MEMBER, body=BodyId("gb"), seat="seat.04")
OTHER = account("Member of seat 5", Role.MEMBER, body=BodyId("gb"), seat="seat.05")
STAFF = account("Office staff", Role.ADMIN)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A meeting that is noticed, with the proposal on its agenda."""
    return Desk(Hall(tmp_path).noticed())


def annotated(desk: Desk, text: str, place: str = "") -> str:
    """Note something as whoever is signed in; return the annotation's id."""
    form = {**desk.token(PROPOSAL), "place": place, "text": text}
    answer = desk.client.post(f"{PROPOSAL}/annotations", data=form)
    assert answer.status_code == 303, said(answer)
    return answer.location.partition("#note-")[2]


def waits(hall: Hall, day: str) -> dict[str, list[str]]:
    """Which proposals wait for what on a day."""
    found = queue(open_snapshot(hall.root), today=date.fromisoformat(day))
    return {word: [row.listed.proposal.id for row in rows] for word, rows in found.items()}


def test_the_queue_tells_what_waits_for_what(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    assert waits(hall, "2023-11-01") == {"vote": [], "agenda": [], "comment": ["prop-1"]}
    assert waits(hall, "2023-12-01")["comment"] == ["prop-1"]
    assert waits(hall, "2023-12-02") == {"vote": [], "agenda": ["prop-1"], "comment": []}
    hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk Clerk")
    hall.do("agenda 7 'Told of it' --class information --proposal prop-1")
    assert waits(hall, "2024-01-02")["agenda"] == ["prop-1"]
    hall.do("agenda 7 --remove", "agenda 7 'Adopt it' --class action --proposal prop-1")
    assert waits(hall, "2024-01-02")["vote"] == ["prop-1"]


def test_days_of_comment_are_counted_with_today(tmp_path: Path) -> None:
    snapshot = open_snapshot(Hall(tmp_path).root)
    for day, left in (("2023-12-01", 1), ("2023-11-30", 2), ("2023-12-02", 0)):
        row = queued_one(snapshot, next(iter(snapshot.proposals)), today=date.fromisoformat(day))
        assert row is not None
        assert (row.days_left, row.listed.comment and row.listed.comment.first_vote) == (
            left,
            date(2023, 12, 2),
        )


def test_a_recommendation_settles_nothing_and_a_decision_does(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.meeting = "advice/2024-02-07"
    hall.do("plan advice 2024-02-07T10:00 --place Hall --address '1 Main St' --clerk Clerk")
    hall.do("agenda 1 'Advise on it' --class action --proposal prop-1")
    hall.do(f"post {NOTICE} --at 2024-01-20T10:00")
    hall.do("open", "attend room 1..5", "comment 1 --open", "move 1 1 'Recommend it' --class recommend")
    hall.do("second m1 2", "roll m1 --no 5 --rest aye", "adjourn")
    assert waits(hall, "2024-02-08")["agenda"] == ["prop-1"]
    desk = Desk(hall)
    page = said(desk.get(PROPOSAL))
    assert "Board: recommended" in page
    assert "4 aye" in page
    assert "seat.05 no" in page
    hall.meeting, hall.minute = "gb/2024-02-21", 0
    hall.moved().do("roll m1 --rest aye", "adjourn")
    assert waits(hall, "2024-02-22") == {"vote": [], "agenda": [], "comment": []}
    assert "Decided lately" in said(desk.get(ROOM))


@pytest.mark.parametrize("who", [MEMBER, STAFF, account()])
def test_the_room_is_open_to_the_board_and_its_staff(desk: Desk, who: object) -> None:
    desk.sign_in(who)  # type: ignore[arg-type]
    page = desk.get(ROOM)
    assert page.status_code == 200
    assert "Waits for a vote 1" in said(page)
    assert "gb/2024-02-21, item 7: February 21, 2024" in said(page)
    assert desk.get(PROPOSAL).status_code == 200
    proposing = desk.get("/review/propose").status_code
    assert proposing == (403 if who is MEMBER else 200)


def test_partners_and_the_public_stay_out(desk: Desk) -> None:
    desk.sign_in(account("Steward", Role.PARTNER))
    assert [desk.get(path).status_code for path in (ROOM, PROPOSAL, f"{PROPOSAL}/packet.json")] == [403] * 3
    desk.sign_in(None)
    assert desk.get(PROPOSAL).status_code == 302


def test_a_proposal_shows_its_packet_and_the_data_of_it(desk: Desk) -> None:
    page = desk.get(PROPOSAL)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "Because." in said(page)
    assert "The text is new; it stands whole below." in said(page)
    packet = json.loads(desk.get(f"{PROPOSAL}/packet.json").data)
    assert packet["proposal"]["id"] == "prop-1"
    assert f'href="{PROPOSAL}/packet.json"' in page.text


def test_an_unknown_proposal_is_not_there(desk: Desk) -> None:
    assert desk.get("/review/proposals/none").status_code == 404
    token = desk.token(PROPOSAL)
    assert desk.client.post("/review/proposals/none/annotations", data=token).status_code == 404


def test_what_a_member_notes_is_read_by_staff_and_author_alone_until_the_meeting(desk: Desk) -> None:
    desk.sign_in(MEMBER)
    annotated(desk, "I shall vote against this")
    assert "I shall vote against this" in said(desk.get(PROPOSAL))
    assert "seen by you and the staff alone until the meeting" in said(desk.get(PROPOSAL))
    assert "Gov. Code 11122.5(b)" in said(desk.get(PROPOSAL))
    desk.sign_in(OTHER)
    assert "I shall vote" not in desk.get(PROPOSAL).text
    desk.sign_in(STAFF)
    assert "not to be passed on to another member before the meeting" in said(desk.get(PROPOSAL))
    both = account("Clerk and member", Role.CLERK, Role.MEMBER, body=BodyId("gb"), seat="seat.06")
    desk.sign_in(both)
    assert "I shall vote" not in desk.get(PROPOSAL).text


def test_after_the_meeting_was_opened_members_read_what_was_noted_before_it(desk: Desk) -> None:
    desk.office.clock.move(days=-750)  # type: ignore[attr-defined]  # before the meeting of the hall
    desk.sign_in(MEMBER)
    annotated(desk, "Noted before")
    desk.hall.do("open")
    desk.sign_in(OTHER)
    assert "Noted before" in desk.get(PROPOSAL).text
    desk.office.clock.move(days=30)  # type: ignore[attr-defined]
    desk.sign_in(MEMBER)
    annotated(desk, "Noted after")
    desk.sign_in(OTHER)
    page = desk.get(PROPOSAL).text
    assert "Noted before" in page
    assert "Noted after" not in page


def test_staff_notes_are_for_everyone_in_the_room(desk: Desk) -> None:
    desk.sign_in(STAFF)
    annotated(desk, "See the lineage", place="title")
    desk.sign_in(MEMBER)
    page = desk.get(PROPOSAL).text
    assert "See the lineage" in page
    assert "Office staff" in page


def test_only_its_author_changes_or_removes_an_annotation(desk: Desk) -> None:
    desk.sign_in(MEMBER)
    note = annotated(desk, "First words")
    desk.sign_in(STAFF)
    path = f"/review/annotations/{note}"
    token = {**desk.token(PROPOSAL), "revision": "1", "text": "Others' words"}
    assert desk.get(path).status_code == 404
    assert desk.client.post(path, data=token).status_code == 404
    assert desk.client.post(f"{path}/remove", data=token).status_code == 404
    assert desk.client.post(f"{path}/settle", data=token).status_code == 303
    desk.sign_in(MEMBER)
    page = said(desk.get(PROPOSAL))
    assert "First words" in page
    assert "dealt with" in page


def test_two_who_change_one_annotation_see_both_texts(desk: Desk) -> None:
    desk.sign_in(MEMBER)
    path = f"/review/annotations/{annotated(desk, 'First words')}"
    old = {**desk.token(path), "revision": "1"}
    assert desk.client.post(path, data={**old, "text": "Second words"}).status_code == 303
    answer = desk.client.post(path, data={**old, "text": "My late words"})
    assert answer.status_code == 409
    assert "Second words" in words(answer.text.partition('id="there"')[2].partition("</section>")[0])
    assert "My late words" in words(answer.text.partition('id="yours"')[2].partition("</section>")[0])
    assert 'name="revision" value="2"' in answer.text
    assert "Second words" in desk.get(PROPOSAL).text
    assert desk.client.post(path, data={**old, "revision": "2", "text": "My late words"}).status_code == 303


def test_an_annotation_that_is_sent_twice_is_one(desk: Desk) -> None:
    desk.sign_in(MEMBER)
    form = {**desk.token(PROPOSAL), "place": "", "text": "Once"}
    for _ in range(2):
        assert desk.client.post(f"{PROPOSAL}/annotations", data=form).status_code == 303
    assert desk.get(PROPOSAL).text.count(">Once<") == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001, "turn \u202e it"])
def test_an_annotation_that_cannot_be_taken_is_told_of_and_kept(desk: Desk, text: str) -> None:
    desk.sign_in(MEMBER)
    form = {**desk.token(PROPOSAL), "place": "title", "text": text}
    answer = desk.client.post(f"{PROPOSAL}/annotations", data=form)
    assert answer.status_code == 422
    assert 'id="text-wrong"' in answer.text
    assert '<option value="title" selected>' in answer.text


def test_words_of_an_annotation_are_words(desk: Desk) -> None:
    desk.sign_in(STAFF)
    annotated(desk, "<script>alert(1)</script>", place='"><b>')
    page = desk.get(PROPOSAL).text
    assert "<script>alert" not in page
    assert "<b>" not in page.partition("<main")[2]


def test_each_annotation_stands_in_the_trail_without_its_words(desk: Desk) -> None:
    from catalog.workspace.audit_trail import Asked  # noqa: PLC0415

    desk.sign_in(MEMBER)
    annotated(desk, "Secret words")
    with desk.workspace.reading() as work:
        (entry,) = work.audit.entries(Asked(did="annotation."))
    assert (entry.act.did, entry.act.who, entry.act.about) == (
        "annotation.made",
        MEMBER.id,
        "proposal:prop-1",
    )
    assert "Secret" not in str(entry)


def test_the_reference_catalogs_proposals_show_in_both_languages(app: Flask) -> None:
    client = signed_in_as(app, Role.ADMIN)
    for path in (
        "/review",
        "/es/review",
        "/review/proposals/prop-2026-001",
        "/es/review/proposals/prop-2026-002",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.text.count("<h1") == 1
