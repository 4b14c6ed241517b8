"""The clerk reads the comments of the public: shows them, or withholds them with a reason."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.reach import services
from catalog.errors import BadInput, Conflict, NotFound
from catalog.phrases import phrase
from catalog.records.account import Account, Role
from catalog.records.public_comment import CommentState
from catalog.services.commenting.moderating import moderation_desk, show_comment, withhold
from catalog.services.commenting.pages import desk_page, moderation_page
from catalog.services.commenting.sending import by_receipt
from catalog.services.forms import Faults, refused
from catalog.web.failing import status_of
from catalog.web.showing import link, show, tell

moderation = Blueprint("moderation", __name__)

_MOST_DIGITS: Final = 9


@moderation.get("/moderation")
@open_to(Role.CLERK)
def desk() -> ResponseReturnValue:
    """Show the comments in a state, by default those that nobody has read."""
    found = moderation_desk(services().office, _state())
    return show(desk_page(services().catalog.now(), found))


@moderation.get("/moderation/<receipt>")
@open_to(Role.CLERK)
def one(receipt: str) -> ResponseReturnValue:
    """Show one comment, and all that was done with it."""
    office = services().office
    return show(moderation_page(office, services().catalog.now(), by_receipt(office, receipt)))


@moderation.post("/moderation/<receipt>/show")
@open_to(Role.CLERK)
def one_shown(receipt: str) -> ResponseReturnValue:
    """Show a comment to everybody."""
    show_comment(services().office, receipt, revision=_revision(), by=_clerk())
    tell(phrase("Comment {receipt} is shown.", receipt=receipt))
    return redirect(link("moderation.html"), code=303)


@moderation.post("/moderation/<receipt>/withhold")
@open_to(Role.CLERK)
def one_withheld(receipt: str) -> ResponseReturnValue:
    """Withhold a comment with a reason."""
    office, reason = services().office, request.form.get("reason", "")
    found = withhold(office, receipt, reason=reason, revision=_revision(), by=_clerk())
    if isinstance(found, Faults):
        known, reading = by_receipt(office, receipt), services().catalog.now()
        return show(moderation_page(office, reading, known, reason=reason, faults=found), 422)
    tell(phrase("Comment {receipt} is withheld, and the reason is published.", receipt=receipt))
    return redirect(link("moderation.html"), code=303)


@moderation.errorhandler(Conflict)
def conflict(error: Conflict) -> ResponseReturnValue:
    """Show the comment as somebody else left it meanwhile, with the reason that was typed."""
    office, receipt = services().office, (request.view_args or {})["receipt"]
    known, reading = by_receipt(office, receipt), services().catalog.now()
    late = refused(phrase("Somebody else changed this meanwhile. Read it again, and then decide."))
    reason = request.form.get("reason", "")
    return show(moderation_page(office, reading, known, reason=reason, faults=late), status_of(error))


def _state() -> CommentState:
    try:
        return CommentState(request.args.get("state", CommentState.RECEIVED))
    except ValueError as error:
        raise NotFound(phrase("there is no such state of a comment")) from error


def _revision() -> int:
    """Return at which revision the clerk read the comment."""
    typed = request.form.get("revision", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < _MOST_DIGITS):
        raise BadInput(
            phrase("the form does not say which state of the comment was read"), hint=phrase("open it again")
        )
    return int(typed)


def _clerk() -> Account:
    """Return who asks; the door has let nobody else in."""
    who = viewer()
    if who is None:
        abort(403)
    return who
