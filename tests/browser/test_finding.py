"""A published folder is searched by a script of its own; without scripts the page says where the list is."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from catalog.services.publishing.publishing import publish
from tests.browser.reader import MANNERS, visit

pytestmark = pytest.mark.slow


class Quiet(SimpleHTTPRequestHandler):
    """A web server that tells nobody."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # as the library has it
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("published") / "site"
    assert not publish(root, out).findings
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "words,title",
    [
        ("chronically absent", "K-12 chronically absent"),
        ("wages quarterly", "Quarterly earnings"),
        ("truan", "K-12 chronically absent"),
        ("k12.ssid", "Statewide student identifier"),
    ],
)
def test_words_find_definitions(browser: Browser, folder: str, words: str, title: str) -> None:
    with visit(browser, folder, MANNERS["at a desk"]) as reader:
        reader.page.goto(f"{folder}/search.html")
        reader.page.fill("#words", words)
        expect(reader.page.locator("#hits h3").first).to_have_text(title)
        reader.page.locator("#hits a").first.click()
        expect(reader.page.locator("h1")).to_have_text(title)


def test_the_field_on_every_page_leads_here(browser: Browser, folder: str) -> None:
    with visit(browser, folder, MANNERS["in Spanish"]) as reader:
        reader.page.goto(f"{folder}/es/definitions/k12.ssid.html")
        reader.page.fill("#find", "birth date")
        reader.page.press("#find", "Enter")
        expect(reader.page.locator("#hits li").first).to_be_visible()
        assert "/es/search.html?q=birth" in reader.page.url


def test_nothing_found_is_said(browser: Browser, folder: str) -> None:
    with visit(browser, folder, MANNERS["on a phone"]) as reader:
        reader.page.goto(f"{folder}/search.html?q=zzyzx")
        expect(reader.page.locator("#count")).to_contain_text("Nothing found")
        assert reader.lacks_room() is None


def test_without_scripts_the_page_says_where_the_list_is(browser: Browser, folder: str) -> None:
    with visit(browser, folder, MANNERS["without scripts"]) as reader:
        reader.page.goto(f"{folder}/search.html?q=birth")
        expect(reader.page.locator("noscript")).to_be_visible()
        expect(reader.page.locator("main a[href='definitions.html']").last).to_be_visible()
