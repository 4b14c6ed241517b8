"""Somebody in front of a browser, who notices what a page does that it must not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, StorageState

from catalog.interchange.pages import Language
from catalog.interchange.wording import words_in

WIDE, NARROW = 1280, 320


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How somebody reads: the language, the width of the window, with scripts or without."""

    language: Language = "en"
    width: int = WIDE
    scripts: bool = True
    colours: Literal["light", "dark"] = "light"


MANNERS = {
    "at a desk": Manner(),
    "without scripts": Manner(scripts=False),
    "on a phone": Manner(width=NARROW, colours="dark"),
    "in Spanish": Manner(language="es"),
}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One visit: its page, and every fault that was noticed on the way."""

    page: Page
    site: str
    manner: Manner
    faults: list[str] = field(default_factory=list)

    def open(self, address: str) -> Response:
        """Go to an address of the site, in the language of the visit."""
        answer = self.page.goto(self.address(address))
        assert answer
        return answer

    def address(self, address: str) -> str:
        """Return where an address of the site stands in the language of the visit."""
        spoken = "" if self.manner.language == "en" else f"/{self.manner.language}"
        return self.site + (spoken + address).rstrip("/")

    def say(self, words: str) -> str:
        """Return words of the interface as this reader sees them."""
        return words_in(self.manner.language).gettext(words)

    def lacks_room(self) -> str | None:
        """Say whether the page itself scrolls sideways: a wide table does so in a box of its own."""
        wide = self.page.evaluate("document.scrollingElement.scrollWidth")
        return f"{wide} pixels wide in a window of {self.width}" if wide > self.width else None

    @property
    def width(self) -> int:
        """The width of the window."""
        size = self.page.viewport_size
        assert size
        return size["width"]


_VISITORS = count()
"""Every visit is by somebody else (RFC 5737), so that one does not use up what another may ask for."""


@contextmanager
def visit(
    browser: Browser, site: str, manner: Manner, *, badge: StorageState | None = None
) -> Iterator[Reader]:
    """Let somebody visit the site. It is an error if anything was noticed when the visit ends."""
    context = browser.new_context(
        viewport={"width": manner.width, "height": 900},
        java_script_enabled=manner.scripts,
        color_scheme=manner.colours,
        locale={"en": "en-US", "es": "es-US"}[manner.language],
        reduced_motion="reduce",
        storage_state=badge,
        extra_http_headers={"X-Forwarded-For": f"198.51.100.{next(_VISITORS) % 250 + 1}"},
    )
    try:
        reader = Reader(page=context.new_page(), site=site, manner=manner)
        _watch(context, reader)
        yield reader
    finally:
        context.close()
    assert not reader.faults


def _watch(context: BrowserContext, reader: Reader) -> None:
    """Note errors of the console, which tell of refused content too, and requests to anybody else."""

    def said(message: ConsoleMessage) -> None:
        where = message.page.url if message.page else reader.site
        # A page that is itself a failure is what some visits are about; a part that is missing is not.
        failed = message.text.startswith("Failed to load resource") and message.location["url"] == where
        if message.type in {"error", "warning"} and not failed:
            reader.faults.append(f"{where}: the console says {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{reader.site}/", "data:")) and request.url != reader.site:
            reader.faults.append(f"{reader.page.url}: asks for {request.url}")

    context.on("console", said)
    context.on("request", asked)
    context.on("weberror", lambda error: reader.faults.append(f"{reader.page.url}: {error.error}"))
