"""Rate limits: how often one address may ask for what costs much, or could be guessed.

They are counted in the memory of each process: with several workers an address gets at most so many
times as much. What must hold exactly, as the attempts to sign in to one account, is counted in the
workspace.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, current_app, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.util import get_remote_address

V = TypeVar("V", bound=Callable[..., Any])

SIGNING_IN: Final = "20 per minute; 200 per hour"
COMMENTING: Final = "10 per minute; 60 per hour"
SUBSCRIBING: Final = "5 per minute; 30 per hour"
SEARCHING: Final = "300 per minute"
COMPUTING: Final = "60 per minute"

_SAID: Final = "rate_limit"


def limited(rate: str) -> Callable[[V], V]:
    """Limit how often one address may use a view."""

    def said(view: V) -> V:
        setattr(view, _SAID, rate)
        return view

    return said


def limit(app: Flask) -> None:
    """Hold views to what they say. It comes before CSRF protection, so that refused forms count too."""
    Limiter(
        get_remote_address,
        app=app,
        application_limits=[
            ApplicationLimit(
                _rate, key_function=_who_and_where, exempt_when=lambda: _said() is None, scope="views"
            )
        ],
        storage_uri="memory://",
        strategy="moving-window",
    )


def seconds_to_wait() -> int:
    """Return after how many seconds somebody who asked too often may ask again."""
    limiters: set[Limiter] = current_app.extensions["limiter"]
    broken = [one.current_limit for one in limiters if one.current_limit is not None]
    return max([1, *(int(one.reset_at - time.time()) for one in broken)])


def _said() -> str | None:
    """Return how often the view of this request may be used, if it says so."""
    view = current_app.view_functions.get(request.endpoint or "")
    rate: str | None = getattr(view, _SAID, None)
    return rate


def _rate() -> str:
    return _said() or SEARCHING


def _who_and_where() -> str:
    return f"{get_remote_address()} {request.endpoint}"
