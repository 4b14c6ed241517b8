"""A member of the board: reads what is to be decided, notes something, and has no desk."""

import pytest
from playwright.sync_api import expect

from catalog.records.account import Role
from tests.browser.conftest import VisitAs
from tests.browser.reader import MANNERS, Manner
from tests.browser.sites import OPEN

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)]


def test_a_member_reads_a_proposal_with_its_consequences_and_notes_something(
    visiting_as: VisitAs, manner: Manner
) -> None:
    note = f"Plain enough? ({manner})"
    with visiting_as(Role.MEMBER, manner) as reader:
        page, say = reader.page, reader.say
        reader.open("/")
        page.get_by_role("link", name=say("Review room")).click()
        page.locator(f'a[href$="/review/proposals/{OPEN}"]').first.click()
        expect(page.locator("main ins, main del").first).to_be_visible()
        page.locator("#place").select_option(index=1)
        page.locator("#text").fill("")
        page.get_by_role("button", name=say("Note it")).click()
        expect(page.locator("#text-wrong")).to_be_visible()
        page.locator("#text").fill(note)
        page.get_by_role("button", name=say("Note it")).click()
        mine = page.locator(".annotation", has_text=note)
        expect(mine).to_contain_text(say("seen by you and the staff alone until the meeting"))
        assert reader.lacks_room() is None
        mine.get_by_role("link", name=say("Change")).click()
        page.locator("#text").fill(f"{note} Yes.")
        page.locator("main form button").first.click()
        mine = page.locator(".annotation", has_text=f"{note} Yes.")
        mine.get_by_role("button", name=say("Remove")).click()
        expect(page.locator("main [role=status]")).to_be_visible()
        expect(page.locator(".annotation", has_text=note)).to_have_count(0)


def test_a_member_is_told_that_the_rooms_of_others_are_shut(visiting_as: VisitAs, manner: Manner) -> None:
    with visiting_as(Role.MEMBER, manner) as reader:
        for room in ("desk", "flows", "moderation", "admin"):
            assert reader.open(f"/{room}").status == 403
            expect(reader.page.locator("h1")).to_have_count(1)
            expect(reader.page.locator(f'nav a[href$="/{room}"]')).to_have_count(0)
        assert reader.open("/review/propose").status == 403
