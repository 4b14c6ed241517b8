"""Comments of the public: the page of a proposal with its form, and what became of a comment."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to
from catalog.access.limits import COMMENTING, limited
from catalog.access.reach import services
from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import Role
from catalog.records.ids import ProposalId
from catalog.services.commenting.pages import NO_FAULTS, find_page, proposal_page, receipt_page
from catalog.services.commenting.sending import TypedComment, by_receipt, send
from catalog.services.forms import Faults, fault
from catalog.web.addresses import learn_addresses
from catalog.web.showing import link, show
from catalog.web.twins import twin_asked, twinned

comments = Blueprint("comments", __name__)
learn_addresses(comments)


@comments.get("/proposals/<page:proposal>")
@open_to(Role.PUBLIC)
def proposal_shown(proposal: str) -> ResponseReturnValue:
    """Show a proposal with its comments, and the form while comments are taken."""
    return show(proposal_page(services().office, services().catalog.now(), ProposalId(proposal)))


@comments.post("/proposals/<page:proposal>")
@open_to(Role.PUBLIC)
@limited(COMMENTING)
def comment_typed(proposal: str) -> ResponseReturnValue:
    """Take a comment, and lead to its receipt."""
    office, reading, about = services().office, services().catalog.now(), ProposalId(proposal)
    typed = TypedComment(
        name=request.form.get("name", ""),
        text=request.form.get("text", ""),
        form=request.form.get("form", ""),
    )
    found = send(office, reading.snapshot, about, typed=typed)
    if isinstance(found, Faults):
        return show(proposal_page(office, reading, about, typed=typed, faults=found), 422)
    return redirect(link(f"comments/{found.receipt}.html"), code=303)


@comments.get("/comments")
@open_to(Role.PUBLIC)
@twinned
@limited(COMMENTING)
def asked_after() -> ResponseReturnValue:
    """Ask what became of a comment."""
    typed = request.args.get("receipt", "")
    if not typed.strip():
        return show(find_page("", NO_FAULTS))
    try:
        found = by_receipt(services().office, typed)
    except NotFound:
        faults = fault("receipt", phrase("There is no comment with this number."))
        return show(find_page(typed, faults), 422)
    return redirect(link(f"comments/{found.receipt}.{twin_asked() or 'html'}"), code=303)


@comments.get("/comments/<receipt>")
@open_to(Role.PUBLIC)
@twinned
def receipt_shown(receipt: str) -> ResponseReturnValue:
    """Show what became of a comment."""
    return show(receipt_page(services().catalog.now(), by_receipt(services().office, receipt)))
