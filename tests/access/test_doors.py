"""A door opens to whom it says, and to nobody where it says nothing."""

import pytest
from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import guard, open_to
from catalog.records.account import Account, AccountId, Role


def somebody(*roles: Role) -> Account:
    """Return an account with the roles."""
    return Account(
        id=AccountId("a1"),
        email="ada@example.org",
        name="Ada",
        roles=frozenset({Role.PUBLIC, *roles}),
        partner=None,
        body=None,
        seat=None,
        second_factor=True,
        closed=False,
    )


@pytest.fixture(scope="module")
def doors() -> Flask:
    """Return an application with three doors, which takes the role of who asks from a header."""
    app = Flask("doors")

    @app.before_request
    def who() -> None:
        if role := request.headers.get("Role"):
            g.viewer = somebody(Role(role))

    guard(app)

    @app.get("/all")
    @open_to(Role.PUBLIC)
    def everybody() -> ResponseReturnValue:
        return "open"

    @app.route("/desk", methods=["GET", "POST"])
    @open_to(Role.CLERK, Role.ADMIN)
    def desk() -> ResponseReturnValue:
        return "open"

    @app.get("/forgotten")
    def forgotten() -> ResponseReturnValue:
        return "open"

    return app


@pytest.mark.parametrize(
    "address,role,status",
    [
        ("/all", None, 200),
        ("/all", Role.PARTNER, 200),
        ("/desk", Role.CLERK, 200),
        ("/desk", Role.ADMIN, 200),
        ("/desk", Role.MEMBER, 403),
        ("/forgotten", None, 403),
        ("/forgotten", Role.ADMIN, 403),
        ("/none", None, 404),
    ],
)
def test_a_door_opens_to_its_roles_alone(doors: Flask, address: str, role: Role | None, status: int) -> None:
    assert doors.test_client().get(address, headers={"Role": role} if role else {}).status_code == status


def test_who_is_not_signed_in_is_asked_to_and_comes_back(doors: Flask) -> None:
    answer = doors.test_client().get("/desk?day=1")
    assert (answer.status_code, answer.location) == (302, "/account/sign-in?next=/desk%3Fday%3D1")


def test_what_was_sent_by_nobody_is_refused(doors: Flask) -> None:
    assert doors.test_client().post("/desk").status_code == 403
