"""What the application holds for its views: the catalog as it is now, and the office with what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, request

from catalog.interchange.pages import Language
from catalog.services.current import Current
from catalog.services.dictionary.live import LiveSearch
from catalog.services.kept_pages import KeptPages
from catalog.services.office import Office
from catalog.workspace.workspace import Workspace

SPOKEN: Final = "p20w.language"
"""The key of a request's environment under which its language stands."""
READY: Final = "p20w.ready"
"""The key under which a view says that its answer is the same for everybody, as long as the reading is."""

_NAME: Final = "p20w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What views reach for. It is made once, when the application starts."""

    catalog: Current
    kept: KeptPages
    search: LiveSearch
    office: Office

    @property
    def workspace(self) -> Workspace:
        """The database of accounts, comments and drafts."""
        return self.office.workspace


def hold(app: Flask, held: Services) -> None:
    """Let an application hold its services."""
    app.extensions[_NAME] = held


def services() -> Services:
    """Return the services of the application that answers."""
    found: Services = current_app.extensions[_NAME]
    return found


def spoken() -> Language:
    """Return the language of the request."""
    found: Language = request.environ.get(SPOKEN, "en")
    return found
