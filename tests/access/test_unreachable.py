"""A database that is locked or away: what is public can be read, everything else says so, in bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask import Flask

from catalog.app.making import make_app
from catalog.records.account import Role
from catalog.services.office import Office
from catalog.workspace.database import WAIT_SECONDS
from catalog.workspace.workspace import Workspace
from tests.offices import KEY, Clock
from tests.web.people import account_in, signed_in_as, token_in


@pytest.fixture
def app(root: Path, tmp_path: Path) -> Flask:
    """Return an application on a database that is still there."""
    url = f"sqlite:///{tmp_path / 'kept' / 'workspace.db'}"
    made = make_app(root, office=Office(workspace=Workspace(url), key=KEY, clock=Clock()))
    made.config["TESTING"] = True
    return made


def take_away(app: Flask, folder: Path) -> None:
    """Put something in the place of the database that is none."""
    app.extensions["p20w"].workspace.close()
    for file in (folder / "kept").iterdir():
        file.write_bytes(b"no database " * 1000)


def test_reading_works_without_the_database_and_the_rest_says_so(app: Flask, tmp_path: Path) -> None:
    account_in(app, Role.CLERK)
    client = signed_in_as(app, Role.ADMIN)
    form = client.get("/account/sign-in")
    take_away(app, tmp_path)
    began = time.monotonic()
    assert client.get("/decisions").status_code == 200
    assert client.get("/account/sign-in").status_code == 200
    for address in ("/admin", "/account"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "cannot be reached now" in answer.text
        assert str(tmp_path) not in answer.text
        assert "not a database" not in answer.text
    typed = {"csrf_token": token_in(form.text), "email": "a@b.org", "password": "x"}
    assert client.post("/account/sign-in", data=typed).status_code == 503
    assert time.monotonic() - began < 4 * WAIT_SECONDS


def test_the_application_starts_without_its_database(root: Path, tmp_path: Path) -> None:
    workspace = Workspace(f"postgresql://u@/n?host={tmp_path}")
    client = make_app(root, office=Office(workspace=workspace, key=KEY)).test_client()
    assert client.get("/").status_code == 200
    assert client.get("/account/invitation/x").status_code == 503
