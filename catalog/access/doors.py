"""Who may open which door: every view says it, and a view that does not say it stays shut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import quote

from flask import Flask, abort, current_app, g, redirect, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from catalog.access.asking import asked_address, is_for_programs
from catalog.access.reach import spoken
from catalog.errors import WorkspaceUnavailable
from catalog.records.account import Account, Role

V = TypeVar("V", bound=Callable[..., Any])

_SAID: Final = "open_to_roles"
SIGN_IN: Final = "/account/sign-in"
_CHALLENGE: Final = WWWAuthenticate("cookie", {"realm": "p20w"})
"""What a program is told that comes without a session; HTTP wants it to be told something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A door of the application: its address, what may be asked there, and who may open it."""

    address: str
    methods: tuple[str, ...]
    view: str
    roles: frozenset[Role]


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


def doors(app: Flask) -> Iterator[Door]:
    """Yield every door of an application, by its address."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        yield Door(
            address=rule.rule,
            methods=tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
            view=rule.endpoint,
            roles=roles_of(app.view_functions[rule.endpoint]),
        )


def viewer() -> Account | None:
    """Return who is signed in, if somebody is."""
    found: Account | None = g.get("viewer")
    return found


def guard(app: Flask) -> None:
    """Ask at every door, before any view runs."""
    app.before_request(_ask)


def has_entered() -> bool:
    """Say whether the request got past its door, and so may have done something."""
    return bool(g.get("entered", False))


def is_open() -> bool:
    """Say whether the door that was asked for opens to whoever asks; no door opens to nobody."""
    roles, who = _roles_asked(), viewer()
    return Role.PUBLIC in roles or (who is not None and who.has(*roles))


def needs_sign_in() -> bool:
    """Say whether the door that was asked for may open once somebody signs in."""
    roles = _roles_asked()
    return bool(roles) and Role.PUBLIC not in roles and viewer() is None and g.get("unreachable") is None


def to_sign_in(back: str) -> str:
    """Return the way to the door by which one comes in, and from there to an address of ours."""
    language = "" if spoken() == "en" else f"/{spoken()}"
    return f"{request.script_root}{language}{SIGN_IN}?next={quote(back, safe='/')}"


def _ask() -> Response | None:
    if request.endpoint is None:
        return None  # there is no such door; the page that says so is open
    roles = _roles_asked()
    unreachable: WorkspaceUnavailable | None = g.get("unreachable")
    if unreachable is not None and roles and Role.PUBLIC not in roles:
        raise unreachable
    if needs_sign_in() and request.method in {"GET", "HEAD"}:
        if is_for_programs():
            raise Unauthorized(www_authenticate=_CHALLENGE)
        return redirect(to_sign_in(asked_address()))
    if not is_open():
        abort(403)
    g.entered = True
    return None


def _roles_asked() -> frozenset[Role]:
    """Return the roles to which the door that was asked for is open."""
    view = current_app.view_functions.get(request.endpoint or "")
    return frozenset() if view is None else roles_of(view)
