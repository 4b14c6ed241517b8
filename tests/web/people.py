"""People at their browsers: forms filled in as a browser does, and sessions of each role."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.access.reach import Services
from catalog.records.account import Account, AccountId, Role
from catalog.records.ids import BodyId, PartnerId
from catalog.services.accounts.sessions import begin
from catalog.services.office import new_id

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def token_in(page: str) -> str:
    """Return the token of the last form of a page."""
    found: str = _TOKEN.findall(page)[-1]
    return found


def hidden_in(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms; of those with one name, the last."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page)}


def fill_in(client: FlaskClient, form: str, to: str | None = None, **typed: object) -> TestResponse:
    """Open a page, fill in its form, and send it where it says, or elsewhere."""
    page = client.get(form)
    assert page.status_code == 200, (form, page.status_code, page.headers.get("Location"))
    return client.post(to or form, data=hidden_in(page.text) | typed)


def account_in(app: Flask, role: Role) -> Account:
    """Make an account with a role, without the way that leads to one."""
    office = app.extensions["p20w"].office
    account = Account(
        id=AccountId(new_id("acct")),
        email=f"{new_id(role)}@example.org",
        name=f"Ana {role.title()}",
        roles=frozenset({Role.PUBLIC, role}),
        partner=PartnerId("cde") if role is Role.PARTNER else None,
        body=BodyId("c2c-gb") if role is Role.MEMBER else None,
        seat="seat.04" if role is Role.MEMBER else None,
        second_factor=False,
        closed=False,
    )
    with office.workspace.writing() as work:
        work.accounts.add(account, password=None, at=office.clock())
    return account


def signed_in_as(app: Flask, role: Role, account: Account | None = None) -> FlaskClient:
    """Return a client that is signed in with a role, second factor and all."""
    held: Services = app.extensions["p20w"]
    who = account or account_in(app, role)
    with held.office.workspace.writing() as work:
        begun = begin(held.office, work, who, complete=True, way="password", browser="a test")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = begun.token
    return client
