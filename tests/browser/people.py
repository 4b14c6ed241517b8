"""People who sign in with a browser: invited at the terminal, with a password and a second factor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import pyotp
from playwright.sync_api import Page

from catalog.records.account import Role
from tests.browser.reader import Reader
from tests.browser.sites import Site

PASSWORD = "correct horse battery"  # noqa: S105
AS: Mapping[Role, tuple[str, ...]] = {
    Role.PARTNER: ("--role", "partner", "--partner", "cde"),
    Role.MEMBER: ("--role", "member", "--body", "c2c-gb", "--seat", "seat.04"),
    Role.CLERK: ("--role", "clerk"),
    Role.ADMIN: ("--role", "admin"),
}
"""How somebody is invited to a role."""
_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account: the address, the app that shows codes, and codes for when it is lost."""

    email: str
    app: pyotp.TOTP | None
    recovery: tuple[str, ...]


def new_address(words: str) -> str:
    """Return an e-mail address that nobody has yet."""
    return f"{words}-{next(_numbers)}@example.org"


def invited(site: Site, email: str, *words: str) -> str:
    """Invite somebody at the terminal of the server; return the path of the link."""
    return site.terminal("account", "invite", *words, email).strip().partition("8020")[2]


def come_in(reader: Reader, link: str, *, email: str, name: str) -> Person:
    """Accept an invitation: choose a password, sign in with it, and set a second factor if need be."""
    page = reader.page
    reader.open(link)
    send(page, name=name, password=PASSWORD, again=PASSWORD)
    send(page, email=email, password=PASSWORD)
    if "/second-factor/" not in page.url:
        return Person(email=email, app=None, recovery=())
    app = pyotp.TOTP(page.locator("dd code").first.inner_text())
    send(page, code=app.at(datetime.now(UTC)))
    codes = tuple(page.locator(".codes code").all_inner_texts())
    page.locator("main a.usa-button").click()
    return Person(email=email, app=app, recovery=codes)


def send(page: Page, **typed: str) -> None:
    """Fill in the form of a page, by the names of its fields, and send it with the keyboard."""
    for field, words in typed.items():
        page.locator(f"#{field}").fill(words)
    with page.expect_navigation():
        page.locator(f"#{list(typed)[-1]}").press("Enter")


def sign_out(reader: Reader) -> None:
    """Sign out by the button at the head of every page."""
    with reader.page.expect_navigation():
        reader.page.get_by_role("button", name=reader.say("Sign out")).click()
