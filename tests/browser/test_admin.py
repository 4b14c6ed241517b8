"""An administrator: invites somebody, changes what they may do, and reads in the trail who did what."""

import csv
import io

import pytest
from playwright.sync_api import expect

from catalog.records.account import Role
from tests.browser.conftest import Visit, VisitAs
from tests.browser.people import PASSWORD, new_address, send
from tests.browser.reader import MANNERS, Manner, Reader

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS),
]


def test_who_is_invited_comes_in_gets_another_role_and_is_found_in_the_trail(
    visiting: Visit, visiting_as: VisitAs, manner: Manner
) -> None:
    email = new_address("nina")
    with visiting_as(Role.ADMIN, manner) as reader:
        page, say = reader.page, reader.say
        reader.open("/admin")
        page.locator('main a[href$="/admin/invite"]').first.click()
        page.locator("#email").fill(email)
        page.get_by_role("button", name=say("Invite"), exact=True).click()
        expect(page.locator("main [role=alert], main .usa-error-message").first).to_be_visible()
        expect(page.locator("#email")).to_have_value(email)
        page.locator("label[for=roles-member]").click()
        page.locator("#body").select_option("c2c-gb")
        page.locator("#seat").fill("seat.05")
        page.get_by_role("button", name=say("Invite"), exact=True).click()
        link = page.locator("pre code").inner_text().partition("8020")[2]
        with visiting(manner) as invited:
            invited.page.goto(invited.site + link)
            send(invited.page, name="Nina Member", password=PASSWORD, again=PASSWORD)
            send(invited.page, email=email, password=PASSWORD)
            assert invited.open("/review").ok
            assert invited.open("/desk").status == 403
            change_the_role(reader, email)
            assert "/account/sign-in" in invited.open("/review").url


def change_the_role(reader: Reader, email: str) -> None:
    """Make a clerk of a member; what was done stands in the trail, which is whole."""
    page, say = reader.page, reader.say
    reader.open("/admin")
    page.locator("tr", has_text=email).get_by_role("link").first.click()
    page.locator("label[for=roles-member]").click()
    page.locator("label[for=roles-clerk]").click()
    page.locator("#body").select_option("")
    page.locator("#seat").fill("")
    page.get_by_role("button", name=say("Change the roles")).click()
    expect(page.locator("main [role=status]")).to_be_visible()
    assert reader.lacks_room() is None
    page.get_by_role("link", name=say("what was done to it")).click()
    expect(page.locator("main tbody")).to_contain_text("account.roles")
    place = page.get_by_role("link", name=say("As a table (CSV)")).get_attribute("href")
    rows = list(csv.reader(io.StringIO(page.request.get(f"{reader.site}{place}").text())))
    assert len(rows) == page.locator("main tbody tr").count() + 1
    page.get_by_role("link", name=say("Verify the whole trail")).click()
    expect(page.locator("main code").first).to_be_visible()
