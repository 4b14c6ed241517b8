"""A clerk keeps the record of a meeting in a browser, from its plan to its minutes."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from catalog.records.account import Role
from catalog.services.opening import today
from tests.browser.conftest import VisitAs
from tests.browser.reader import MANNERS, NARROW, Manner, Reader

pytestmark = pytest.mark.slow

MANNERS_OF_CLERKS = {
    "c2c-gb": MANNERS["at a desk"],
    "data-and-tools": Manner(scripts=False, width=NARROW, colours="dark"),
}
"""How a clerk of each body works: a body has one meeting a day."""
NOTICE = {
    "url": "https://example.org/notice",
    "contact_name": "Cal Clerk",
    "contact_address": "1 Main St",
    "contact_phone": "555-0100",
    "sent_to": "214",
}


@pytest.mark.parametrize("body", MANNERS_OF_CLERKS)
def test_a_clerk_keeps_a_record_from_the_plan_to_the_minutes(visiting_as: VisitAs, body: str) -> None:
    with visiting_as(Role.CLERK, MANNERS_OF_CLERKS[body]) as reader:
        page = reader.page
        plan(reader, body)
        fill_in(reader, "Put an item on", "Put it on", number="7", title="Adopt rules of order")
        posted = f"{today() - timedelta(days=12)}T09:00"
        fill_in(reader, "Post the agenda", "Post it: from here on it stands", **NOTICE, at=posted)
        press(reader, "Open the meeting")
        page.get_by_role("link", name="Who is there").click()
        page.locator("#everyone").select_option("room")
        press(reader, "Note who is there")
        expect(page.locator(".there.yes")).to_be_visible()
        motion = {"seat": "seat.01", "class": "procedural", "text": "Adopt them as posted"}
        fill_in(reader, "Motion", "Note it", **motion)
        page.locator("select[name=seat]").select_option("seat.02")
        press(reader, "Second")
        vote_that_is_refused(reader)
        press(reader, "Open comment")
        page.get_by_role("link", name="Call the roll").click()
        seats = call_the_roll(reader)
        expect(page.locator(".voted .outcome")).to_have_text("carried")
        page.get_by_role("link", name="Adjourn").click()
        expect(page.locator(".foreseen")).to_contain_text("adopted")
        press(reader, "Adjourn: record all of this for good")
        press(reader, "Draft the minutes")
        page.get_by_role("link", name="Read the minutes").click()
        assert page.url.startswith(reader.address(f"/meetings/{body}/{today()}"))
        expect(page.locator("table.roll .vote.aye")).to_have_count(seats - 1)
        expect(page.locator("table.roll .vote.no")).to_have_count(1)
        assert reader.lacks_room() is None


def plan(reader: Reader, body: str) -> None:
    """Plan a meeting of today; what is missing is told, and what was typed is kept."""
    page = reader.page
    reader.open("/desk")
    page.get_by_role("link", name="Plan a meeting").click()
    page.locator("#body").select_option(body)
    page.locator("#date").fill(str(today()))
    page.locator("#time").fill("00:00")
    page.locator("#place").fill("Hall")
    press(reader, "Begin its record")
    expect(page.locator("#address-wrong-1")).to_be_visible()
    expect(page.locator("#place")).to_have_value("Hall")
    page.locator("#address").fill("1 Main St")
    press(reader, "Begin its record")
    expect(page).to_have_url(reader.address(f"/desk/meetings/{body}/{today()}"))


def vote_that_is_refused(reader: Reader) -> None:
    """Record a vote before the public was heard: the law is against it, and the page says which."""
    page, sitting = reader.page, reader.page.url
    page.goto(f"{sitting}/roll?motion=m1")
    page.locator("#rest").select_option("aye")
    press(reader, "Record the vote")
    refused = page.locator("#refused")
    expect(refused.locator(".law", has_text="Gov. Code 11125.7")).to_be_visible()
    expect(page.locator("#rest")).to_have_value("aye")
    assert reader.lacks_room() is None
    page.locator(".back a").click()
    expect(page).to_have_url(sitting)
    expect(page.locator(".voted")).to_have_count(0)


def call_the_roll(reader: Reader) -> int:
    """Vote by keyboard alone, all aye but the second, which votes no; return how many voted."""
    page = reader.page
    first = page.locator("fieldset.ballot input").first
    seats = page.locator("fieldset.ballot").count()
    for _ in range(60):
        if first.evaluate("input => input === document.activeElement"):
            break
        page.keyboard.press("Tab")
    for number in range(seats):
        if reader.manner.scripts:
            page.keyboard.press("n" if number == 1 else "a")
        else:
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight" if number == 1 else "Shift")
            page.keyboard.press("Tab")
    assert page.locator("fieldset.ballot input:checked").count() == seats
    record = page.get_by_role("button", name="Record the vote")
    for _ in range(12):
        if record.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return seats


def fill_in(reader: Reader, link: str, button: str, **typed: str) -> None:
    """Follow a link of the sitting to a form, fill it in and send it."""
    page = reader.page
    page.get_by_role("link", name=link, exact=True).first.click()
    for name, words in typed.items():
        field = page.locator(f"#{name}")
        if not field.is_visible():
            page.locator("summary").last.click()
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(words)
        else:
            field.fill(words)
    press(reader, button)


def press(reader: Reader, button: str) -> None:
    """Press a button, and wait for the page that it leads to."""
    with reader.page.expect_navigation():
        reader.page.get_by_role("button", name=button, exact=True).first.click()
