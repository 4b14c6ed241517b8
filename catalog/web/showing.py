"""How a page is shown by the running application: its links, its language, who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Response, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf

from catalog.access.doors import viewer
from catalog.interchange.pages import PAGE, Language, Live, Page, in_language, is_page
from catalog.interchange.rendering import render
from catalog.web.reach import services

SPOKEN: Final = "p20w.language"
"""The key of a request's environment under which its language stands."""
_FRESH: Final = "public, max-age=60"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppFace:
    """Pages of the application: addresses from the top, pages without their ending.

    >>> AppFace(root="", language="es", live=None).to("definitions/k12.ssid.html#values", here="index.html")
    '/es/definitions/k12.ssid#values'
    >>> AppFace(root="", language="en", live=None).to("log/index.html", here="index.html")
    '/log'
    """

    root: str
    language: Language
    live: Live | None

    def to(self, address: str, *, here: str, language: Language | None = None) -> str:  # noqa: ARG002  # as faces have it
        """Return the link to an address. Where the page is, does not matter."""
        target = in_language(address, language or self.language)
        return f"{self.root}/{_without_ending(target) if is_page(target) else target}"


def _without_ending(address: str) -> str:
    end = min((at for at in (address.find("?"), address.find("#")) if at >= 0), default=len(address))
    stem, rest = address[:end].removesuffix(PAGE), address[end:]
    return ("" if stem == "index" else stem.removesuffix("/index")) + rest


def language() -> Language:
    """Return the language of the request."""
    found: Language = request.environ.get(SPOKEN, "en")
    return found


def face() -> AppFace:
    """Return the face that this request is answered with."""
    reading = services().catalog.now()
    live = Live(
        viewer=viewer(),
        revision=reading.snapshot.digest,
        today=reading.today,
        host=request.host,
        csrf=generate_csrf,
        said=tuple(str(words) for words in get_flashed_messages()),
    )
    return AppFace(root=request.script_root, language=language(), live=live)


def link(address: str) -> str:
    """Return the link to an address, for redirects."""
    own = AppFace(root=request.script_root, language=language(), live=None)
    return own.to(address, here="index.html")


def show(page: Page, status: int | None = None) -> Response:
    """Show a page to whoever asks. What a signed-in reader sees is kept by nobody else."""
    answer = Response(render(page, face()), status=page.status if status is None else status)
    answer.headers["Content-Language"] = language()
    answer.headers["Cache-Control"] = "no-store" if viewer() or answer.status_code >= _WRONG else _FRESH
    answer.vary.add("Cookie")
    return answer


_WRONG: Final = 400
