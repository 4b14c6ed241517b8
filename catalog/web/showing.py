"""How a page is shown by the running application: its links, its language, who reads it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Response, flash, g, get_flashed_messages, request, session
from flask_wtf.csrf import generate_csrf

from catalog.access.doors import viewer
from catalog.access.reach import READY, services, spoken
from catalog.interchange.pages import PAGE, Language, Live, News, Page, in_language, is_page
from catalog.interchange.rendering import render, say
from catalog.interchange.twins import with_twins
from catalog.phrases import Phrase
from catalog.services.kept_pages import KeptPage, packed
from catalog.services.twins import twin_bytes
from catalog.web.twins import has_twins, query_asked, twin_asked

_HTML: Final = "text/html; charset=utf-8"
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
    return spoken()


def face() -> AppFace:
    """Return the face that this request is answered with."""
    reading = services().catalog.now()
    told: list[tuple[Language, str]] = get_flashed_messages(with_categories=True)  # type: ignore[assignment]  # pairs
    said = tuple(News(words, code) for code, words in told)
    if said:
        g.has_form = True
    live = Live(
        viewer=viewer(),
        revision=reading.snapshot.digest,
        today=services().office.today(),
        csrf=_token,
        said=said,
        host=urlsplit(services().office.address).netloc,
    )
    return AppFace(root=request.script_root, language=language(), live=live)


def tell(words: Phrase) -> None:
    """Say on the next page what was done."""
    flash(say(words, language()), language())


def tell_in_english(words: str) -> None:
    """Say on the next page what was done, in words of a record."""
    flash(words, "en")


def link(address: str) -> str:
    """Return the link to an address, for redirects."""
    own = AppFace(root=request.script_root, language=language(), live=None)
    return own.to(address, here="index.html")


def show(page: Page, status: int | None = None) -> Response:
    """Show a page to whoever asks, or tell it to a program. What a signed-in reader sees is nobody else's."""
    twin = twin_asked()
    if twin is not None:
        made, kind = twin_bytes(page, twin), f"application/{twin}"
    else:
        linked = with_twins(page, query_asked()) if has_twins(request.endpoint) else page
        made, kind = render(linked, face()).encode(), _HTML
    code = page.status if status is None else status
    if is_for_everybody() and code < _WRONG:
        return sent(packed(made), status=code, kind=kind)
    answer = Response(made, status=code, content_type=kind)
    answer.headers["Content-Language"] = language()
    answer.headers["Cache-Control"] = "no-store"
    return answer


def show_kept(make: Callable[[], Page], *, key: Hashable) -> Response:
    """Show a page that is the same for everybody who is not signed in, made once while nothing changes."""
    if viewer() is not None or _NEWS in session:
        return show(make())
    whole = (key, language(), request.script_root)
    kept = services().kept.get(whole)
    if kept is None:
        page = make()
        made = render(page, face()).encode()
        if not is_for_everybody() or page.status >= _WRONG:
            return show(page)
        kept = services().kept.keep(whole, made)
    request.environ[READY] = True
    return sent(kept, status=200)


def is_for_everybody() -> bool:
    """Say whether what was rendered is the same for everybody: no viewer, no form and no news."""
    return viewer() is None and not g.get("has_form", False)


def sent(kept: KeptPage, *, status: int, kind: str = _HTML) -> Response:
    """Send bytes that are the same for everybody: compressed where that is understood, or not at all."""
    squeezed = request.accept_encodings.quality("gzip") > 0
    answer = Response(kept.packed if squeezed else kept.plain(), status=status, content_type=kind)
    if squeezed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.update(["Accept-Encoding", "Cookie"])
    answer.headers["Content-Language"] = language()
    answer.headers["Cache-Control"] = _FRESH
    answer.set_etag(kept.mark, weak=True)
    answer.make_conditional(request)
    return answer


def _token() -> str:
    """Return the token of a form. From here on the page is one reader's own."""
    g.has_form = True
    token: str = generate_csrf()
    return token


_WRONG: Final = 400
_NEWS: Final = "_flashes"
"""Where flask keeps what is to be said on the next page."""
