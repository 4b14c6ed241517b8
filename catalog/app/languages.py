"""The language of a request: ``/es/…`` is the same page in Spanish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from catalog.access.reach import SPOKEN

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Languages:
    """Take the language off the front of an address, before any door is looked for."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request in its language."""
        path = environ.get("PATH_INFO", "")
        if path == "/es" or path.startswith("/es/"):
            environ = {**environ, "PATH_INFO": path[3:] or "/", SPOKEN: "es"}
        return self._app(environ, start_response)
