"""A form that is not taken, because its session or its token is gone, loses nothing that was typed."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.records.account import Role
from catalog.resources import templates_folder
from catalog.web.unsent import SECRET
from tests.sittings import Hall
from tests.web.desks import Desk, account, upload, words
from tests.web.people import hidden_in, signed_in_as
from tests.web.rooms import PROPOSAL, Room
from tests.web.test_desk_steps import PLAN

HERE = {"Origin": "http://localhost"}
HOSTILE = '"><script>alert(1)</script>\n</textarea><b>{{ 7 * 7 }}</b>'
FIELD = re.compile(
    r'<input[^>]* name="([^"]+)" value="([^"]*)"|<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)<'
)
FORM = re.compile(r'<form class="usa-form" action="([^"]+)" method="post"')


def form_in(page: str) -> tuple[str, dict[str, str]]:
    """Return where the form of a page sends, and the fields that it would send, as a browser reads them."""
    main = page.partition('id="content">')[2]
    found = FORM.search(main)
    assert found, words(page)
    whole = main[found.end() :].partition("</form>")[0]
    fields = {a or c: unescape(b or d) for a, b, c, d in FIELD.findall(whole)}
    return unescape(found[1]), fields


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return the desk of a body that has not met yet."""
    return Desk(Hall(tmp_path))


def test_a_comment_with_a_token_that_is_gone_is_shown_and_sent_again_with_one_press(room: Room) -> None:
    browser = room.browser()
    typed = hidden_in(browser.get(PROPOSAL).text) | {"text": "Por favor.\nSí.", "name": "Ana"}
    answer = browser.post(PROPOSAL, data=typed | {"csrf_token": "gone"}, headers=HERE)
    assert answer.status_code == 400
    assert "<h1>This form is too old to be taken</h1>" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    address, fields = form_in(answer.text)
    assert address == PROPOSAL
    assert (fields["text"], fields["name"], fields["form"]) == ("Por favor.\nSí.", "Ana", typed["form"])
    again = browser.post(address, data=fields)
    assert (again.status_code, again.location[:10]) == (303, "/comments/")


def test_a_form_of_the_desk_outlives_its_session(desk: Desk) -> None:
    path, came = "/es/desk/plan", {**HERE, "Referer": "http://localhost/es/desk/plan?body=gb"}
    typed = desk.token(path) | PLAN
    with desk.workspace.writing() as work:
        work.sessions.revoke_all(account().id, at=desk.office.clock())
    ended = desk.client.post(path, data=typed, headers=came)
    assert ended.status_code == 403
    assert "<h1>Su sesión ha terminado</h1>" in ended.text
    assert 'href="/es/account/sign-in?next=/es/desk/plan%3Fbody%3Dgb" target="_blank"' in ended.text
    assert "csrf_token" not in ended.text
    address, fields = form_in(ended.text)
    assert (address, fields) == (path, {name: typed[name] for name in typed if name != "csrf_token"})
    assert desk.client.post(address, data=fields, headers=HERE).status_code == 403

    desk.sign_in(desk.who)
    shown = desk.client.post(address, data=fields, headers=HERE)
    assert shown.status_code == 400
    assert desk.get(desk.sitting()).status_code == 404, "nothing is done before somebody says so"
    again, fields = form_in(shown.text)
    assert fields["csrf_token"] != typed["csrf_token"]
    taken = desk.client.post(again, data=fields)
    assert (taken.status_code, taken.location) == (303, f"/es{desk.sitting()}")


def test_what_is_hostile_is_shown_as_words(room: Room) -> None:
    answer = room.browser().post(PROPOSAL, data={"text": HOSTILE, '"><i>': HOSTILE, "name": HOSTILE})
    assert answer.status_code == 400
    main = answer.text.partition('id="content">')[2]
    assert "<script" not in main
    assert "<b>" not in main
    assert "<i>" not in main
    assert main.count("</textarea>") == 3
    assert "{{ 7 * 7 }}" in main


@pytest.mark.parametrize(
    "address,typed",
    [
        ("/account/sign-in", {"email": "ada@example.org", "password": "s3cret-word"}),
        ("/account/second-factor", {"code": "s3cret-word"}),
        ("/account/second-factor/new", {"sealed": "s3cret-word", "code": "s3cret-word"}),
        ("/account/password", {"current": "s3cret-word", "password": "s3cret-word", "again": "s3cret-word"}),
        ("/account/invitation/x", {"name": "Ada", "password": "s3cret-word", "again": "s3cret-word"}),
        (PROPOSAL, {"text": "Fine.", "csrf_token": "s3cret-word"}),
    ],
)
def test_no_secret_is_shown(address: str, typed: dict[str, str], room: Room) -> None:
    answer = room.browser().post(address, data=typed, headers=HERE)
    assert answer.status_code in {400, 403}
    assert "s3cret-word" not in answer.text
    for name in {"email", "name", "text"} & typed.keys():
        assert typed[name] in answer.text


def test_every_field_for_a_secret_is_known_as_one() -> None:
    found = set()
    for file in templates_folder().rglob("*.html"):
        for line in file.read_text().splitlines():
            if re.search(r"-password|one-time-code|\"sealed\"", line):
                found.update(re.findall(r'line\("(\w+)"|name="(sealed)"', line))
    assert {a or b for a, b in found} == SECRET


def test_a_form_from_elsewhere_is_neither_shown_nor_sent_on(room: Room) -> None:
    typed = {"text": "From elsewhere.", "name": ""}
    for said in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", **HERE}):
        answer = room.browser().post(PROPOSAL, data=typed, headers=said)
        assert answer.status_code == 400
        assert "From elsewhere." not in answer.text
        assert "Set-Cookie" not in answer.headers
    unknown = room.browser().post(PROPOSAL, data=typed)
    assert "From elsewhere." in unknown.text
    assert "Send it again" not in unknown.text
    assert "Set-Cookie" not in unknown.headers


def test_files_are_to_be_chosen_again(desk: Desk) -> None:
    path = f"{desk.sitting()}/agenda"
    typed = {"title": "Budget", "material": upload("plan <b>.pdf", b"%PDF"), "csrf_token": "gone"}
    answer = desk.client.post(path, data=typed, headers=HERE)
    assert answer.status_code == 400
    assert "Choose again: plan &lt;b&gt;.pdf" in answer.text
    assert re.search(r'type="file" name="material" multiple required', answer.text)
    assert 'enctype="multipart/form-data"' in answer.text


def test_whoever_has_another_role_is_shown_what_was_typed_and_can_send_nothing(app: Flask) -> None:
    member = signed_in_as(app, Role.MEMBER)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = member.post("/desk/plan", data={"place": "Room 12"}, headers=HERE)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 403
    assert 'value="Room 12" readonly' in answer.text
    assert "Send it again" not in answer.text


def test_too_many_forms_lose_no_words_either(room: Room) -> None:
    answers = [room.browser().post(PROPOSAL, data={"text": f"Word {n}"}, headers=HERE) for n in range(11)]
    assert answers[-1].status_code == 429
    assert form_in(answers[-1].text)[1]["text"] == "Word 10"


def test_what_is_too_large_is_refused_as_before(client: FlaskClient) -> None:
    answer = client.post("/subscribe", data={"email": "x" * (4 * 1024 * 1024)}, headers=HERE)
    assert answer.status_code == 413
    assert len(answer.text) < 100_000


def test_a_form_sent_to_a_deeper_address_leads_back_to_the_page_above(app: Flask) -> None:
    answer = app.test_client().post(
        "/review/proposals/prop-1/annotations", data={"text": "Hm."}, headers=HERE
    )
    assert 'href="/account/sign-in?next=/review/proposals/prop-1"' in answer.text
