"""A catalog with a proposal that is open for comment, served by an application with an office of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.app.making import make_app
from catalog.records.account import Role
from catalog.workspace.workspace import Workspace
from tests.offices import Bureau, bureau_of
from tests.sittings import Hall
from tests.web.people import hidden_in, signed_in_as

PROPOSAL = "/proposals/prop-1"
OPEN = datetime(2023, 11, 1, 18, 0, tzinfo=UTC)
OVER = datetime(2023, 12, 2, 8, 0, tzinfo=UTC)


@dataclass
class Room:
    """A hall that is served, on a day on which comments on its proposal are taken."""

    hall: Hall
    bureau: Bureau
    app: Flask

    def browser(self) -> FlaskClient:
        """Return a browser that has not been here before."""
        return self.app.test_client()

    def clerk(self) -> FlaskClient:
        """Return the browser of a clerk who is signed in."""
        return signed_in_as(self.app, Role.CLERK)

    def comment(self, text: str = "I am for it.", *, name: str = "", form: str = "") -> TestResponse:
        """Comment on the proposal as somebody who has not been here before."""
        browser = self.browser()
        hidden = hidden_in(browser.get(PROPOSAL).text)
        typed = {"text": text, "name": name} | ({"form": form} if form else {})
        return browser.post(PROPOSAL, data=hidden | typed)

    def receipt(self, text: str = "I am for it.", *, name: str = "") -> str:
        """Comment, and return the number that one is given."""
        answer = self.comment(text, name=name)
        assert answer.status_code == 303, answer.text
        return answer.location.rpartition("/")[2]


def served_room(folder: Path, workspace: Workspace) -> Room:
    """Make the hall and serve it."""
    hall = Hall(folder / "catalog")
    bureau = bureau_of(workspace, hall.snapshot())
    bureau.clock.at = OPEN
    app = make_app(hall.root, office=bureau.office)
    app.config["TESTING"] = True
    return Room(hall=hall, bureau=bureau, app=app)
