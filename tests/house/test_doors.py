"""Every door of the application says to whom it opens, and stays shut for everybody else."""

from pathlib import Path

import pytest
from flask import Flask, g, request
from werkzeug.routing import Rule

from catalog.access import doors
from catalog.access.doors import SIGN_IN, roles_of
from catalog.app.making import make_app
from catalog.records.account import Role
from tests.access.test_doors import somebody

VIEWER = "tests.viewer"
PLACES = {"int": 1, "float": 1.0, "uuid": "00000000-0000-0000-0000-000000000000"}
NOBODY = None


@pytest.fixture(scope="module")
def app(root: Path) -> Flask:
    """Return the application. Forms need no token: it is the doors that must hold."""
    made = make_app(root)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    def enter() -> None:
        g.viewer = request.environ.get(VIEWER)

    steps = made.before_request_funcs[None]
    steps.insert(steps.index(doors._ask), enter)
    return made


def test_every_door_says_to_whom_it_opens(app: Flask) -> None:
    silent = [one.rule for one in app.url_map.iter_rules() if not roles_of(app.view_functions[one.endpoint])]
    assert not silent


@pytest.mark.parametrize("role", [NOBODY, *Role])
def test_no_door_of_a_role_opens_to_another(app: Flask, role: Role | None) -> None:
    has = {Role.PUBLIC} | ({role} if role else set())
    shut = [one for one in app.url_map.iter_rules() if not has & roles_of(app.view_functions[one.endpoint])]
    opened = [said for one in shut for said in _opened(app, one, role)]
    assert not opened


def _opened(app: Flask, door: Rule, role: Role | None) -> list[str]:
    """Return how a door answered that was not to open."""
    kinds = {
        name: type(kind).__name__.removesuffix("Converter").lower() for name, kind in door._converters.items()
    }
    built = door.build({name: PLACES.get(kind, "x") for name, kind in kinds.items()})
    assert built, door.rule
    said = []
    for method in sorted(door.methods or ()):
        who = {VIEWER: somebody(role) if role else None}
        answer = app.test_client().open(built[1], method=method, environ_overrides=who)
        asked = answer.status_code == 401 or (answer.location or "").startswith(SIGN_IN)
        if answer.status_code != 403 and not (role is NOBODY and asked):
            said.append(f"{method} {built[1]}: {answer.status_code}")
    return said
