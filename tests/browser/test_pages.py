"""No page of any kind shuts anybody out, or leads astray: for the public, and for everybody who signs in."""

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, StorageState

from catalog.access.headers import CONTENT
from catalog.interchange.pages import Language
from catalog.records.account import Role
from tests.browser.conftest import Visit, VisitAs
from tests.browser.crawling import Answer, Found, Walk, is_a_paper
from tests.browser.reader import NARROW, WIDE, Manner, Reader
from tests.browser.sites import Site

pytestmark = pytest.mark.slow

AXE = Axe()
LAW: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
OF_COLOUR: dict[str, object] = {**LAW, "runOnly": ["color-contrast", "link-in-text-block"]}
"""What can be another in the dark: our dark scheme changes nothing but colours."""
LOOKS: tuple[tuple[Literal["light", "dark"], dict[str, object]], ...] = (("light", LAW), ("dark", OF_COLOUR))

MISSING = "/no/such/page"
ROLES = (Role.PARTNER, Role.MEMBER, Role.CLERK, Role.ADMIN)
STARTS: Mapping[Role, tuple[str, ...]] = {
    Role.PUBLIC: (
        MISSING,
        "/",
        "/search",
        "/search?q=grade&sector=k12",
        "/search?q=absnet",
        "/search?q=qqqwwxx",
        "/search/suggest?q=chron",
        "/flows?recipient=nobody",
        "/subscribe?topic=body:c2c-gb",
    ),
    **dict.fromkeys(ROLES, ("/account", "/flows", "/admin", "/desk", "/review")),
}
"""Where everybody starts: at the first page, and where only forms lead to."""

Crawled = Mapping[Role, tuple[Found, ...]]
Kinds = Mapping[Role, tuple[Found, ...]]


@pytest.fixture(scope="module")
def crawled(site: Site, badges: Callable[[Role], StorageState]) -> tuple[Crawled, Kinds]:
    """Return all that links lead to, for the public and then for each role; and of it every kind of page."""
    public, found, kinds = Walk(), {}, {}
    with closing(HTTPConnection(urlsplit(site.address).netloc)) as server:
        for role in (Role.PUBLIC, *ROLES):
            badge, walk = (None, public) if role is Role.PUBLIC else (badges(role), public.of_another())
            ask = partial(answer_of, server, _cookie(badge))
            found[role] = tuple(one for start in STARTS[role] for one in walk.go(start, ask))
            kinds[role] = tuple(one for one in found[role] if walk.worth_a_look(one))
    return found, kinds


WIDTHS: dict[Language, tuple[int, ...]] = {"en": (WIDE, NARROW), "es": (NARROW,)}
"""The wide layout is the same in both languages; longer words make trouble where it is narrow."""


def test_no_link_leads_to_where_nothing_is(crawled: tuple[Crawled, Kinds]) -> None:
    faults = [
        f"{role}: {one.address} answers {one.answer.status}, linked from {one.came_from}"
        for role, found in crawled[0].items()
        for one in found
        if one.came_from != one.address and not (one.answer.status == 200 or one.answer.leads_to)
    ]
    assert not faults, "\n".join(faults)
    assert sum(map(len, crawled[0].values())) > 500


def test_every_page_says_what_it_may_load_and_who_may_keep_it(crawled: tuple[Crawled, Kinds]) -> None:
    faults = []
    for role, found in crawled[0].items():
        for one in found:
            headers = one.answer.headers
            if (
                one.answer.is_page
                and not is_a_paper(one.address)
                and headers["Content-Security-Policy"] != CONTENT
            ):
                faults.append(f"{one.address}: may load {headers['Content-Security-Policy']}")
            if headers["X-Content-Type-Options"] != "nosniff" or headers["X-Frame-Options"] != "DENY":
                faults.append(f"{one.address}: lacks a header")
            has_form = 'name="csrf_token"' in one.answer.content
            if "Set-Cookie" in headers and not has_form and not one.answer.leads_to:
                faults.append(f"{one.address}: leaves a cookie")
            if (
                (role is not Role.PUBLIC or has_form)
                and headers["Cache-Control"] != "no-store"
                and one.answer.is_page
            ):
                faults.append(f"{one.address}: may be kept by others, for {role}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_public_page_breaks_a_rule_of_accessibility(
    language: Language, visiting: Visit, crawled: tuple[Crawled, Kinds]
) -> None:
    pages = crawled[1][Role.PUBLIC]
    assert len({page.shape for page in pages}) > 10
    with visiting(Manner(language=language)) as reader:
        faults = [fault for page in pages for fault in audit(reader, page, WIDTHS[language])]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_behind_the_sign_in_breaks_a_rule_of_accessibility(
    language: Language, role: Role, visiting_as: VisitAs, crawled: tuple[Crawled, Kinds]
) -> None:
    pages = crawled[1][role]
    assert pages, "nothing was found that others had not seen"
    with visiting_as(role, Manner(language=language)) as reader:
        faults = [fault for page in pages for fault in audit(reader, page, WIDTHS[language])]
    assert not faults, "\n".join(faults)


def answer_of(server: HTTPConnection, cookie: str, address: str) -> Answer:
    """Ask for a page, faster than a browser does."""
    server.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    answer = server.getresponse()
    content = answer.read()
    is_text = answer.headers["Content-Type"].startswith("text/html")
    return Answer(
        status=answer.status, headers=dict(answer.headers), content=content.decode() if is_text else ""
    )


def audit(reader: Reader, found: Found, widths: tuple[int, ...]) -> list[str]:
    """Return what is wrong with a page, in each width and in each scheme of colours."""
    page = reader.page
    status = reader.open(found.address).status
    faults = [] if status in {200, found.answer.status} else [f"{page.url}: answers {status}"]
    page.evaluate(AXE.axe_script)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if too_wide := reader.lacks_room():
            faults.append(f"{page.url}: {too_wide}")
        for colours, rules in LOOKS:
            page.emulate_media(color_scheme=colours)
            faults += [f"{page.url} {width} {colours}: {fault}" for fault in broken(page, rules)]
    return faults


def broken(page: Page, rules: dict[str, object]) -> list[str]:
    """Return the rules that a page breaks as it is shown now."""
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(node['html'][:200] for node in rule['nodes'][:3])}"
        for rule in page.evaluate("rules => axe.run(rules)", rules)["violations"]
    ]


def _cookie(badge: StorageState | None) -> str:
    kept = badge["cookies"] if badge else []
    return "; ".join(f"{one['name']}={one['value']}" for one in kept)
