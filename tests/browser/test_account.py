"""From the invitation at the terminal to administration: a browser, a second factor, and back out again."""

from __future__ import annotations

from datetime import UTC, datetime

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalog.records.account import Role
from tests.browser.people import AS, PASSWORD, come_in, invited, new_address, send
from tests.browser.reader import Reader
from tests.browser.sites import Site

pytestmark = pytest.mark.slow

AXE = Axe()
MAIN = "main form:has(button)"


def looks_right(reader: Reader) -> None:
    """Hold a page against the rules of accessibility, and against the width of the window."""
    assert reader.lacks_room() is None
    expect(reader.page.locator("h1")).to_have_count(1)
    if reader.manner.scripts:
        found = AXE.run(reader.page).response["violations"]
        assert [(one["id"], [node["any"] for node in one["nodes"]]) for one in found] == []


def test_an_administrator_comes_in_by_an_invitation_and_goes_out_again(reader: Reader, site: Site) -> None:
    page, email = reader.page, new_address("ada")
    reader.open(invited(site, email, *AS[Role.ADMIN]))
    looks_right(reader)
    send(page, name="Ada Admin", password=PASSWORD[:5], again=PASSWORD[:5])
    expect(page.locator("#password-wrong")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Ada Admin")
    looks_right(reader)
    send(page, password=PASSWORD, again=PASSWORD)
    looks_right(reader)
    send(page, email=email, password=PASSWORD)
    secret = page.locator("dd code").first.inner_text()
    drawn = page.locator("img.qr")
    assert page.request.get(reader.site + (drawn.get_attribute("src") or "")).ok
    looks_right(reader)
    send(page, code=pyotp.TOTP(secret).at(datetime.now(UTC)))
    expect(page.locator(".codes code")).to_have_count(10)
    looks_right(reader)
    recovery = page.locator(".codes code").first.inner_text()
    for address in (
        "/account",
        "/account/password",
        "/admin",
        "/admin/invite",
        "/admin/trail",
        "/admin/trail/verified",
    ):
        assert reader.open(address).ok
        looks_right(reader)
    with page.expect_navigation():
        page.locator(".who form button").click()
    assert "/account/sign-in?next=" in reader.open("/admin").url
    send(page, email=email, password=PASSWORD)
    looks_right(reader)
    send(page, code=recovery.lower())
    expect(page).to_have_url(f"{reader.site}{'/es' if reader.manner.language == 'es' else ''}/admin")


def test_an_invitation_is_made_and_revoked_in_the_pages(reader: Reader, site: Site) -> None:
    page, email = reader.page, new_address("ben")
    come_in(reader, invited(site, email, *AS[Role.ADMIN]), email=email, name="Ben Admin")
    reader.open("/admin/invite")
    page.locator("#email").fill(f"new-{email}")
    page.locator("label[for=roles-partner]").click()
    page.locator("#partner").select_option("cde")
    page.locator(f"{MAIN} button.usa-button").last.click()
    link = page.locator("pre code").inner_text().partition("8020")[2]
    looks_right(reader)
    reader.open("/admin")
    page.locator(f"tr:has-text('new-{email}') button").click()
    answer = reader.open(link)
    assert answer.status == 404
