"""What the public comes for: decisions and their proof, meetings, the other language, and ways on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.reader import Manner, Reader

pytestmark = pytest.mark.slow

DECISION = "/decisions/c2c-gb/2026/0004"


def test_from_the_first_page_to_a_decision_and_who_voted_how(reader: Reader) -> None:
    reader.open("/")
    reader.page.locator('main a[href*="/decisions/"]').first.click()
    expect(reader.page).to_have_url(re.compile(r"/decisions/.+/[0-9]{4}$"))
    roll = reader.page.locator("table.roll").first
    expect(roll.locator(".vote.aye").first).to_be_visible()
    counted = reader.page.locator(".sum li").first.inner_text()
    ayes = {"en": "{} aye", "es": "a favor {}"}[reader.manner.language]
    assert ayes.format(roll.locator(".vote.aye").count()) in counted


def test_whoever_doubts_a_decision_can_prove_it_alone(reader: Reader, tmp_path: Path) -> None:
    reader.open(DECISION)
    proof = reader.page.locator("section.record")
    for name in ("0004.json", "0004.tlog-proof", "policy", "verify.py"):
        place = proof.locator(f'a[href$="/{name}"]').last.get_attribute("href")
        (tmp_path / name).write_bytes(reader.page.request.get(f"{reader.site}{place}").body())
    command = proof.locator("pre").inner_text().split()
    assert command[:2] == ["python", "verify.py"]
    done = subprocess.run([sys.executable, *command[1:]], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_from_the_calendar_to_a_meeting_and_its_papers(reader: Reader) -> None:
    reader.open("/meetings")
    reader.page.locator('main a[href$="/meetings/c2c-gb/2026-09-16"]').click()
    expect(reader.page.locator("ul.materials a").first).to_be_visible()
    place = reader.page.locator("ul.materials a").first.get_attribute("href")
    assert reader.page.request.get(f"{reader.site}{place}").ok


def test_a_page_is_the_same_in_the_other_language_and_back(reader: Reader) -> None:
    reader.open(DECISION)
    here, spoken = reader.page.url, reader.page.locator("html").get_attribute("lang")
    reader.page.locator(".who a[hreflang]").click()
    expect(reader.page.locator("html")).not_to_have_attribute("lang", spoken or "")
    assert reader.page.url.endswith(DECISION)
    reader.page.locator(".who a[hreflang]").click()
    expect(reader.page).to_have_url(here)


def test_a_dead_end_shows_ways_on(reader: Reader) -> None:
    answer = reader.open("/definitions/no.such-field")
    assert answer.status == 404
    expect(reader.page.locator("main").get_by_role("search")).to_be_visible()
    reader.page.locator("main p a").last.click()
    expect(reader.page).to_have_url(f"{reader.site}{'/es' if reader.manner.language == 'es' else '/'}")


def test_a_keyboard_is_enough_to_get_to_a_section(visiting: Visit) -> None:
    with visiting(Manner()) as reader:
        reader.open("/")
        reader.page.keyboard.press("Tab")
        expect(reader.page.locator(".usa-skipnav")).to_be_focused()
        reader.page.keyboard.press("Enter")
        reader.page.keyboard.press("Tab")
        first = reader.page.locator("main").locator("a, button, input").first
        expect(first).to_be_focused()
        reader.open("/")
        link = reader.page.locator('nav a[href="/decisions"]')
        for _ in range(30):
            reader.page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                break
        reader.page.keyboard.press("Enter")
        expect(reader.page).to_have_url(f"{reader.site}/decisions")
