"""Answers that are ready: a page that is the same for everybody is sent again without asking any view.

It stands before the application, as a cache does before a site, and knows when the catalog is another.
Whoever sends a cookie, a condition or anything but a plain GET is answered by the application itself.
Bodies are those of the kept pages, within the same bounds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from catalog.access.reach import READY, SPOKEN
from catalog.keeping import Kept
from catalog.services.current import Current
from catalog.services.kept_pages import MOST_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_FOR_ONE: Final = (
    "HTTP_AUTHORIZATION",
    "HTTP_COOKIE",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_RANGE",
)
_OK: Final = "200 OK"

_OWN: Final = frozenset({"Content-Length", "ETag"})
"""The headers that differ from page to page; the others stand once for all answers."""

Header = tuple[str, str]
Key = tuple[str, str, str]
Mark = tuple[object, object]
Told = Callable[[float], object]
"""Is told that an answer was ready, and the seconds that it took."""


class Answer(NamedTuple):
    """An answer as the application gave it."""

    headers: list[Header]
    body: bytes


class Ready:
    """Sends again what was sent before, while the catalog and the day are the same."""

    def __init__(self, app: WSGIApplication, catalog: Current, *, tell: Told) -> None:
        self._app = app
        self._catalog = catalog
        self._tell = tell
        self._answers: Kept[tuple[Mark, Key], Answer] = Kept(most=MOST_BYTES)
        self._shared: dict[Header, Header] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, from what is ready or by the application."""
        begun = time.perf_counter()
        if not _is_plain(environ):
            return self._app(environ, start_response)
        key = (self._mark(), _address(environ))
        found = self._answers.get(key)
        if found is None:
            return self._asked(key, environ, start_response)
        start_response(_OK, list(found.headers))
        self._tell(time.perf_counter() - begun)
        return [found.body]

    def _asked(
        self, key: tuple[Mark, Key], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Let the application answer, and note what it says is the same for everybody."""
        said: list[Any] = []

        def noted(status: str, headers: list[Header], exc_info: Any = None) -> Any:
            said[:] = [status, list(headers)]
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        answer = self._app(environ, noted)
        if not environ.get(READY) or not _is_for_all(*said):
            return answer
        with closing(answer):  # type: ignore[type-var]  # what Flask answers with can be closed
            body = b"".join(answer)
        if self._mark() == key[0]:
            headers = [one if one[0] in _OWN else self._shared.setdefault(one, one) for one in said[1]]
            self._answers.put(key, Answer(headers, body), weight=len(body))
        return [body]

    def _mark(self) -> Mark:
        reading = self._catalog.now()
        return reading.snapshot.digest, reading.today


def _is_plain(environ: WSGIEnvironment) -> bool:
    squeezed = (one.strip() for one in environ.get("HTTP_ACCEPT_ENCODING", "").split(","))
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and "gzip" in squeezed
        and not any(name in environ for name in _FOR_ONE)
    )


def _is_for_all(status: str, headers: list[Header]) -> bool:
    return status == _OK and not any(name.lower() == "set-cookie" for name, _ in headers)


def _address(environ: WSGIEnvironment) -> Key:
    return environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), environ.get(SPOKEN, "")
