"""Who may open which door: every view says it, and a view that does not say it stays shut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import quote

from flask import Flask, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response

from catalog.access.reach import spoken
from catalog.errors import WorkspaceUnavailable
from catalog.records.account import Account, Role

V = TypeVar("V", bound=Callable[..., Any])

_SAID: Final = "open_to_roles"
SIGN_IN: Final = "/account/sign-in"


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


def _ask() -> Response | None:
    if request.endpoint is None:
        return None  # there is no such door; the page that says so is open
    roles = roles_of(current_app.view_functions[request.endpoint])
    if Role.PUBLIC in roles:
        return None
    unreachable: WorkspaceUnavailable | None = g.get("unreachable")
    if unreachable is not None and roles:
        raise unreachable
    who = viewer()
    if who is None and roles and request.method in {"GET", "HEAD"}:
        return redirect(_to_sign_in())
    if who is None or not who.has(*roles):
        abort(403)
    return None


def _to_sign_in() -> str:
    """Return the way to the door by which one comes in, and back to this one."""
    language = "" if spoken() == "en" else f"/{spoken()}"
    back = quote(language + request.full_path.rstrip("?"), safe="/")
    return f"{request.script_root}{language}{SIGN_IN}?next={back}"
