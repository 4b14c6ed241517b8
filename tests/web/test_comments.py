"""The public comments on a proposal, and asks what became of a comment."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.app.making import make_app
from catalog.services.commenting.moderating import show_comment, withhold
from catalog.services.commenting.sending import MOST, by_receipt
from catalog.workspace.workspace import Workspace
from tests.services.commenting.rooms import CLERK
from tests.web.people import hidden_in
from tests.web.rooms import OVER, PROPOSAL, Room

HOSTILE = '<script>alert(1)</script> & {{ 7 * 7 }} %(x)s {y} "quoted"'


def words(page: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_comment_is_taken_without_a_name_and_leads_to_its_receipt(room: Room) -> None:
    answer = room.comment("Por favor.")
    assert (answer.status_code, answer.location[:10]) == (303, "/comments/")
    page = room.browser().get(answer.location)
    assert page.status_code == 200
    assert "was received on November 1, 2023, 11:00 a.m. and is kept" in words(page.text)
    assert answer.location.rpartition("/")[2] in page.text


def test_what_nobody_has_read_is_shown_nowhere(room: Room) -> None:
    receipt = room.receipt("A word that nobody has read.", name="Somebody")
    for address in (PROPOSAL, f"/comments/{receipt}", f"{PROPOSAL}.json"):
        page = room.browser().get(address).text
        assert "nobody has read" not in page
        assert "Somebody" not in page
    assert "1 comment was received and waits" in words(room.browser().get(PROPOSAL).text)


@pytest.mark.slow
def test_a_shown_comment_stands_on_the_page_and_a_withheld_one_with_its_reason_alone(room: Room) -> None:
    shown, withheld = room.receipt(HOSTILE, name="<b>Ana</b>"), room.receipt("The number of a child.")
    office = room.bureau.office
    show_comment(office, shown, revision=1, by=CLERK)
    withhold(office, withheld, reason="It names a <child>.", revision=1, by=CLERK)
    page = room.browser().get(PROPOSAL).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7 * 7 }} %(x)s {y}" in page
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page
    assert "1 comment is withheld" in page
    assert f"Number {withheld}, received on November 1, 2023: It names a &lt;child&gt;." in re.sub(
        r"</?time[^>]*>", "", page
    )
    assert "The number of a child." not in page
    told = room.browser().get(f"/comments/{withheld}").text
    assert "It names a &lt;child&gt;." in told
    assert "The number of a child." not in told
    assert "&lt;script&gt;" in room.browser().get(f"/comments/{shown}").text


@pytest.mark.parametrize(
    "text,name,field",
    [("", "Ana", "text"), ("x" * (MOST + 1), "", "text"), ("fine", "a" * 101, "name"), ("\x07", "", "text")],
)
def test_what_is_typed_wrong_is_kept_and_said_at_its_field(
    text: str, name: str, field: str, room: Room
) -> None:
    answer = room.comment(text, name=name)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert f'value="{name}"' in answer.text
    assert f"{text}</textarea>" in answer.text
    assert hidden_in(answer.text)["form"]


def test_the_same_form_sent_twice_is_one_comment_with_one_receipt(room: Room) -> None:
    browser = room.browser()
    typed = hidden_in(browser.get(PROPOSAL).text) | {"text": "Once.", "name": ""}
    first, second = (browser.post(PROPOSAL, data=typed).location for _ in range(2))
    assert first == second
    assert room.receipt("Once.") not in first


def test_when_the_window_is_closed_it_says_so_with_dates_and_keeps_what_was_typed(room: Room) -> None:
    browser = room.browser()
    typed = hidden_in(browser.get(PROPOSAL).text) | {"text": "A minute too late.", "name": ""}
    room.bureau.clock.at = OVER
    answer = browser.post(PROPOSAL, data=typed)
    assert answer.status_code == 422
    assert "A minute too late." in answer.text
    page = words(room.browser().get(PROPOSAL).text)
    assert "The period for comment is over" in page
    assert "may comment from October 2, 2023 through December 1, 2023" in page
    assert "<textarea" not in room.browser().get(PROPOSAL).text


def test_reading_a_proposal_that_is_not_open_sets_no_cookie(room: Room) -> None:
    room.bureau.clock.at = OVER
    assert "Set-Cookie" not in room.browser().get(PROPOSAL).headers


def test_a_form_without_its_token_is_refused(room: Room) -> None:
    assert room.browser().post(PROPOSAL, data={"text": "From elsewhere."}).status_code == 400


def test_an_unknown_proposal_takes_no_comment(room: Room) -> None:
    browser = room.browser()
    hidden = hidden_in(browser.get(PROPOSAL).text)
    answer = browser.post("/proposals/prop-9%3Cb%3E", data=hidden | {"text": "Hello", "name": ""})
    assert answer.status_code == 404
    assert "<b>" not in answer.text.partition("<main")[2]


def test_too_many_comments_from_one_address_are_asked_to_wait(room: Room) -> None:
    answers = [room.comment(f"Comment {number}") for number in range(11)]
    assert [one.status_code for one in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert room.browser().get(PROPOSAL).status_code == 200


def test_where_a_comment_stands_is_asked_by_its_number(room: Room) -> None:
    receipt = room.receipt()
    browser = room.browser()
    assert browser.get(f"/comments?receipt={receipt.lower()}").location == f"/comments/{receipt}"
    wrong = browser.get("/comments?receipt=%22%3E%3Cscript%3E")
    assert wrong.status_code == 422
    assert "&#34;&gt;&lt;script&gt;" in wrong.text
    assert browser.get("/comments/0000-0000-0000-0000").status_code == 404
    assert browser.get("/comments").status_code == 200


def test_a_comment_keeps_no_address_of_the_network(room: Room) -> None:
    receipt = room.receipt()
    kept = repr(by_receipt(room.bureau.office, receipt))
    assert "127.0.0.1" not in kept


def test_a_proposal_is_read_also_where_the_database_cannot_be_reached(room: Room, tmp_path: Path) -> None:
    nowhere = replace(room.bureau.office, workspace=Workspace(f"sqlite:///{tmp_path}"))
    browser = make_app(room.hall.root, office=nowhere).test_client()
    page = browser.get(PROPOSAL)
    assert page.status_code == 200
    assert "The comments cannot be shown at the moment." in page.text
    assert "<textarea" not in page.text
    assert browser.get("/comments/0000-0000-0000-0000").status_code == 503


def test_the_twins_of_a_proposal_are_files_as_before(room: Room) -> None:
    assert room.browser().get(f"{PROPOSAL}.json").content_type == "application/json"
    assert room.browser().get(f"{PROPOSAL}.yaml").text.startswith("kind: proposal")
    moved = room.browser().get(f"/es{PROPOSAL}.html")
    assert (moved.status_code, moved.location) == (308, f"/es{PROPOSAL}")
