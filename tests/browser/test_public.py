"""What the public comes for: words that find a definition, what it meant when, where it flows, a say."""

import csv
import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.people import new_address, send
from tests.browser.reader import MANNERS, Manner, Reader
from tests.browser.sites import OPEN, Site
from tests.mailboxes import SENDER, mail_server

pytestmark = pytest.mark.slow

AXE = Axe()
ABSENT = "/definitions/k12.chronically-absent"
SCRIPTED = [manner for manner in MANNERS.values() if manner.scripts]
IN_ONE = {"en": "1 name fits", "es": "coincide 1 nombre"}


def test_a_word_with_a_slip_finds_a_definition_all_the_same(reader: Reader) -> None:
    page, say = reader.page, reader.say
    reader.open("/")
    page.locator("#find").fill("absnet")
    page.locator("#find").press("Enter")
    expect(page.locator("main .note").first).to_contain_text("absent")
    expect(page.locator(".hits mark").first).to_be_visible()
    page.locator(".hits a").first.click()
    expect(page).to_have_url(reader.address(ABSENT))
    reader.open("/search?q=qqqwwxx")
    expect(page.get_by_role("heading", name=say("Nothing found"))).to_be_visible()
    page.get_by_role("link", name=say("The whole list of definitions, from A to Z and by topic")).click()
    expect(page).to_have_url(reader.address("/definitions"))


def test_what_a_search_found_is_narrowed_down_and_taken_along(reader: Reader) -> None:
    page, say = reader.page, reader.say
    reader.open("/search?q=grade")
    before = int(page.locator("#found").inner_text().split()[0])
    page.locator("label[for='sector-k12']").click()
    page.get_by_role("button", name=say("Narrow"), exact=True).click()
    expect(page.locator(".chosen li").first).to_be_visible()
    after = int(page.locator("#found").inner_text().split()[0])
    assert 0 < after < before
    place = page.get_by_role("link", name="CSV").get_attribute("href")
    rows = list(csv.reader(io.StringIO(page.request.get(f"{reader.site}{place}").text())))
    assert len(rows) == after + 1
    page.get_by_role("link", name=say("Leave out all of these")).click()
    expect(page.locator("#found")).to_contain_text(str(before))


@pytest.mark.parametrize("manner", SCRIPTED, ids=str)
@pytest.mark.parametrize(
    "address,field", [("/search", "words"), ("/", "find-large"), ("/decisions", "find"), ("/no/page", "find")]
)
def test_names_are_suggested_while_one_types(
    visiting: Visit, manner: Manner, address: str, field: str
) -> None:
    with visiting(manner) as reader:
        page = reader.page
        reader.open(address)
        page.locator(f"#{field}").press_sequentially("chron")
        suggested = page.locator(f"#{field}-names a").first
        expect(suggested).to_contain_text("chronically")
        expect(page.locator(f"form:has(#{field}) [role=status]")).to_have_text(IN_ONE[manner.language])
        assert reader.lacks_room() is None
        go_to(page, suggested)
        page.keyboard.press("Enter")
        expect(page).to_have_url(reader.address(ABSENT))


@pytest.mark.parametrize("manner", SCRIPTED, ids=str)
def test_names_in_the_head_are_gone_through_by_arrows_and_put_away(visiting: Visit, manner: Manner) -> None:
    with visiting(manner) as reader:
        page = reader.page
        reader.open("/decisions")
        field, names = page.locator("#find"), page.locator("#find-names")
        field.press_sequentially("grade")
        links = names.locator("a")
        expect(links.nth(1)).to_be_visible()
        assert not Axe().run(page, context=".top").response["violations"]
        for key, reached in [("ArrowDown", links.first), ("ArrowUp", field), ("ArrowUp", links.last)]:
            page.keyboard.press(key)
            expect(reached).to_be_focused()
        page.keyboard.press("Escape")
        expect(field).to_be_focused()
        expect(names).to_be_hidden()
        expect(field).to_have_value("grade")
        field.press_sequentially("s")
        expect(names).to_be_visible()
        page.mouse.click(3, 890)
        expect(names).to_be_hidden()
        field.focus()
        links.first.click()
        expect(page.locator("h1")).to_have_count(1)
        assert "/definitions/" in page.url


def test_a_failure_puts_no_page_in_the_place_of_names(visiting: Visit) -> None:
    with visiting(MANNERS["at a desk"]) as reader:
        page = reader.page
        page.route("**/search/suggest**", lambda asked: asked.fulfill(status=404, body="<h1>Nothing</h1>"))
        reader.open("/decisions")
        with page.expect_response("**/search/suggest**"):
            page.locator("#find").press_sequentially("chron")
        expect(page.locator("#find-names")).to_be_empty()
        reader.faults.clear()  # the console says that it failed


def test_without_scripts_words_typed_so_far_have_a_page_of_suggestions(visiting: Visit) -> None:
    with visiting(MANNERS["without scripts"]) as reader:
        reader.open("/search/suggest?q=chron")
        reader.page.locator("main .suggested a").first.click()
        expect(reader.page).to_have_url(reader.address(ABSENT))


def test_a_definition_tells_what_changed_and_who_voted_for_it(reader: Reader) -> None:
    page = reader.page
    reader.open(ABSENT)
    expect(page.locator(".lead").first).to_be_visible()
    page.locator(
        '#history ~ * a[href*="/diff/"], section[aria-labelledby="history"] a[href*="/diff/"]'
    ).first.click()
    expect(page.locator("main ins, main del").first).to_be_visible()
    assert reader.lacks_room() is None
    page.go_back()
    page.locator('section[aria-labelledby="history"] a[href*="/decisions/"]').first.click()
    expect(page.locator("table.roll").first).to_be_visible()
    assert reader.lacks_room() is None


def test_a_question_that_cannot_be_answered_names_whose_consent_is_missing(reader: Reader) -> None:
    page = reader.page
    reader.open("/")
    page.locator('nav a[href$="/questions"]').first.click()
    page.locator("tr", has=page.locator(".stands.refuse")).locator("a").first.click()
    expect(page.locator(".consents .withheld").first).to_be_visible()
    page.locator('main a[href*="/definitions/"]').first.click()
    expect(page.locator("h1")).to_have_count(1)
    assert "/definitions/" in page.url


def test_a_keyboard_is_enough_to_follow_a_field_through_the_lineage(reader: Reader) -> None:
    page = reader.page
    reader.open("/lineage")
    page.locator("#q").fill("calpads")
    page.locator("#q").press("Enter")
    go_to(page, page.locator('main ul a[href$="/lineage/cde.calpads"]').first)
    page.keyboard.press("Enter")
    expect(page.locator("main svg").first).to_be_visible()
    assert reader.lacks_room() is None
    drawn = page.locator("main svg a").first
    go_to(page, drawn)
    assert drawn.locator("rect").first.evaluate("box => getComputedStyle(box).strokeWidth") == "4px"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_count(1)
    reader.open("/lineage/cde.calpads")
    why = page.locator('.lineage-steps a[href*="/lineage-step"]').first
    go_to(page, why)
    page.keyboard.press("Enter")
    expect(page.locator("main .consents, main dl").first).to_be_visible()


def test_anybody_comments_on_a_proposal_and_finds_what_became_of_it(reader: Reader) -> None:
    page, say = reader.page, reader.say
    reader.open(f"/proposals/{OPEN}")
    page.locator("#text").fill(" ")
    page.get_by_role("button", name=say("Send the comment")).click()
    expect(page.locator("#text-wrong")).to_be_visible()
    page.locator("#text").fill("Say “in which grade”, please.")
    page.get_by_role("button", name=say("Send the comment")).click()
    receipt = page.locator(".answer strong").first.inner_text()
    reader.open("/comments")
    page.locator("#receipt").fill(receipt.lower())
    page.locator("#receipt").press("Enter")
    expect(page.locator(".answer")).to_contain_text(receipt)
    assert reader.lacks_room() is None


def test_a_comment_whose_cookie_is_gone_is_shown_again_and_sent_with_one_press(reader: Reader) -> None:
    page, say, words = reader.page, reader.say, "First line,\n“second” line."
    reader.open(f"/proposals/{OPEN}")
    page.locator("#text").fill(words)
    page.context.clear_cookies()
    page.get_by_role("button", name=say("Send the comment")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("This form is too old to be taken"))
    expect(page.locator("main textarea")).to_have_value(words)
    assert reader.lacks_room() is None
    if reader.manner.scripts:
        assert AXE.run(page).response["violations"] == []
    page.get_by_role("button", name=say("Send it again")).click()
    expect(page.locator(".answer strong").first).to_be_visible()


def test_news_by_letter_begin_with_a_confirmation_and_end_with_a_click(reader: Reader, site: Site) -> None:
    page, say, email = reader.page, reader.say, new_address("reader")
    reader.open(ABSENT)
    page.locator('main a[href*="/subscribe"]').first.click()
    send(page, email=email)
    expect(page).to_have_url(reader.address("/subscribe/asked"))
    with mail_server() as box:
        settings = {
            "P20W_SMTP_HOST": "127.0.0.1",
            "P20W_SMTP_PORT": box.settings.port or "",
            "P20W_MAIL_FROM": SENDER,
        }
        site.terminal("notify", **settings)
        (confirm,) = box.links("/subscriptions/confirm/")
    page.goto(reader.site + confirm)
    page.get_by_role("button", name=say("Yes, send me the news")).click()
    expect(page.locator("main .lead")).to_be_visible()
    assert reader.lacks_room() is None


def go_to(page: Page, link: Locator) -> None:
    """Press Tab until a link has the focus."""
    for _ in range(250):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            return
    pytest.fail("the keyboard does not get there")
