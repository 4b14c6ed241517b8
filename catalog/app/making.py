"""Make the application: the services it holds, the doors and their guard, the pages of every part."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from catalog.access.doors import guard
from catalog.access.headers import head
from catalog.access.limits import limit
from catalog.access.reach import Services, hold
from catalog.access.signing_in import sign
from catalog.access.single_sign_on import provide
from catalog.api.speaking import PARTS, speak
from catalog.app.languages import Languages
from catalog.app.ready import Ready
from catalog.app.watching import tell_fault, tell_ready, watch
from catalog.config import settings
from catalog.services.current import Current
from catalog.services.dictionary.live import LiveSearch
from catalog.services.dictionary.searching import DictionarySearch
from catalog.services.kept_pages import KeptPages
from catalog.services.office import Office, open_office
from catalog.services.publishing.dictionaries import bare_digest
from catalog.web.account import account
from catalog.web.admin import admin
from catalog.web.comments import comments
from catalog.web.desk import desk
from catalog.web.desk_beside import beside
from catalog.web.dictionary import dictionary
from catalog.web.failing import catch
from catalog.web.lineage import lineage
from catalog.web.moderation import moderation
from catalog.web.pages import pages
from catalog.web.partners import partners
from catalog.web.proposing import proposing
from catalog.web.review import review
from catalog.web.subscriptions import ended, subscriptions
from catalog.web.twins import add_twins

MOST_BYTES: Final = 4 * 1024 * 1024
"""The most that a request may bring; a text of the catalog is at most one of them."""
_FIRST_INDEX: Final = 10.0
"""Seconds that a start waits for the search index; a large one is made while pages are served already."""
_PARTS: Final = (
    account,
    admin,
    beside,
    comments,
    desk,
    dictionary,
    lineage,
    moderation,
    pages,
    partners,
    proposing,
    review,
    subscriptions,
)


def make_app(root: Path, *, office: Office | None = None) -> Flask:
    """Return the application that serves a catalog, with an office, by default that of the settings.

    Raises ``FaultyCatalog`` or ``NotACatalog``, and ``BadInput`` where a setting cannot be used. A database
    that is not to be reached is no reason not to start: what can be read can be read all the same.
    """
    known = settings()
    office = office or open_office(known)
    app = Flask("p20w", static_folder=None, template_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=500,
    )
    search = LiveSearch(DictionarySearch(root, scope="public"), bare_of=bare_digest)
    catalog = Current(root, tell=search.follow)
    search.wait(_FIRST_INDEX)
    hold(app, Services(catalog=catalog, kept=KeptPages(), search=search, office=office))
    watch(app)
    head(app, encrypted=office.address.startswith("https://"))
    sign(app, office)
    provide(app, office, known.sign_on)
    limit(app)
    csrf = CSRFProtect(app)
    speak(app)
    for part in PARTS:
        csrf.exempt(part)  # it reads no cookie
    csrf.exempt(ended)  # mail programs end a subscription by its address alone
    guard(app)
    catch(app, tell=tell_fault)
    for part in _PARTS:
        app.register_blueprint(part)
    add_twins(app)
    ready = Ready(app.wsgi_app, catalog, tell=tell_ready)
    app.wsgi_app = Languages(ready)  # type: ignore[method-assign]  # as Flask says to add middleware
    return app
