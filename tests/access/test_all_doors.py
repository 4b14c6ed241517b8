"""Every door says who may open it; one that does not say so stays shut, and nobody gets past the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from catalog.access.doors import doors, open_to
from catalog.app.making import make_app
from catalog.records.account import Role
from catalog.workspace.workspace import Workspace
from tests.offices import bureau_of
from tests.web.people import signed_in_as

GIVEN = [role for role in Role if role is not Role.PUBLIC]


@pytest.fixture(scope="module")
def app(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an application with two doors more: one that says nothing, and one for members."""
    with Workspace(f"sqlite:///{tmp_path_factory.mktemp('doors') / 'workspace.db'}") as workspace:
        made = make_app(root, office=bureau_of(workspace, None).office)
        made.config["TESTING"] = True

        @made.get("/forgotten")
        def forgotten() -> str:
            return "inside"

        @made.get("/for-members")
        @open_to(Role.MEMBER)
        def for_members() -> str:
            return "inside"

        yield made


def is_file(address: str) -> bool:
    """Say whether what stands at an address is a file for programs, by how the address ends."""
    return "." in re.sub("<[^>]+>", "x", address).rpartition("/")[2]


def test_every_door_of_the_application_says_who_may_open_it(app: Flask) -> None:
    silent = [door.view for door in doors(app) if not door.roles]
    assert silent == ["forgotten"]


@pytest.mark.parametrize("role", GIVEN)
def test_a_door_that_says_nothing_stays_shut(role: Role, app: Flask) -> None:
    assert app.test_client().get("/forgotten").status_code == 403
    assert signed_in_as(app, role).get("/forgotten").status_code == 403


@pytest.mark.parametrize("role", GIVEN)
def test_a_door_opens_to_its_roles_alone(role: Role, app: Flask) -> None:
    answer = signed_in_as(app, role).get("/for-members")
    assert answer.status_code == (200 if role is Role.MEMBER else 403)


@pytest.mark.parametrize("role", [None, *GIVEN])
def test_nobody_gets_past_a_door_that_is_not_theirs(role: Role | None, app: Flask) -> None:
    client = app.test_client() if role is None else signed_in_as(app, role)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for door in doors(app):
            if Role.PUBLIC in door.roles or role in door.roles:
                continue
            for method in door.methods:
                answer = client.open(re.sub("<[^>]+>", "x", door.address), method=method)
                asked = 401 if is_file(door.address) else 302
                shut = asked if role is None and method == "GET" and door.roles else 403
                assert answer.status_code == shut, (door, method)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_a_shut_door_leads_to_the_sign_in_and_back_in_the_language_of_the_reader(app: Flask) -> None:
    answer = app.test_client().get("/es/for-members?a=1&b=é")
    assert answer.status_code == 302
    assert answer.location == "/es/account/sign-in?next=/es/for-members%3Fa%3D1%26b%3D%C3%A9"


def test_a_program_that_is_not_signed_in_is_told_so_in_its_own_language(app: Flask) -> None:
    shut = [door for door in doors(app) if door.roles and Role.PUBLIC not in door.roles]
    files = [door.address for door in shut if "GET" in door.methods and is_file(door.address)]
    assert {"/flows.json", "/flows.xlsx", "/partner.json", "/admin/trail.csv"} <= set(files)
    for address in files:
        answer = app.test_client().get(re.sub("<[^>]+>", "x", address))
        assert answer.status_code == 401, address
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["title"] == "Sign in first"
        assert answer.headers["WWW-Authenticate"]
        assert "Location" not in answer.headers


def test_who_accepts_json_alone_is_not_led_to_a_page(app: Flask) -> None:
    answer = app.test_client().get("/for-members", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert app.test_client().get("/for-members", headers={"Accept": "*/*"}).status_code == 302


@pytest.mark.parametrize(
    "address", ["/", "/account/sign-in", "/nothing", "/admin", "/static/site.css", "/api/openapi.json"]
)
def test_every_answer_has_the_security_headers(address: str, app: Flask) -> None:
    with app.test_client().get(address) as answer:
        headers = answer.headers
    content = headers["Content-Security-Policy"]
    assert "default-src 'self'" in content
    assert "unsafe" not in content
    assert "frame-ancestors 'none'" in content
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in headers


def test_where_people_come_by_https_cookies_and_pages_never_go_without(root: Path, tmp_path: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415

    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        office = replace(bureau_of(workspace, None).office, address="https://catalog.example")
        client = make_app(root, office=office).test_client()
        answer = client.get("/account/sign-in", base_url="https://catalog.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-p20w=")
    assert "; Secure" in cookie
    assert "; Path=/" in cookie
