"""Make the application: the services it holds, the doors and their guard, the pages of every part."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from catalog.access.doors import guard
from catalog.access.reach import Services, hold
from catalog.api.speaking import PARTS, speak
from catalog.app.languages import Languages
from catalog.app.watching import tell_fault, watch
from catalog.services.current import Current
from catalog.services.kept_pages import KeptPages
from catalog.web.failing import catch
from catalog.web.pages import pages

MOST_BYTES: Final = 4 * 1024 * 1024
"""The most that a request may bring; a text of the catalog is at most one of them."""
_PARTS: Final = (pages,)


def make_app(root: Path) -> Flask:
    """Return the application that serves a catalog. Raises ``FaultyCatalog`` or ``NotACatalog``."""
    app = Flask("p20w", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    hold(app, Services(catalog=Current(root), kept=KeptPages()))
    csrf = CSRFProtect(app)
    watch(app)
    speak(app)
    for part in PARTS:
        csrf.exempt(part)  # it reads no cookie
    guard(app)
    catch(app, tell=tell_fault)
    for part in _PARTS:
        app.register_blueprint(part)
    app.wsgi_app = Languages(app.wsgi_app)  # type: ignore[method-assign]  # as Flask says to add middleware
    return app
