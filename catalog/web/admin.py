"""Administration: accounts and their roles, one-time links, and the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.reach import services
from catalog.errors import Conflict
from catalog.interchange.pages import Page
from catalog.phrases import Phrase, phrase
from catalog.records.account import Account, AccountId, Role
from catalog.records.signing_in import InvitationId
from catalog.services.accounts.changing import account_of, accounts, change_roles, close, reopen
from catalog.services.accounts.inviting import (
    OneTimeLink,
    invite,
    reset_password,
    revoke,
    standing_links,
)
from catalog.services.accounts.seating import GIVEN, seated_in, seated_of
from catalog.services.accounts.second_factor import remove
from catalog.services.accounts.trail import TrailFilter, trail, trail_table, verify_trail
from catalog.services.forms import Faults
from catalog.web.showing import link, show, tell

admin = Blueprint("admin", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into a form on an account, as it was typed."""

    email: str
    roles: frozenset[str]
    partner: str
    body: str
    seat: str


_NO_FAULTS: Final = Faults(at={})
_FILTERS: Final = ("who", "did", "about", "since", "until", "before")


@admin.get("/admin")
@open_to(Role.ADMIN)
def accounts_list() -> ResponseReturnValue:
    """List the accounts, and the links that can still be used."""
    office = services().office
    shown = {"accounts": accounts(office), "links": standing_links(office)}
    return show(_page("accounts", "admin.html", phrase("Administration"), **shown))


@admin.get("/admin/invite")
@open_to(Role.ADMIN)
def invite_form() -> ResponseReturnValue:
    """Show the form of an invitation."""
    return _show_invite(_typed(), _NO_FAULTS)


@admin.post("/admin/invite")
@open_to(Role.ADMIN)
def invite_typed() -> ResponseReturnValue:
    """Invite somebody, and show the link once."""
    typed, snapshot = _typed(), services().catalog.now().snapshot
    seated = seated_of(typed.roles, partner=typed.partner, body=typed.body, seat=typed.seat)
    made = invite(services().office, typed.email, seated=seated, snapshot=snapshot, by=_admin())
    return _show_invite(typed, made) if isinstance(made, Faults) else _show_link(made)


@admin.post("/admin/links/<id>/revoke")
@open_to(Role.ADMIN)
def link_revoke(id: str) -> ResponseReturnValue:
    """Revoke a link that was not used."""
    revoke(services().office, InvitationId(id), by=_admin())
    tell(phrase("The link is revoked."))
    return redirect(link("admin.html"), code=303)


@admin.get("/admin/accounts/<id>")
@open_to(Role.ADMIN)
def one(id: str) -> ResponseReturnValue:
    """Show one account."""
    found = account_of(services().office, AccountId(id))
    return _show_one(found, _as_it_is(found), _NO_FAULTS)


@admin.post("/admin/accounts/<id>/roles")
@open_to(Role.ADMIN)
def one_roles(id: str) -> ResponseReturnValue:
    """Change what an account may be."""
    found, typed = _as_read(id), _typed()
    seated = seated_of(typed.roles, partner=typed.partner, body=typed.body, seat=typed.seat)
    if isinstance(seated, Faults):
        return _show_one(found, typed, seated)
    snapshot = services().catalog.now().snapshot
    faults = change_roles(services().office, found, seated=seated, snapshot=snapshot, by=_admin())
    if faults:
        return _show_one(found, typed, faults)
    return _done(found, phrase("The roles are changed. The sessions of the account have ended."))


@admin.post("/admin/accounts/<id>/close")
@open_to(Role.ADMIN)
def one_close(id: str) -> ResponseReturnValue:
    """Close an account."""
    found = _as_read(id)
    faults = close(services().office, found, by=_admin())
    if faults:
        return _show_one(found, _as_it_is(found), faults)
    return _done(found, phrase("The account is closed."))


@admin.post("/admin/accounts/<id>/reopen")
@open_to(Role.ADMIN)
def one_reopen(id: str) -> ResponseReturnValue:
    """Open an account again."""
    found = _as_read(id)
    reopen(services().office, found, by=_admin())
    return _done(found, phrase("The account is open again."))


@admin.post("/admin/accounts/<id>/password-link")
@open_to(Role.ADMIN)
def one_password(id: str) -> ResponseReturnValue:
    """Give a link by which somebody chooses a new password, and show it once."""
    return _show_link(reset_password(services().office, AccountId(id), by=_admin()))


@admin.post("/admin/accounts/<id>/second-factor")
@open_to(Role.ADMIN)
def one_second_factor(id: str) -> ResponseReturnValue:
    """Take away a second factor that was lost."""
    found = account_of(services().office, AccountId(id))
    remove(services().office, found, by=_admin())
    return _done(found, phrase("The second factor is taken away. A new one is set at the next sign-in."))


@admin.get("/admin/trail")
@open_to(Role.ADMIN)
def trail_page() -> ResponseReturnValue:
    """Show the audit trail."""
    typed = _filter()
    found = trail(services().office, typed)
    faults = found if isinstance(found, Faults) else _NO_FAULTS
    shown = {"typed": typed, "faults": faults, "page": None if faults else found, "query": _query()}
    page = _page("trail", "admin/trail.html", phrase("Audit trail"), **shown)
    return show(page, 422 if faults else 200)


@admin.get("/admin/trail.csv")
@open_to(Role.ADMIN)
def trail_csv() -> ResponseReturnValue:
    """Give the audit trail as a table."""
    found = trail_table(services().office, _filter())
    if isinstance(found, Faults):
        return redirect(f"{link('admin/trail.html')}?{_query()}")
    answer = Response(found, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@admin.get("/admin/trail/verified")
@open_to(Role.ADMIN)
def trail_verified() -> ResponseReturnValue:
    """Recompute the whole trail, and say whether it is whole."""
    known = request.args.get("known", "").strip()
    shown = {"state": verify_trail(services().office, known=known or None), "known": known}
    return show(
        _page("trail-verified", "admin/trail/verified.html", phrase("Audit trail, verified"), **shown)
    )


def _admin() -> Account:
    """Return who asks; the door has let nobody else in."""
    who = viewer()
    if who is None:
        abort(403)
    return who


def _typed() -> Typed:
    """Return what was typed into a form on an account."""
    form = request.form
    return Typed(
        email=form.get("email", ""),
        roles=frozenset(form.getlist("roles")),
        partner=form.get("partner", ""),
        body=form.get("body", ""),
        seat=form.get("seat", ""),
    )


def _as_it_is(account: Account) -> Typed:
    seated = seated_in(account)
    return Typed(
        email=account.email,
        roles=frozenset(map(str, seated.roles)),
        partner=seated.partner or "",
        body=seated.body or "",
        seat=seated.seat or "",
    )


def _as_read(id: str) -> Account:
    """Return an account as the form was made from it. Raises ``Conflict`` where another changed it since."""
    found = account_of(services().office, AccountId(id))
    if request.form.get("revision") != str(found.revision):
        told = phrase(
            "the account of `{email}` was changed by somebody else in the meantime", email=found.email
        )
        raise Conflict(told, hint=phrase("look at it as it is now"))
    return found


def _done(account: Account, words: Phrase) -> ResponseReturnValue:
    tell(words)
    return redirect(link(f"admin/accounts/{account.id}.html"), code=303)


def _filter() -> TrailFilter:
    return TrailFilter(**{name: request.args.get(name, "") for name in _FILTERS})


def _query() -> str:
    return urlencode({name: request.args[name] for name in _FILTERS[:-1] if request.args.get(name)})


def _show_invite(typed: Typed, faults: Faults) -> Response:
    shown = {"typed": typed, "faults": faults, "choices": _choices()}
    page = _page("invite", "admin/invite.html", phrase("Invite somebody"), **shown)
    return show(page, 422 if faults else 200)


def _show_one(account: Account, typed: Typed, faults: Faults) -> Response:
    shown = {"account": account, "typed": typed, "faults": faults, "choices": _choices()}
    title = phrase("Account of {name}", name=account.name)
    page = _page("account", f"admin/accounts/{account.id}.html", title, **shown)
    return show(page, 422 if faults else 200)


def _show_link(made: OneTimeLink) -> Response:
    page = _page("link", "admin/invite.html", phrase("A link to pass on"), made=made)
    return show(page)


def _choices() -> dict[str, object]:
    snapshot = services().catalog.now().snapshot
    return {
        "roles": GIVEN,
        "partners": sorted(snapshot.partners.values(), key=lambda partner: partner.name),
        "bodies": sorted(snapshot.bodies.values(), key=lambda body: body.title),
    }


def _page(template: str, address: str, title: Phrase, **shown: object) -> Page:
    return Page(template=f"admin/{template}.html", address=address, title=title, section="admin", shown=shown)
