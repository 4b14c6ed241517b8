"""The screen of a sitting shows what is, and only what may be done now; a roll is counted as it is called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.board import SEATS
from tests.sittings import NOTICE, POSTED, Hall
from tests.web.desks import Desk, everyone_votes, said, words

ACTION = re.compile(r'(?:href|action)="/desk/meetings/gb/2024-02-21/([a-z-]+)')


def steps_on(desk: Desk) -> set[str]:
    """The steps that the screen of a sitting offers."""
    page = desk.get(desk.sitting()).text
    return set(ACTION.findall(page))


def test_only_what_is_possible_is_offered(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    desk = Desk(hall)
    hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk Clerk")
    assert steps_on(desk) == {"agenda", "cancel"}
    hall.do("agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1")
    assert steps_on(desk) == {"agenda", "strike", "post", "cancel"}
    hall.do(f"post {NOTICE} --at {POSTED}")
    assert steps_on(desk) == {"open", "revise", "strike-posted", "write", "cancel"}
    hall.do("open", "attend room 1..15")
    assert steps_on(desk) == {"attend", "adjourn", "window-open", "move", "recuse", "continue", "write"}
    hall.do("comment 7 --open", "move 7 1 'Adopt' --class adopt")
    assert steps_on(desk) >= {"window-close", "comment", "second", "amend", "withdraw", "roll"}
    hall.do("second m1 2", "roll m1 --rest aye")
    assert not steps_on(desk) & {"second", "amend", "withdraw", "roll"}
    hall.do("adjourn")
    assert steps_on(desk) == {"minutes", "approve"}


def test_a_motion_that_waits_says_for_what(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved("1..15")
    hall.do("amend m1 3 'Another title' --file AMENDED")
    page = said(Desk(hall).get("/desk/meetings/gb/2024-02-21"))
    assert "Waits: m2 would amend m1, and is pending" in page


def test_the_sitting_tells_who_is_there_and_the_course(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved("1..15")
    hall.do("recuse 5 7 --interest income --law 'Gov. Code 87105'", "attend left 6")
    page = said(Desk(hall).get("/desk/meetings/gb/2024-02-21"))
    assert "14 are there; a quorum of 11 is there" in page
    assert "seat.05 recused on 7" in page
    assert "seat.06 (left)" in page
    course = page.partition("The course so far")[2]
    assert course.index("seat.06") < course.index("Motion m1 seconded") < course.index("Meeting opened")


def test_the_notice_clock_runs_by_the_rules_of_the_body(tmp_path: Path) -> None:
    hall = Hall(tmp_path)
    hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk Clerk")
    page = said(Desk(hall).get("/desk/meetings/gb/2024-02-21/post"))
    assert "Too late for its notice." in page
    assert "February 11, 2024, 11:59 p.m.; 10 days of notice (Gov. Code 11125(a))" in page
    assert "the agenda of gb/2024-02-21 has no items" in page


def test_a_roll_is_counted_and_nothing_is_recorded(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved("1..15")
    desk = Desk(hall)
    token = desk.token(f"{desk.sitting()}/roll?motion=m1")
    before = hall.contents()
    form = {**token, "motion": "m1", **everyone_votes("aye", SEATS[:13]), "vote.seat.14": "no"}
    page = desk.client.post(f"{desk.sitting()}/roll/count", data=form)
    assert page.status_code == 200
    assert "13 aye 1 no 0 abstain 0 recused 6 absent or left" in said(page)
    assert "1 member is still to be called: seat.15" in said(page)
    assert 'name="vote.seat.14" value="no" checked' in page.text
    form["rest"] = "aye"
    part = desk.client.post(f"{desk.sitting()}/roll/count", data=form, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "14 aye 1 no" in words(part.text)
    assert "14 of 21 needed (authorized seats); quorum 11, 15 counted" in words(part.text)
    assert "As called: adopted" in words(part.text)
    assert hall.contents() == before
    desk.do(
        "roll", {"motion": "m1", "rest": "aye", **{k: v for k, v in form.items() if k.startswith("vote.")}}
    )
    assert "14 aye" in hall.clerk("show").answer["votes"][0]["arithmetic"]["says"]


def test_a_count_tells_what_would_refuse_the_vote(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved("1..15")
    hall.do("attend remote 15")
    desk = Desk(hall)
    token = desk.token(f"{desk.sitting()}/roll?motion=m1")
    form = {**token, "motion": "m1", "rest": "aye", "method": "voice"}
    page = said(desk.client.post(f"{desk.sitting()}/roll/count", data=form))
    assert (
        "vote v1 was by voice, but a member takes part from elsewhere Rule: Gov. Code 11123(b)(1)(D)" in page
    )


def test_who_is_recused_or_away_is_not_called(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved("1..15")
    hall.do("recuse 5 7 --interest income --law 'Gov. Code 87105'", "attend left 6")
    page = Desk(hall).get("/desk/meetings/gb/2024-02-21/roll?motion=m1").text
    called = set(re.findall(r'name="vote\.(seat\.\d\d)"', page))
    assert called == {f"seat.{number:02d}" for number in range(1, 16)} - {"seat.05", "seat.06"}


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_desk_speaks_both_languages_and_has_one_heading(tmp_path: Path, prefix: str) -> None:
    desk = Desk(Hall(tmp_path).moved())
    for path in (
        "/desk",
        "/desk/plan",
        desk.sitting(),
        f"{desk.sitting()}/roll?motion=m1",
        f"{desk.sitting()}/attend",
    ):
        answer = desk.get(prefix + path)
        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1
        assert "style=" not in answer.text
        assert "onclick" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.slow
def test_every_form_of_the_desk_is_shown_in_every_state(tmp_path: Path) -> None:
    from catalog.services.clerk.steps import STEPS  # noqa: PLC0415  # where they are walked through

    for state in ("planned", "open", "over"):
        root = tmp_path / state
        root.mkdir()
        hall = Hall(root)
        if state == "planned":
            hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk Clerk")
        else:
            hall.moved().do("roll m1 --rest aye")
        if state == "over":
            hall.do("adjourn", "minutes")
        desk = Desk(hall)
        for word in STEPS:
            for asked in (
                "",
                "?item=7&motion=m1",
                "?item=<b>&motion=%00&seat=x&at=never&no_quorum=yes&seen=x",
            ):
                answer = desk.get(f"{desk.sitting()}/{word}{asked}")
                assert answer.status_code == 200, (state, word, asked)
                assert "<b>" not in answer.text.partition("<main")[2] or word == "roll"


def test_what_is_public_of_a_meeting_is_told(tmp_path: Path) -> None:
    hall = Hall(tmp_path).moved()
    hall.do("roll m1 --rest aye", "adjourn")
    page = said(Desk(hall).get("/desk/meetings/gb/2024-02-21"))
    assert "Notice: leaf 0 of the log, no signed checkpoint covers it yet" in page
    assert "gb/2024/0001: Adopt group core 1.0.0: adopted; leaf 1 of the log" in page
