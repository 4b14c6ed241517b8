"""What the application holds for its views: the catalog as it is now, and what else is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app

from catalog.services.current import Current
from catalog.services.kept_pages import KeptPages

_NAME: Final = "p20w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What views reach for. It is made once, when the application starts."""

    catalog: Current
    kept: KeptPages


def hold(app: Flask, held: Services) -> None:
    """Let an application hold its services."""
    app.extensions[_NAME] = held


def services() -> Services:
    """Return the services of the application that answers."""
    found: Services = current_app.extensions[_NAME]
    return found
