"""Sign in and out, the second factor, invitations, and what somebody does with their own account."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, request, session
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.limits import SIGNING_IN, limited
from catalog.access.reach import services
from catalog.access.signing_in import browser, halfway, let_in, let_out, whoever
from catalog.access.single_sign_on import from_provider, is_provided, to_provider
from catalog.interchange.pages import Page
from catalog.phrases import Phrase, phrase
from catalog.records.account import Role
from catalog.records.signing_in import SessionId
from catalog.services.accounts.accepting import Accepted, accept
from catalog.services.accounts.changing import PasswordChange, change_password
from catalog.services.accounts.inviting import opened
from catalog.services.accounts.passwords import LEAST
from catalog.services.accounts.second_factor import (
    complete,
    confirm,
    enrol,
    enrolment,
    is_asked_of,
    picture,
    recovery_codes_left,
)
from catalog.services.accounts.sessions import (
    NewSession,
    SignedIn,
    end_others,
    end_session,
    sessions_of,
    sign_out,
)
from catalog.services.accounts.signing_in import sign_in, sign_in_vouched
from catalog.services.forms import Faults
from catalog.web.showing import link, show, tell

account = Blueprint("account", __name__)

_EVERY: Final = tuple(role for role in Role if role is not Role.PUBLIC)
_NEXT: Final = "next"
_NO_FAULTS: Final = Faults(at={})


@account.get("/account/sign-in")
@open_to(Role.PUBLIC)
def sign_in_form() -> ResponseReturnValue:
    """Show the form by which one signs in."""
    return _show_sign_in(_own(request.args.get(_NEXT, "")), email="", faults=_NO_FAULTS)


@account.post("/account/sign-in")
@open_to(Role.PUBLIC)
@limited(SIGNING_IN)
def sign_in_typed() -> ResponseReturnValue:
    """Sign in with what was typed."""
    email, back = request.form.get("email", ""), _own(request.form.get(_NEXT, ""))
    password = request.form.get("password", "")
    found = sign_in(services().office, email, password=password, browser=browser())
    if isinstance(found, Faults):
        return _show_sign_in(back, email=email, faults=found)
    return _begun(found, back)


@account.get("/account/provider")
@open_to(Role.PUBLIC)
@limited(SIGNING_IN)
def provider() -> ResponseReturnValue:
    """Go to the provider of single sign-on."""
    if not is_provided():
        abort(404)
    return to_provider()


@account.get("/account/provider/return")
@open_to(Role.PUBLIC)
@limited(SIGNING_IN)
def provider_return() -> ResponseReturnValue:
    """Sign in whoever the provider vouches for."""
    if not is_provided():
        abort(404)
    found = sign_in_vouched(services().office, from_provider(), browser=browser())
    if isinstance(found, Faults):
        return _show_sign_in("", email="", faults=found)
    return _begun(found, "")


@account.get("/account/second-factor")
@open_to(Role.PUBLIC)
def code_form() -> ResponseReturnValue:
    """Ask for a code of the second factor."""
    return _show_code(_half(), _NO_FAULTS)


@account.post("/account/second-factor")
@open_to(Role.PUBLIC)
@limited(SIGNING_IN)
def code_typed() -> ResponseReturnValue:
    """Complete the sign-in with a code."""
    who, back = _half(), _own(session.get(_NEXT, ""))
    found = complete(services().office, who, code=request.form.get("code", ""))
    if isinstance(found, Faults):
        return _show_code(who, found)
    return _begun(found, back)


@account.get("/account/second-factor/new")
@open_to(Role.PUBLIC)
def enrol_form() -> ResponseReturnValue:
    """Begin to set a second factor."""
    who = _may_enrol()
    return _show_enrolment(enrol(services().office, who.account).sealed, who, _NO_FAULTS)


@account.get("/account/second-factor/picture.svg")
@open_to(Role.PUBLIC)
def enrol_picture() -> ResponseReturnValue:
    """Draw the QR code of a second factor that was begun."""
    begun = enrolment(services().office, _may_enrol().account, request.args.get("sealed", ""))
    answer = Response(picture(begun), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@account.post("/account/second-factor/new")
@open_to(Role.PUBLIC)
@limited(SIGNING_IN)
def enrol_typed() -> ResponseReturnValue:
    """Set a second factor, and show its recovery codes once."""
    who, sealed, back = _may_enrol(), request.form.get("sealed", ""), _own(session.get(_NEXT, ""))
    found = confirm(services().office, who, sealed, code=request.form.get("code", ""))
    if isinstance(found, Faults):
        return _show_enrolment(sealed, who, found)
    let_in(found.session)
    title = phrase("Your recovery codes")
    shown = {"codes": found.recovery_codes, "back": back or link("account.html")}
    return _of_one(show(_page("recovery-codes", "account/second-factor/new.html", title, **shown)))


@account.get("/account/invitation/<token>")
@open_to(Role.PUBLIC)
@limited(SIGNING_IN)
def invitation_form(token: str) -> ResponseReturnValue:
    """Show what an invitation is to, and ask for a name and a password."""
    return _show_invitation(token, "", _NO_FAULTS)


@account.post("/account/invitation/<token>")
@open_to(Role.PUBLIC)
@limited(SIGNING_IN)
def invitation_typed(token: str) -> ResponseReturnValue:
    """Use an invitation, or a link for a new password."""
    typed = Accepted(
        name=request.form.get("name", ""),
        password=request.form.get("password", ""),
        again=request.form.get("again", ""),
    )
    found = accept(services().office, token, typed=typed)
    if isinstance(found, Faults):
        return _show_invitation(token, typed.name, found)
    tell(phrase("Your password is set. Sign in with it."))
    return redirect(link("account/sign-in.html"), code=303)


@account.get("/account")
@open_to(*_EVERY)
def overview() -> ResponseReturnValue:
    """Show somebody their own account and its sessions."""
    who = _signed_in()
    office = services().office
    shown = {
        "who": who,
        "sessions": sessions_of(office, who.account.id),
        "codes_left": recovery_codes_left(office, who.account),
        "must": is_asked_of(who.account),
    }
    return show(_page("overview", "account.html", phrase("Your account"), **shown))


@account.get("/account/password")
@open_to(*_EVERY)
def password_form() -> ResponseReturnValue:
    """Show the form for a new password."""
    return _show_password(_NO_FAULTS)


@account.post("/account/password")
@open_to(*_EVERY)
@limited(SIGNING_IN)
def password_typed() -> ResponseReturnValue:
    """Change one's own password."""
    typed = PasswordChange(
        current=request.form.get("current", ""),
        password=request.form.get("password", ""),
        again=request.form.get("again", ""),
    )
    found = change_password(services().office, _signed_in(), typed=typed)
    if found is not None:
        return _show_password(found)
    tell(phrase("Your password is changed. Every other session has ended."))
    return redirect(link("account.html"), code=303)


@account.post("/account/sessions/<id>/end")
@open_to(*_EVERY)
def session_end(id: str) -> ResponseReturnValue:
    """End one of one's own sessions."""
    end_session(services().office, _signed_in().account, SessionId(id))
    tell(phrase("The session has ended."))
    return redirect(link("account.html"), code=303)


@account.post("/account/sessions/end-others")
@open_to(*_EVERY)
def sessions_end() -> ResponseReturnValue:
    """End one's other sessions."""
    end_others(services().office, _signed_in())
    tell(phrase("Every other session has ended."))
    return redirect(link("account.html"), code=303)


@account.post("/account/sign-out")
@open_to(Role.PUBLIC)
def sign_out_here() -> ResponseReturnValue:
    """Sign out, also from half-way in."""
    who = whoever()
    if who is not None:
        sign_out(services().office, who)
    let_out()
    tell(phrase("You are signed out."))
    return redirect(link("index.html"), code=303)


def _begun(begun: NewSession, back: str) -> ResponseReturnValue:
    """Let a browser in, and lead it to the second factor where that is awaited."""
    let_in(begun)
    if begun.signed_in.session.complete:
        return redirect(back or link("account.html"), code=303)
    session[_NEXT] = back
    has_one = begun.signed_in.account.second_factor
    return redirect(link(f"account/second-factor{'' if has_one else '/new'}.html"), code=303)


def _own(address: str) -> str:
    """Return an address if it is one of ours: nobody is led elsewhere by a link to the sign-in."""
    try:
        parts = urlsplit(address.replace("\\", "/")) if address.isprintable() else None
    except ValueError:
        return ""
    is_own = parts is not None and not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_own and not address.startswith(("//", "/\\")) else ""


def _half() -> SignedIn:
    who = halfway()
    if who is None or not who.account.second_factor:
        abort(redirect(link("account/sign-in.html")))
    return who


def _may_enrol() -> SignedIn:
    """Return who may set a second factor: whoever is signed in, or would be but for not having one."""
    who = whoever()
    if who is None or (not who.session.complete and who.account.second_factor):
        abort(redirect(link("account/sign-in.html")))
    return who


def _signed_in() -> SignedIn:
    who = whoever()
    if who is None or viewer() is None:
        abort(403)
    return who


def _show_sign_in(back: str, *, email: str, faults: Faults) -> Response:
    shown = {"email": email, "next": back, "faults": faults, "provided": is_provided()}
    page = _page("sign-in", "account/sign-in.html", phrase("Sign in"), **shown)
    return show(page, 422 if faults else 200)


def _show_code(who: SignedIn, faults: Faults) -> Response:
    page = _page(
        "second-factor", "account/second-factor.html", phrase("Second factor"), who=who, faults=faults
    )
    return show(page, 422 if faults else 200)


def _show_enrolment(sealed: str, who: SignedIn, faults: Faults) -> Response:
    begun = enrolment(services().office, who.account, sealed)
    shown = {"begun": begun, "faults": faults}
    page = _page("enrolment", "account/second-factor/new.html", phrase("Set a second factor"), **shown)
    return _of_one(show(page, 422 if faults else 200))


def _show_invitation(token: str, name: str, faults: Faults) -> Response:
    found = opened(services().office, token)
    shown = {"invitation": found, "token": token, "name": name, "faults": faults, "least": LEAST}
    title = phrase("Your account") if found.account is None else phrase("A new password")
    page = _page("invitation", f"account/invitation/{token}.html", title, **shown)
    return _of_one(show(page, 422 if faults else 200))


def _show_password(faults: Faults) -> Response:
    shown = {"faults": faults, "least": LEAST}
    page = _page("password", "account/password.html", phrase("A new password"), **shown)
    return show(page, 422 if faults else 200)


def _of_one(answer: Response) -> Response:
    """Let nobody keep a page that shows a secret."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(template: str, address: str, title: Phrase, **shown: object) -> Page:
    return Page(
        template=f"account/{template}.html", address=address, title=title, section="account", shown=shown
    )
