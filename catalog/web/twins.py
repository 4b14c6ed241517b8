"""Every page of content at two addresses more: as JSON and as YAML, by the same view behind the same door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from flask import Flask, current_app, g, request

from catalog.interchange.twins import TWINS, Twin

V = TypeVar("V", bound=Callable[..., Any])

_SAID: Final = "has_twins"


def twinned(view: V) -> V:
    """Let the page that a view shows be had as JSON and YAML too, at its address with that ending."""
    setattr(view, _SAID, True)
    return view


def has_twins(endpoint: str | None) -> bool:
    """Say whether the page of a view is told to programs too."""
    view = current_app.view_functions.get(endpoint or "")
    return bool(getattr(view, _SAID, False))


def add_twins(app: Flask) -> None:
    """Add the addresses of twins, once every page has its own."""
    for rule in list(app.url_map.iter_rules()):
        view = app.view_functions[rule.endpoint]
        if getattr(view, _SAID, False):
            for twin in TWINS:
                told = _told_as(view, twin)
                app.add_url_rule(f"{rule.rule}.{twin}", f"{rule.endpoint}_{twin}", told, methods=["GET"])


def twin_asked() -> Twin | None:
    """Return as what a page is asked for, if not as a page."""
    found: Twin | None = g.get("twin")
    return found


def query_asked() -> str:
    """Return what the page was asked, as it stands in its address."""
    return request.query_string.decode("ascii", "replace")


def _told_as(view: Callable[..., Any], twin: Twin) -> Callable[..., Any]:
    @wraps(view)
    def told(**given: Any) -> Any:
        g.twin = twin
        return view(**given)

    return told
