"""No page of any kind shuts anybody out: in both languages, wide and narrow, light and dark."""

from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from catalog.interchange.pages import Language
from tests.browser.conftest import Visit
from tests.browser.crawling import Found, Walk
from tests.browser.reader import NARROW, WIDE, Manner, Reader
from tests.browser.sites import Site

AXE = Axe()
LAW: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
OF_COLOUR: dict[str, object] = {**LAW, "runOnly": ["color-contrast", "link-in-text-block"]}
"""What can be another in the dark: our dark scheme changes nothing but colours."""
LOOKS: tuple[tuple[Literal["light", "dark"], dict[str, object]], ...] = (("light", LAW), ("dark", OF_COLOUR))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_breaks_a_rule_of_accessibility(language: Language, site: Site, visiting: Visit) -> None:
    pages = kinds_of_pages(site)
    assert len({page.shape for page in pages}) > 10
    with visiting(Manner(language=language)) as reader:
        faults = [fault for page in pages for fault in audit(reader, page)]
        assert not faults, "\n".join(faults)


def kinds_of_pages(site: Site) -> list[Found]:
    """Return pages that show, between them, every kind of page and every sort of element."""
    walk = Walk()
    with closing(HTTPConnection(urlsplit(site.address).netloc)) as server:
        found = [page for start in ("/no/such/page", "/") for page in walk.go(start, partial(ask, server))]
    return [page for page in found if walk.worth_a_look(page)]


def ask(server: HTTPConnection, address: str) -> tuple[int, str, str]:
    """Ask for a page, faster than a browser does."""
    server.request("GET", address)
    answer = server.getresponse()
    kind, content = answer.headers["Content-Type"], answer.read()
    return answer.status, kind, content.decode() if kind.startswith("text/html") else ""


def audit(reader: Reader, found: Found) -> list[str]:
    """Return what is wrong with a page, in each width and in each scheme of colours."""
    page = reader.page
    reader.open(found.address)
    page.evaluate(AXE.axe_script)
    faults = [f"{page.url}: gives a cookie" for _ in page.context.cookies() if not has_own_form(page)]
    page.context.clear_cookies()
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        if too_wide := reader.lacks_room():
            faults.append(f"{page.url}: {too_wide}")
        for colours, rules in LOOKS:
            page.emulate_media(color_scheme=colours)
            faults += [f"{page.url} {width} {colours}: {fault}" for fault in broken(page, rules)]
    return faults


def has_own_form(page: Page) -> bool:
    """Say whether a page has a form that only the reader it was shown to may send: that takes a cookie."""
    return page.locator("input[name=csrf_token]").count() > 0


def broken(page: Page, rules: dict[str, object]) -> list[str]:
    """Return the rules that a page breaks as it is shown now."""
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(node['html'][:200] for node in rule['nodes'][:3])}"
        for rule in page.evaluate("rules => axe.run(rules)", rules)["violations"]
    ]
