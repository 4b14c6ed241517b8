"""What the rules refuse is refused on the page, with its rule and citation, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.records.account import Role
from catalog.records.codes.meeting_codes import MEETING_CODES
from catalog.rules.meetings.objections import object_to
from catalog.services.clerk import telling
from catalog.services.clerk.forms import FIELDS
from catalog.services.meetings.answers import cited
from tests.board import SEATS
from tests.sittings import Hall
from tests.web.desks import Desk, account, everyone_votes, said, words

POST = {
    "url": "https://example.org/notice",
    "contact_name": "Clerk",
    "contact_address": "1 Main St",
    "contact_phone": "555-0100",
    "sent_to": "214",
}
MOVE = {"item": "7", "seat": "seat.01", "class": "adopt", "text": "Adopt as posted"}
REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("planned", "open", {}, "meeting-not-noticed"),
    ("planned", "roll", {"motion": "m1"}, "meeting-not-open"),
    ("planned", "post", {**POST, "at": "2024-02-15T10:00"}, "notice-late"),
    ("planned", "agenda", {"number": "7", "title": "x", "class": "action"}, "item-exists"),
    ("planned", "strike", {"number": "6"}, "not-on-agenda"),
    ("noticed", "open", {"at": "09:00"}, "opened-early"),
    ("noticed", "open", {"at": "2024-02-22T10:00"}, "opened-another-day"),
    ("noticed", "agenda", {"number": "9", "title": "x", "class": "action"}, "meeting-not-planned"),
    ("noticed", "revise", {"number": "9", "title": "x", "class": "action"}, "late-item-without-exception"),
    ("noticed", "strike-posted", {"number": "7"}, "agenda-fixed"),
    ("noticed", "adjourn", {}, "meeting-not-open"),
    ("open", "cancel", {"reason": "No"}, "meeting-not-noticed"),
    ("open", "attend", {"presence.seat.15": "room", "holder.seat.15": "designee"}, "designee-refused"),
    ("open", "attend", {"presence.seat.99": "room"}, "unknown-seat"),
    ("open", "move", {**MOVE, "item": "8"}, "not-on-agenda"),
    ("open", "move", {**MOVE, "seat": "seat.21"}, "seat-not-present"),
    ("open", "move", {**MOVE, "at": "09:59"}, "time-backwards"),
    ("open", "second", {"motion": "m9", "seat": "seat.02"}, "unknown-motion"),
    ("open", "comment", {"item": "7", "text": "Hear", "minutes": "1"}, "comment-window"),
    ("open", "window-close", {"item": "7"}, "comment-window-as-is"),
    ("open", "minutes", {}, "meeting-not-over"),
    ("open", "correct", {"reason": "None"}, "nothing-to-correct"),
    ("open", "continue", {"item": "7", "to": "2024-02-01"}, "not-onward"),
    ("moved", "second", {"motion": "m1", "seat": "seat.01"}, "seconded-already"),
    ("moved", "roll", {"motion": "m1", **everyone_votes("aye", SEATS[:3])}, "roll-incomplete"),
    ("moved", "roll", {"motion": "m1"}, "roll-incomplete"),
    ("moved", "roll", {"motion": "m1", **everyone_votes("aye", ["seat.21"])}, "proxy-vote"),
    ("moved", "amend", {"motion": "m1", "seat": "seat.03", "text": "So"}, "amendment-text"),
    ("moved", "adjourn", {}, "motion-pending"),
    ("over", "move", MOVE, "record-final"),
    ("over", "adjourn", {}, "record-final"),
]


def hall_in(root: Path, state: str) -> Hall:
    """A catalog with a meeting that has come so far, and 15 of 21 members in the room."""
    hall = Hall(root)
    if state == "planned":
        hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk Clerk")
        hall.do("agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1")
    elif state == "noticed":
        hall.noticed()
    elif state == "open":
        hall.opened("1..15")
    elif state == "moved":
        hall.moved("1..15")
    else:
        hall.opened("1..15").do("adjourn")
    return hall


@pytest.mark.slow
@pytest.mark.parametrize("state, word, fields, code", REFUSED)
def test_a_refusal_shows_its_rule_and_what_to_do(
    tmp_path: Path, state: str, word: str, fields: dict[str, Any], code: str
) -> None:
    desk = Desk(hall_in(tmp_path, state))
    page = words(desk.refuses(word, fields))
    known = MEETING_CODES[code]
    assert f"Rule: {known.citation or 'records contract 7'}" in page
    assert known.rule is None or known.rule in page
    assert "To do: " in page


def test_every_objection_has_a_law_and_its_field_is_one() -> None:
    fields = set().union(*FIELDS.values())
    assert telling._FIELDS.keys() <= MEETING_CODES.keys()
    assert set(telling._FIELDS.values()) <= fields | {"form"}
    for code in MEETING_CODES:
        (told,) = telling.told_of([object_to(code, (), message="x")], meeting="gb/2024-02-21")
        assert told.law == cited(object_to(code, (), message="x"))
        assert told.hint is not None
        quoted = str(told.hint.words).split("`")[1::2]
        assert not any("p20w meeting" in one for one in quoted if one not in told.hint.links), told.hint


def test_a_refusal_stands_beside_its_field(tmp_path: Path) -> None:
    desk = Desk(hall_in(tmp_path, "open"))
    page = desk.refuses("move", {**MOVE, "seat": "seat.21"})
    field = page.partition('<div class="usa-form-group usa-form-group--error">')[2].partition("</select>")[0]
    assert 'name="seat"' in field
    assert "seat.21 is not in the meeting" in words(field)
    assert 'aria-describedby="seat-hint seat-wrong-1' in field


@pytest.mark.slow
@pytest.mark.parametrize(
    "word, fields, name",
    [
        ("move", {**MOVE, "text": " "}, "text"),
        ("move", {**MOVE, "class": "decree"}, "class"),
        ("move", {**MOVE, "at": "noon"}, "at"),
        ("comment", {"item": "7", "text": "Hear", "minutes": "many"}, "minutes"),
        ("comment", {"item": "7", "text": "Hear", "minutes": "-1"}, "minutes"),
        ("comment", {"item": "7", "text": "Hear", "minutes": "9" * 40}, "minutes"),
        ("attend", {"presence.seat.01": "asleep"}, "roll"),
        ("recuse", {"seat": "seat.01", "item": "7"}, "interest"),
        ("roll", {"motion": "m1", "vote.seat.01": "perhaps"}, "roll"),
        ("roll", {"motion": "m1", "rest": "maybe"}, "rest"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_what_was_typed_is_kept(
    tmp_path: Path, word: str, fields: dict[str, Any], name: str
) -> None:
    desk = Desk(hall_in(tmp_path, "moved"))
    before = desk.hall.contents()
    answer = desk.send(word, fields)
    assert answer.status_code == 422
    assert desk.hall.contents() == before
    assert f'href="#{name}"' in answer.text
    assert desk.hall.contents() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong, name",
    [
        ({"date": "31.2.2026"}, "date"),
        ({"time": "ten"}, "time"),
        ({"place": ""}, "place"),
        ({"kind": "secret"}, "kind"),
        ({"remote": "by carrier pigeon"}, "remote"),
        ({"comment_limit": "0"}, "comment_limit"),
        ({"body": ""}, "body"),
        ({"provenance": "sourced"}, "source"),
        ({"provenance": "rumour", "source": "x"}, "provenance"),
    ],
)
def test_a_plan_is_told_what_is_wrong(tmp_path: Path, wrong: dict[str, str], name: str) -> None:
    desk = Desk(Hall(tmp_path))
    whole = {"body": "gb", "date": "2024-02-21", "time": "10:00", "kind": "regular", "place": "Hall"}
    token = desk.token("/desk/plan")
    answer = desk.client.post("/desk/plan", data={**token, **whole, "address": "1 Main St", **wrong})
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert 'value="1 Main St"' in answer.text
    assert not (tmp_path / "meetings/gb").exists()


def test_a_body_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    desk = Desk(Hall(tmp_path))
    whole = {"body": "none", "date": "2024-02-21", "time": "10:00", "kind": "regular", "place": "Hall"}
    answer = desk.client.post(
        "/desk/plan", data={**desk.token("/desk/plan"), **whole, "address": "1 Main St"}
    )
    assert answer.status_code == 404
    assert "there is no body" in said(answer)
    assert 'value="1 Main St"' in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("text", ["two\nlines", "a \u202e turn", "\x00", "<script>alert(1)</script>" * 2000])
def test_hostile_words_are_refused_or_shown_as_words(tmp_path: Path, text: str) -> None:
    desk = Desk(hall_in(tmp_path, "open"))
    before = desk.hall.contents()
    answer = desk.send("recuse", {"seat": "seat.01", "item": "7", "interest": text, "law": "Gov. Code 87105"})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text
    assert desk.hall.contents() == before


def test_words_that_look_like_a_tag_stand_in_the_record_as_words(tmp_path: Path) -> None:
    desk = Desk(hall_in(tmp_path, "open"))
    desk.do("move", {**MOVE, "text": '<img src=x onerror="alert(1)">'})
    page = desk.get(desk.sitting()).text
    assert "<img" not in page
    assert "&lt;img" in page


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN, Role.PARTNER])
def test_only_clerks_have_a_desk(tmp_path: Path, role: Role) -> None:
    desk = Desk(hall_in(tmp_path, "moved"))
    token = desk.token(f"{desk.sitting()}/roll")
    before = desk.hall.contents()
    desk.sign_in(account("Somebody else", role))
    for path in ("/desk", "/desk/plan", desk.sitting(), f"{desk.sitting()}/roll"):
        assert desk.get(path).status_code == 403
    assert desk.send_made("roll", token | desk.token("/"), motion="m1", rest="aye").status_code == 403
    desk.sign_in(None)
    assert desk.get("/desk").status_code == 302
    signing_in = {"csrf_token": desk.token("/account/sign-in")["csrf_token"]}
    assert desk.send_made("roll", token | signing_in, motion="m1", rest="aye").status_code == 403
    assert desk.hall.contents() == before


def test_a_form_without_its_token_is_not_taken(tmp_path: Path) -> None:
    desk = Desk(hall_in(tmp_path, "open"))
    before = desk.hall.contents()
    token = desk.token(desk.sitting())
    del token["csrf_token"]
    assert desk.send_made("window-open", token, item="7").status_code == 400
    assert desk.hall.contents() == before


@pytest.mark.parametrize("path", ["/none", "/roll/none", "/../../x"])
def test_an_unknown_step_or_meeting_is_not_there(tmp_path: Path, path: str) -> None:
    desk = Desk(hall_in(tmp_path, "open"))
    assert desk.get(f"{desk.sitting()}{path}").status_code == 404
    token = desk.token(desk.sitting())
    assert desk.client.post(f"/desk/meetings/gb/2020-01-01{path}", data=token).status_code in {404, 405}


def test_a_catalog_that_cannot_be_read_is_told_of_and_the_form_is_kept(tmp_path: Path) -> None:
    desk = Desk(hall_in(tmp_path, "open"))
    token = desk.token(desk.sitting())
    (tmp_path / "definitions/purposes.yaml").write_text("kind: [")
    answer = desk.send_made(
        "recuse", token, seat="seat.01", item="7", interest="income", law="Gov. Code 87105"
    )
    assert answer.status_code == 503
    assert 'value="income"' in answer.text
    page = desk.get(desk.sitting())
    assert page.status_code == 200
    assert "The catalog cannot be read as it is now" in said(page)
    assert str(tmp_path) not in answer.text
