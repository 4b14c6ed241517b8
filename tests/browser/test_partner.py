"""A data steward of a partner: invited, signed in with two factors, and told what may flow and why."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from catalog.records.account import Role
from tests.browser.conftest import Visit, VisitAs
from tests.browser.people import AS, PASSWORD, come_in, invited, new_address, send, sign_out
from tests.browser.reader import MANNERS, Manner
from tests.browser.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)]

PUBLISHED = "sender=c2c&recipient=public&purpose=public-reporting.dashboard&zone=public.site&form=aggregate"
DRAFT = "agreements/cde-participation/1.0.0.yaml"


def test_a_steward_comes_in_by_an_invitation_and_comes_back_with_a_code(
    visiting: Visit, site: Site, manner: Manner
) -> None:
    email = new_address("steward")
    with visiting(manner) as reader:
        page, say = reader.page, reader.say
        steward = come_in(reader, invited(site, email, *AS[Role.PARTNER]), email=email, name="Stu Steward")
        expect(page.locator("h1")).to_have_text(say("Your account"))
        expect(page.get_by_role("link", name=say("What may flow"))).to_be_visible()
        sign_out(reader)
        reader.open("/partner")
        send(page, email=email, password=PASSWORD)
        assert steward.app
        send(page, code="000000")
        expect(page.locator("#code-wrong")).to_be_visible()
        send(page, code=steward.recovery[0].lower())
        expect(page).to_have_url(reader.address("/partner"))
        assert reader.open("/admin").status == 403


def test_a_refused_flow_is_explained_and_the_smallest_change_named(
    visiting_as: VisitAs, manner: Manner
) -> None:
    with visiting_as(Role.PARTNER, manner) as reader:
        page, say = reader.page, reader.say
        reader.open("/")
        page.get_by_role("link", name=say("What may flow")).first.click()
        page.locator("#sender").select_option("c2c")
        page.locator("#recipient").select_option("public")
        page.locator("#purpose").select_option("public-reporting.dashboard")
        page.locator("#zone").select_option("public.site")
        page.locator("#on").fill("2026-11-21")
        page.get_by_role("button", name=say("Ask"), exact=True).click()
        expect(page.locator("table.matrix")).to_be_visible()
        assert reader.lacks_room() is None
        page.locator("td.refuse a.stands").first.click()
        expect(page.locator(".consents .withheld").first).to_be_visible()
        assert reader.lacks_room() is None
        page.get_by_role("link", name=say("What is the smallest change that would permit it?")).click()
        expect(page.locator("#changes, #hindrances").first).to_be_visible()
        assert reader.lacks_room() is None


def test_a_permitted_flow_leads_to_the_clause_and_the_vote_behind_it(
    visiting_as: VisitAs, manner: Manner
) -> None:
    with visiting_as(Role.PARTNER, manner) as reader:
        page = reader.page
        reader.open(f"/flows?{PUBLISHED}&only=permit&min_cell=20&on=2026-11-21")
        page.locator("td.permit a.stands").first.click()
        chain = page.locator("ol.chain").first
        expect(chain).to_be_visible()
        chain.locator('a[href*="/decisions/"]').first.click()
        expect(page.locator("h1")).to_have_count(1)
        page.go_back()
        chain.locator('a[href*="/agreements/"]').first.click()
        expect(page.locator("#terms")).to_be_visible()
        assert reader.lacks_room() is None


def test_data_received_is_shown_with_the_day_by_which_it_is_destroyed(
    visiting_as: VisitAs, manner: Manner
) -> None:
    with visiting_as(Role.PARTNER, manner) as reader:
        reader.open("/partner?partner=c2c&on=2026-11-25")
        rows = reader.page.locator("table", has=reader.page.locator("caption")).filter(has_text="cde.calpads")
        row = rows.locator("tbody tr").filter(has_text="2029").first
        expect(row).to_be_visible()
        expect(row.locator('a[href*="/agreements/"]').first).to_be_visible()
        assert reader.lacks_room() is None


def test_a_draft_is_pasted_and_its_consequences_told(
    visiting_as: VisitAs, manner: Manner, root: Path
) -> None:
    text = (root / DRAFT).read_text(encoding="utf-8").replace("version: 1.0.0\n", "version: 1.1.0\n", 1)
    longer = text.replace("effective_through: 2029-06-30", "effective_through: 2030-06-30")
    with visiting_as(Role.PARTNER, manner) as reader:
        page, say = reader.page, reader.say
        reader.open("/partner")
        expect(page.get_by_role("heading", name=say("What lapses within 90 days"))).to_be_visible()
        expect(page.get_by_role("heading", name=say("Signatures outstanding"))).to_be_visible()
        page.locator('main a[href$="/partner/draft"]').first.click()
        page.locator("#text").fill(longer.replace("to: [c2c]", "too: [c2c]", 1))
        page.locator("main form button").last.click()
        expect(page.locator("main .usa-alert--error")).to_contain_text("too")
        assert "too: [c2c]" in page.locator("#text").input_value()
        page.locator("#text").fill(longer)
        page.locator("main form button").last.click()
        expect(page.locator("#gained")).to_be_visible()
        assert not page.locator("#gained").inner_text().endswith("(0)")
        expect(page.locator("#lost")).to_contain_text("(0)")
        assert reader.lacks_room() is None
