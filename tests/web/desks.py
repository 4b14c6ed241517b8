"""A clerk at the desk of the application: a hall's catalog, an account, and forms that are sent."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.app.making import make_app
from catalog.records.account import Account, AccountId, Role
from catalog.workspace.workspace import Workspace
from tests.offices import bureau_of
from tests.sittings import Hall
from tests.web.people import signed_in_as

TAGS = re.compile(r"<[^>]+>")
OPTION = re.compile(r'<option value="([^"]*)"[^>]*\bselected\b')


def account(name: str = "Clerk of the board", *roles: Role, **more: Any) -> Account:
    """Somebody with roles; by default a clerk."""
    known = {
        "partner": None,
        "body": None,
        "seat": None,
        "second_factor": True,
        "closed": False,
        "revision": 1,
    }
    own = frozenset({Role.PUBLIC, *(roles or (Role.CLERK,))})
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower())
    found: dict[str, Any] = known | more
    return Account(id=AccountId(slug), email=f"{slug}@example.org", name=name, roles=own, **found)


class Reference(Hall):
    """The reference catalog, copied."""

    def __init__(self, root: Path, source: Path) -> None:
        self.root = root
        self.meeting = "c2c-gb/2026-09-16"
        self.minute = 0
        for name in ("definitions", "agreements", "lineage", "meetings"):
            shutil.copytree(source / name, root / name)


class Desk:
    """The application on a hall's catalog, with a workspace beside it, used by whoever is signed in."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.workspace = Workspace(f"sqlite:///{hall.root / '.workspace' / 'workspace.db'}")
        self.office = bureau_of(self.workspace, None).office
        self.app: Flask = make_app(hall.root, office=self.office)
        self.app.config["TESTING"] = True
        self.known: dict[str, Account] = {}
        self.minute = 100
        self.who: Account | None = None
        self.client: FlaskClient = self.app.test_client()
        self.sign_in(account())

    def sign_in(self, who: Account | None) -> None:
        """Let somebody sign in, second factor and all; or nobody."""
        self.who = who
        if who is None:
            self.client = self.app.test_client()
            return
        if who.id not in self.known:
            with self.workspace.writing() as work:
                work.accounts.add(who, password=None, at=self.office.clock())
            self.known[who.id] = who
        self.client = signed_in_as(self.app, Role.CLERK, who)

    def get(self, path: str) -> TestResponse:
        """Look at a page."""
        return self.client.get(path)

    def sitting(self) -> str:
        """The address of the meeting at the desk."""
        return f"/desk/meetings/{self.hall.meeting}"

    def token(self, path: str) -> dict[str, str]:
        """What a page's form sends back unseen: its token, and on which record it was made."""
        page = self.get(path).text
        found = {name: _hidden(page, name) for name in ("csrf_token", "seen", "known")}
        return {name: value for name, value in found.items() if value is not None}

    def send(self, word: str, fields: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:
        """Open the form of a step, fill it in and send it; the time is of the minute after the one before."""
        path = f"{self.sitting()}/{word}"
        return self.send_made(word, self.token(path), fields, **more)

    def send_made(
        self, word: str, token: Mapping[str, str], fields: Mapping[str, Any] | None = None, **more: Any
    ) -> TestResponse:
        """Send a form that was made before."""
        self.minute += 1
        clock = f"{10 + self.minute // 60:02d}:{self.minute % 60:02d}"
        typed = {"at": clock, **token, **(fields or {}), **more}
        return self.client.post(
            f"{self.sitting()}/{word}", data={k: v for k, v in typed.items() if v is not None}
        )

    def do(self, word: str, fields: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Take a step that must be taken; return the sitting that it leads to."""
        answer = self.send(word, fields, **more)
        assert answer.status_code == 303, (word, said(answer))
        assert answer.location == self.sitting()
        return self.get(answer.location).text

    def refuses(self, word: str, fields: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Take a step that must be refused with a rule, and change no byte; return the page."""
        return self.kept(409, word, fields, **more)

    def kept(self, status: int, word: str, fields: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Send a form that is not taken: no byte changes, and what was typed still stands in it."""
        before = self.hall.contents()
        answer = self.send(word, fields, **more)
        assert answer.status_code == status, (word, answer.status_code, said(answer))
        assert self.hall.contents() == before
        for value in {**(fields or {}), **more}.values():
            if isinstance(value, str) and value.strip() and "\n" not in value:
                assert html.escape(value.strip(), quote=True).replace("&#x27;", "&#39;") in answer.text, value
        return answer.text


def _hidden(page: str, name: str) -> str | None:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found and html.unescape(found[1])


def said(answer: TestResponse) -> str:
    """The words of a page's own part."""
    return words(answer.text)


def words(page: str) -> str:
    """The words of a page's own part, or of a piece of one, one space between each."""
    main = page.partition('id="content">')[2].partition("</main>")[0] or page
    plain = " ".join(html.unescape(TAGS.sub(" ", main)).split())
    return re.sub(r" (?=[.,;:)”])|(?<=[(“]) ", "", plain)


def upload(name: str, data: bytes) -> tuple[BytesIO, str]:
    """A file that is sent with a form."""
    return BytesIO(data), name


def everyone_votes(vote: str, seats: Sequence[str]) -> dict[str, str]:
    """A roll on which seats vote so."""
    return {f"vote.{seat}": vote for seat in seats}
