"""An administrator invites, changes and closes accounts, and reads the trail."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.records.account import Role
from tests.offices import PASSWORD, Bureau
from tests.web.people import account_in, fill_in, hidden_in, signed_in_as

ROLES = [role for role in Role if role is not Role.PUBLIC]


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """Return an administrator's browser, with another administrator in the house."""
    account_in(app, Role.ADMIN)
    return signed_in_as(app, Role.ADMIN)


@pytest.mark.parametrize("role", [role for role in ROLES if role is not Role.ADMIN])
@pytest.mark.parametrize(
    "path", ["/admin", "/admin/invite", "/admin/trail", "/admin/trail.csv", "/admin/accounts/x"]
)
def test_nobody_else_administers(role: Role, path: str, app: Flask) -> None:
    assert signed_in_as(app, role).get(path).status_code == 403


def test_an_invitation_is_shown_once_and_can_be_revoked(admin: FlaskClient, client: FlaskClient) -> None:
    made = fill_in(admin, "/admin/invite", email="inv@b.org", roles=["partner"], partner="cde")
    assert made.status_code == 200
    (path,) = re.findall(r"<code>http://[^/]+(/account/invitation/[^<]+)</code>", made.text)
    assert client.get(path).status_code == 200
    page = admin.get("/admin").text
    assert path.rpartition("/")[2] not in page
    (revoking,) = re.findall(r'action="(/admin/links/[^"]+/revoke)"[^\n]*\(inv@b.org\)', page)
    assert admin.post(revoking, data=hidden_in(page)).status_code == 303
    assert client.get(path).status_code == 404


def test_what_is_typed_wrong_is_kept_and_said_at_its_field(admin: FlaskClient) -> None:
    wrong = fill_in(
        admin, "/admin/invite", email="no address", roles=["member", "clerk"], body="c2c-gb", seat="seat.99"
    )
    assert wrong.status_code == 422
    nothing = fill_in(admin, "/admin/invite", email="no address")
    assert 'id="roles-wrong"' in nothing.text
    assert 'id="email-wrong"' in nothing.text
    assert 'value="no address"' in wrong.text
    assert 'value="seat.99"' in wrong.text
    assert re.findall(r'value="(\w+)" checked', wrong.text) == ["member", "clerk"]
    assert '<option value="c2c-gb" selected>' in wrong.text
    for field in ("email", "roles", "seat"):
        assert f'id="{field}-wrong"' in wrong.text


def test_roles_are_changed_and_of_two_changes_the_second_is_a_conflict(
    admin: FlaskClient, app: Flask
) -> None:
    account = account_in(app, Role.CLERK)
    form = f"/admin/accounts/{account.id}"
    first = admin.get(form).text
    changed = admin.post(f"{form}/roles", data=hidden_in(first) | {"roles": ["admin"]})
    assert changed.status_code == 303
    assert re.findall(r'value="(\w+)" checked', admin.get(form).text) == ["admin"]
    again = admin.post(f"{form}/roles", data=hidden_in(first) | {"roles": ["clerk"]})
    assert again.status_code == 409
    assert "somebody else" in again.text
    none = admin.post(f"{form}/roles", data=hidden_in(admin.get(form).text))
    assert none.status_code == 422


def test_an_account_is_closed_opened_again_and_given_a_new_password(
    admin: FlaskClient, client: FlaskClient, bureau: Bureau, app: Flask
) -> None:
    account = account_in(app, Role.CLERK)
    form = f"/admin/accounts/{account.id}"
    assert fill_in(admin, form, to=f"{form}/close").status_code == 303
    assert "Open the account again" in admin.get(form).text
    assert fill_in(admin, form, to=f"{form}/password-link").status_code == 404
    assert fill_in(admin, form, to=f"{form}/reopen").status_code == 303
    made = fill_in(admin, form, to=f"{form}/password-link")
    (path,) = re.findall(r"<code>http://[^/]+(/account/invitation/[^<]+)</code>", made.text)
    done = fill_in(client, path, password=PASSWORD, again=PASSWORD)
    assert done.status_code == 303
    bureau.enrolled(account.email)
    assert "Take the second factor away" in admin.get(form).text
    assert fill_in(admin, form, to=f"{form}/second-factor").status_code == 303
    assert "Take the second factor away" not in admin.get(form).text


def test_an_unknown_account_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/admin/accounts/acct-0").status_code == 404
    assert fill_in(admin, "/admin", to="/admin/accounts/acct-0/close").status_code == 404
    assert fill_in(admin, "/admin", to="/admin/links/link-0/revoke").status_code == 404


def test_the_trail_is_shown_filtered_and_as_a_table(admin: FlaskClient) -> None:
    fill_in(admin, "/admin/invite", email="trail@b.org", roles=["clerk"])
    page = admin.get("/admin/trail?did=account.invited")
    assert page.status_code == 200
    assert "trail@b.org" in page.text
    table = admin.get("/admin/trail.csv?did=account.invited")
    assert table.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert {row["did"] for row in rows} == {"account.invited"}
    assert int(rows[0]["number"]) > int(rows[-1]["number"]) or len(rows) == 1
    verified = admin.get("/admin/trail/verified")
    assert "The trail is whole" in verified.text
    assert "not in the trail" in admin.get("/admin/trail/verified?known=sha256:0").text


def test_a_filter_typed_wrong_is_kept_and_said(admin: FlaskClient) -> None:
    wrong = admin.get("/admin/trail?since=<yesterday>")
    assert wrong.status_code == 422
    assert 'value="&lt;yesterday&gt;"' in wrong.text
    assert admin.get("/admin/trail.csv?since=<yesterday>").status_code == 302


def test_a_change_without_the_token_of_its_form_is_refused(admin: FlaskClient, app: Flask) -> None:
    account = account_in(app, Role.CLERK)
    assert admin.post(f"/admin/accounts/{account.id}/close", data={"revision": "1"}).status_code == 400
