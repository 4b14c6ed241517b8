"""Somebody is invited, signs in with a second factor, and looks after an account: in a browser's steps."""

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.access.reach import Services
from catalog.records.account import Account, Role
from catalog.records.ids import BodyId
from catalog.records.signing_in import Seated
from catalog.services.accounts.changing import accounts
from tests.offices import CLERK, PASSWORD, Bureau
from tests.web.people import account_in, fill_in, hidden_in, signed_in_as, token_in

MEMBER = Seated(roles=frozenset({Role.MEMBER}), body=BodyId("c2c-gb"), seat="seat.04")
NEW = "another horse battery"
SIGN_IN = "/account/sign-in"


def invited(bureau: Bureau, email: str, seated: Seated) -> str:
    """Invite somebody; return the path of the link."""
    return bureau.link(email, seated).address.removeprefix(bureau.office.address)


def ready(bureau: Bureau, client: FlaskClient, email: str, seated: Seated = MEMBER) -> None:
    """Have somebody accept an invitation."""
    path = invited(bureau, email, seated)
    done = fill_in(client, path, name="Ana", password=PASSWORD, again=PASSWORD)
    assert (done.status_code, done.location) == (303, SIGN_IN)


def test_from_the_invitation_to_the_account(bureau: Bureau, client: FlaskClient) -> None:
    path = invited(bureau, "one@b.org", CLERK)
    page = client.get(path)
    assert "one@b.org" in page.text
    assert "clerk" in page.text
    wrong = fill_in(client, path, name="Ana <b>", password="short", again="short")  # noqa: S106
    assert wrong.status_code == 422
    assert 'value="Ana &lt;b&gt;"' in wrong.text
    assert 'value="short"' not in wrong.text
    assert 'aria-describedby="password-wrong password-hint" aria-invalid="true"' in wrong.text
    fill_in(client, path, name="Ana", password=PASSWORD, again=PASSWORD)
    begun = fill_in(client, SIGN_IN, email="one@b.org", password=PASSWORD)
    assert (begun.status_code, begun.location) == (303, "/account/second-factor/new")
    assert client.get("/account").location == f"{SIGN_IN}?next=/account"
    form = client.get("/account/second-factor/new")
    (secret,) = re.findall(r"<dd><code>([A-Z2-7]{32})</code>", form.text)
    (drawn,) = re.findall(r'src="(/account/second-factor/picture.svg\?sealed=[^"]+)"', form.text)
    picture = client.get(drawn)
    assert (picture.status_code, picture.content_type) == (200, "image/svg+xml")
    assert picture.headers["Cache-Control"] == "no-store"
    code = pyotp.TOTP(secret).at(bureau.clock.at)
    done = client.post("/account/second-factor/new", data=hidden_in(form.text) | {"code": code})
    assert len(re.findall(r"<code>(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}</code>", done.text)) == 10
    assert "Ana" in client.get("/account").text


def test_a_code_completes_a_later_sign_in_and_leads_back(bureau: Bureau, client: FlaskClient) -> None:
    ready(bureau, client, "two@b.org", CLERK)
    app, _ = bureau.enrolled("two@b.org")
    bureau.clock.move(minutes=1)
    begun = fill_in(client, f"{SIGN_IN}?next=/es/account/password", email="two@b.org", password=PASSWORD)
    assert begun.location == "/account/second-factor"
    wrong = fill_in(client, "/account/second-factor", code="000000")
    assert wrong.status_code == 422
    assert "not right" in wrong.text
    done = fill_in(client, "/account/second-factor", code=app.at(bureau.clock.at))
    assert (done.status_code, done.location) == (303, "/es/account/password")
    assert client.get("/es/account/password").status_code == 200
    assert client.get("/account/second-factor").location == SIGN_IN


def test_a_wrong_sign_in_keeps_the_address_and_never_the_password(client: FlaskClient) -> None:
    answer = fill_in(client, SIGN_IN, email='x"><script>@b.org', password="wrong password")  # noqa: S106
    assert answer.status_code == 422
    assert "x&#34;&gt;&lt;script&gt;@b.org" in answer.text
    assert "wrong password" not in answer.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "evil",
        "/a\r\nSet-Cookie: x",
    ],
)
def test_a_link_to_the_sign_in_leads_nobody_elsewhere(
    elsewhere: str, bureau: Bureau, client: FlaskClient, app: Flask
) -> None:
    if not any(one.email == "three@b.org" for one in accounts_of(app)):
        ready(bureau, client, "three@b.org")
    page = client.get(SIGN_IN, query_string={"next": elsewhere})
    typed = {"email": "three@b.org", "password": PASSWORD}
    done = client.post(SIGN_IN, data=hidden_in(page.text) | typed)
    assert (done.status_code, done.location) == (303, "/account")
    forged = {"csrf_token": token_in(client.get("/account").text), "next": elsewhere}
    assert client.post(SIGN_IN, data=forged | typed).location == "/account"


def accounts_of(app: Flask) -> tuple[Account, ...]:
    """List the accounts of the application."""
    held: Services = app.extensions["p20w"]
    return accounts(held.office)


def test_the_session_cookie_is_for_this_server_alone_and_changes_at_sign_in(
    bureau: Bureau, client: FlaskClient
) -> None:
    ready(bureau, client, "four@b.org")
    client.get(SIGN_IN)
    before = client.get_cookie("p20w")
    done = fill_in(client, SIGN_IN, email="four@b.org", password=PASSWORD)
    (set_cookie,) = done.headers.getlist("Set-Cookie")
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    assert "Expires=" in set_cookie
    after = client.get_cookie("p20w")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_signing_out_ends_the_session_and_not_only_the_cookie(bureau: Bureau, client: FlaskClient) -> None:
    ready(bureau, client, "five@b.org")
    fill_in(client, SIGN_IN, email="five@b.org", password=PASSWORD)
    stolen = client.get_cookie("p20w")
    assert stolen is not None
    done = fill_in(client, "/account", to="/account/sign-out")
    assert done.location == "/"
    assert "You are signed out." in client.get("/").text
    client.set_cookie("p20w", stolen.value)
    assert client.get("/account").status_code == 302


def test_a_password_is_changed(bureau: Bureau, client: FlaskClient) -> None:
    ready(bureau, client, "six@b.org")
    fill_in(client, SIGN_IN, email="six@b.org", password=PASSWORD)
    wrong = fill_in(client, "/account/password", current="no", password=NEW, again=NEW)
    assert wrong.status_code == 422
    assert 'id="current-wrong"' in wrong.text
    done = fill_in(client, "/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert done.location == "/account"
    assert "Your password is changed" in client.get("/account").text


def test_sessions_are_listed_and_ended(app: Flask) -> None:
    account = account_in(app, Role.MEMBER)
    own, other = (signed_in_as(app, Role.MEMBER, account) for _ in range(2))
    page = own.get("/account")
    (ending,) = re.findall(r'action="(/account/sessions/session-[^"]+/end)"', page.text)
    own.post(ending, data={"csrf_token": token_in(page.text)})
    assert other.get("/account").status_code == 302
    assert own.get("/account").status_code == 200
    third = signed_in_as(app, Role.MEMBER, account)
    page = own.get("/account")
    own.post("/account/sessions/end-others", data={"csrf_token": token_in(page.text)})
    assert third.get("/account").status_code == 302


def test_a_used_link_and_one_that_never_was_are_told_the_same(bureau: Bureau, client: FlaskClient) -> None:
    path = invited(bureau, "seven@b.org", MEMBER)
    fill_in(client, path, name="Ana", password=PASSWORD, again=PASSWORD)
    client.get("/")  # says what was done
    used, never = client.get(path), client.get("/account/invitation/never")
    assert (used.status_code, never.status_code) == (404, 404)
    assert used.text == never.text


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    typed = {"email": "a@b.org", "password": PASSWORD}
    assert client.post(SIGN_IN, data=typed).status_code == 400
    assert client.post(SIGN_IN, data=typed | {"csrf_token": "forged"}).status_code == 400


def test_the_token_of_one_browser_is_of_no_use_to_another(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    token = token_in(other.get(SIGN_IN).text)
    client.get(SIGN_IN)
    assert client.post(SIGN_IN, data={"csrf_token": token, "email": "a@b.org"}).status_code == 400


def test_too_many_forms_are_told_to_wait_also_without_a_token(client: FlaskClient) -> None:
    found = [client.post(SIGN_IN, data={}).status_code for _ in range(25)]
    assert found == [400] * 20 + [429] * 5
    answer = client.post(SIGN_IN, data={})
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/decisions").status_code == 200


@pytest.mark.parametrize(
    "page", ["/account/sign-in", "/account", "/account/password", "/admin", "/admin/invite", "/admin/trail"]
)
def test_a_page_with_a_form_is_kept_by_nobody(page: str, as_role: Callable[[Role], FlaskClient]) -> None:
    answer = as_role(Role.ADMIN).get(page)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.count("<h1>") == 1
