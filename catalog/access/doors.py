"""Who may open which door: every view says it, and a view that does not say it stays shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, abort, g, redirect, request
from werkzeug.wrappers import Response

from catalog.records.account import Account, Role

V = TypeVar("V", bound=Callable[..., Any])

_SAID: Final = "open_to_roles"
SIGN_IN: Final = "/account/sign-in"


def open_to(*roles: Role) -> Callable[[V], V]:
    """Open a view to whoever has one of the roles. ``Role.PUBLIC`` opens it to everybody."""

    def said(view: V) -> V:
        setattr(view, _SAID, frozenset(roles))
        return view

    return said


def roles_of(view: Callable[..., Any]) -> frozenset[Role]:
    """Return the roles to which a view is open; none where it does not say so."""
    found: frozenset[Role] = getattr(view, _SAID, frozenset())
    return found


def viewer() -> Account | None:
    """Return who is signed in, if somebody is."""
    found: Account | None = g.get("viewer")
    return found


def guard(app: Flask) -> None:
    """Ask at every door, before any view runs."""
    app.before_request(_ask)


def _ask() -> Response | None:
    if request.endpoint is None:
        return None  # there is no such door; the page that says so is open
    roles = roles_of(_view())
    if Role.PUBLIC in roles:
        return None
    who = viewer()
    if who is None and roles and request.method in {"GET", "HEAD"}:
        return redirect(f"{request.script_root}{SIGN_IN}?next={request.full_path.rstrip('?')}")
    if who is None or not who.has(*roles):
        abort(403)
    return None


def _view() -> Callable[..., Any]:
    from flask import current_app  # noqa: PLC0415  # of this request

    view: Callable[..., Any] = current_app.view_functions[str(request.endpoint)]
    return view
