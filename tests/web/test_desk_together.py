"""Two clerks at one record, and one who clicks twice: nothing is lost, and nothing is recorded twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from catalog.records.account import Role
from tests.sittings import Hall
from tests.web.desks import Desk, account, said, words
from tests.web.people import signed_in_as


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A meeting in which the motion to adopt is before the body."""
    return Desk(Hall(tmp_path).moved())


@pytest.mark.slow
def test_a_form_that_was_made_on_an_older_record_shows_both(desk: Desk) -> None:
    old = desk.token(f"{desk.sitting()}/roll?motion=m1")
    desk.do("comment", {"item": "7", "text": "One more voice", "minutes": "1"})
    before = desk.hall.contents()
    late = {"motion": "m1", "vote.seat.03": "no", "rest": "aye"}
    answer = desk.send_made("roll", old, late)
    assert answer.status_code == 409
    assert desk.hall.contents() == before
    page = answer.text
    meanwhile = words(page.partition('id="meanwhile"')[2].partition("</section>")[0])
    assert "One more voice" in meanwhile
    assert "opened" not in meanwhile
    yours = words(page.partition('id="yours"')[2].partition("</section>")[0])
    assert "vote.seat.03 no" in yours
    assert 'name="vote.seat.03" value="no" checked' in page
    token = {
        "csrf_token": old["csrf_token"],
        "seen": page.partition('name="seen" value="')[2].partition('"')[0],
    }
    again = desk.send_made("roll", token, late)
    assert again.status_code == 303
    assert desk.hall.document()["votes"][0]["roll"]["seat.03"]["vote"] == "no"


def test_a_form_that_does_not_say_on_what_it_was_made_is_a_late_one(desk: Desk) -> None:
    token = desk.token(desk.sitting())
    del token["seen"]
    before = desk.hall.contents()
    assert desk.send_made("roll", token, motion="m1", rest="aye").status_code == 409
    assert desk.hall.contents() == before


def test_a_vote_that_is_sent_twice_is_recorded_once(desk: Desk) -> None:
    token = desk.token(f"{desk.sitting()}/roll?motion=m1")
    form = {"motion": "m1", "rest": "aye", "at": "12:00"}
    assert desk.send_made("roll", token, form).status_code == 303
    again = desk.send_made("roll", token, form)
    assert (again.status_code, again.location) == (303, desk.sitting())
    assert len(desk.hall.document()["votes"]) == 1
    assert "sent twice; it was recorded once" in said(desk.get(desk.sitting()))


def test_a_double_click_is_recorded_once(desk: Desk) -> None:
    token = desk.token(f"{desk.sitting()}/roll?motion=m1")
    form = {**token, "motion": "m1", "rest": "aye", "at": "12:00"}
    cookie = desk.client.get_cookie("p20w")
    assert cookie is not None

    def click(_: int) -> int:
        client = desk.app.test_client()
        client.set_cookie("p20w", cookie.value)
        return client.post(f"{desk.sitting()}/roll", data=form).status_code

    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(click, range(4)))
    assert answers == [303] * 4
    assert len(desk.hall.document()["votes"]) == 1


def test_the_same_form_of_another_clerk_is_no_double(desk: Desk) -> None:
    token = desk.token(f"{desk.sitting()}/roll?motion=m1")
    form = {"motion": "m1", "rest": "aye", "at": "12:00"}
    assert desk.send_made("roll", token, form).status_code == 303
    desk.sign_in(account("Second clerk"))
    answer = desk.send_made("roll", {**token, **desk.token("/")}, form)
    assert answer.status_code == 409
    assert "Vote on motion m1: adopted" in said(answer)


def test_a_plan_that_is_sent_twice_is_one_meeting(tmp_path: Path) -> None:
    desk = Desk(Hall(tmp_path))
    form = {"body": "gb", "date": "2024-02-21", "time": "10:00", "kind": "regular", "place": "Hall"}
    form |= {"address": "1 Main St", **desk.token("/desk/plan")}
    answers = [desk.client.post("/desk/plan", data=form) for _ in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, desk.sitting())] * 2
    other = desk.client.post("/desk/plan", data={**form, "place": "Another hall"})
    assert other.status_code == 409
    assert "has a meeting on 2024-02-21 already" in said(other)


def test_a_step_from_the_command_line_is_seen_at_once(desk: Desk) -> None:
    token = desk.token(desk.sitting())
    desk.hall.minute = 119
    desk.hall.do("comment 7 --text 'By the command line'")
    assert "By the command line" in said(desk.get(desk.sitting()))
    desk.minute = 130
    assert desk.send_made("window-close", token, item="7").status_code == 409


def test_many_clerks_at_once_lose_nothing(desk: Desk) -> None:
    def note(number: int) -> int:
        client = signed_in_as(desk.app, Role.CLERK)
        own = Desk.__new__(Desk)
        own.__dict__ |= {**desk.__dict__, "client": client}
        for _ in range(40):
            token = own.token(desk.sitting())
            form = {**token, "item": "7", "text": f"Voice {number}", "minutes": "1", "at": "12:30"}
            answer = client.post(f"{desk.sitting()}/comment", data=form)
            if answer.status_code == 303:
                return number
            assert answer.status_code == 409
        return -1

    with ThreadPoolExecutor(3) as clerks:
        noted = sorted(clerks.map(note, range(6)))
    assert noted == list(range(6))
    texts = sorted(one["text"] for one in desk.hall.document()["comments"])
    assert texts == [f"Voice {number}" for number in range(6)]
