"""Who a browser is signed in as: one module around flask-login, on sessions that the server keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from catalog.access.reach import services
from catalog.errors import WorkspaceUnavailable
from catalog.services.accounts.sessions import LONGEST, NewSession, SignedIn, signed_in
from catalog.services.office import Office

_COOKIE: Final = "p20w"
_WITHOUT_VIEWER: Final = "pages.static"
_MOST_OF_BROWSER: Final = 400


class _Browser:
    """A signed-in browser, as flask-login wants to see it: its cookie holds the token of its session."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, who: SignedIn) -> None:
        self.token = token
        self.who = who

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.token


def sign(app: Flask, office: Office) -> None:
    """Know who a browser is signed in as, before any door is asked for."""
    secure = office.address.startswith("https://")
    app.config.update(
        SECRET_KEY=office.derived_key("cookies"),
        SESSION_COOKIE_NAME=f"__Host-{_COOKIE}" if secure else _COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=LONGEST + timedelta(hours=1),
        SESSION_REFRESH_EACH_REQUEST=False,  # else what everybody may keep would come with it
        WTF_CSRF_TIME_LIMIT=None,  # a form is good as long as the session in which it was shown
    )
    manager = LoginManager()
    manager.session_protection = None  # the server keeps the sessions, and ends them
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_know)


def _load(token: str) -> _Browser | None:
    who = signed_in(services().office, token)
    return None if who is None else _Browser(token, who)


def _know() -> None:
    """Look who asks. Where that cannot be looked up, whatever is open to everybody is open all the same."""
    g.signed_in = g.viewer = g.unreachable = None
    if "_user_id" not in session or request.endpoint == _WITHOUT_VIEWER:
        return
    try:
        browser = current_user._get_current_object()  # noqa: SLF001  # flask-login's way to look it up
    except WorkspaceUnavailable as error:
        g.unreachable = error
        return
    if isinstance(browser, _Browser):
        g.signed_in = browser.who
        g.viewer = browser.who.account if browser.who.session.complete else None


def let_in(begun: NewSession) -> None:
    """Give a browser the session that was begun, in the place of whatever it had."""
    session.clear()
    session.permanent = True
    login_user(_Browser(begun.token, begun.signed_in), force=True)


def let_out() -> None:
    """Take its session from a browser."""
    logout_user()
    session.clear()


def halfway() -> SignedIn | None:
    """Return who signed in but for the second factor."""
    who = whoever()
    return None if who is None or who.session.complete else who


def whoever() -> SignedIn | None:
    """Return who signed in, with the session, also where the second factor is still awaited."""
    found: SignedIn | None = g.get("signed_in")
    return found


def browser() -> str:
    """Return what the browser says that it is."""
    return request.user_agent.string[:_MOST_OF_BROWSER]
