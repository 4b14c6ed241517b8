"""Staff propose a change from the review room: its consequences first, then the proposal."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.limits import COMPUTING, limited
from catalog.access.reach import services
from catalog.errors import CatalogError
from catalog.phrases import phrase
from catalog.records.account import Account, Role
from catalog.services.clerk.forms import Filled
from catalog.services.clerk.trail import note
from catalog.services.opening import today
from catalog.services.proposing import Proposed, Wanted, foresee, propose
from catalog.services.refusing import Refused
from catalog.services.review.pages import proposal_address
from catalog.services.review.proposing_page import FIELDS_OF_REFUSALS, propose_page
from catalog.web.doubles import once
from catalog.web.failing import failure, status_of
from catalog.web.sent_back import CommandRefused, asked_for, filled_in, sent_back
from catalog.web.showing import show, tell
from catalog.web.typed import EMPTY, Typed

proposing = Blueprint("proposing", __name__, url_prefix="/review/propose")


@proposing.get("")
@open_to(Role.CLERK, Role.ADMIN)
def form() -> ResponseReturnValue:
    """Show the form by which a change is proposed."""
    return show(propose_page(services().catalog.now(), asked_for()))


@proposing.post("/preview")
@open_to(Role.CLERK, Role.ADMIN)
@limited(COMPUTING)
def preview() -> ResponseReturnValue:
    """Show what would follow from a proposal; nothing is proposed."""
    reading, wanted, on = services().catalog.now(), _wanted(named=None), today()
    would_be = _taken(foresee(reading.root, wanted, on=on, today=on))
    return show(propose_page(reading, _with_text(wanted), would_be=would_be, on=on))


@proposing.post("")
@open_to(Role.CLERK, Role.ADMIN)
@limited(COMPUTING)
def take() -> ResponseReturnValue:
    """Propose a change: its text and its proposal are written in one step, or nothing is."""
    wanted, on = _wanted(named=request.form.get("id") or None), today()

    def proposed() -> str:
        done = _taken(propose(services().catalog.now().root, wanted, on=on, today=on))
        services().catalog.refresh()
        note(services().office, "proposal.made", by=_who(), about=f"proposal:{done.id}")
        tell(phrase("Proposed: {id}.", id=done.id))
        return proposal_address(done.id)

    return once(proposed)


@proposing.errorhandler(CatalogError)
def again(error: CatalogError) -> ResponseReturnValue:
    """Show the form again, with everything that was typed and what stands against it."""
    if request.method != "POST":
        return failure(status_of(error), message=error.told, hint=error.advice)
    filled, status = sent_back(error)
    return show(propose_page(services().catalog.now(), filled), status)


def _taken(made: Proposed | Refused) -> Proposed:
    if isinstance(made, Refused):
        raise CommandRefused(made, FIELDS_OF_REFUSALS)
    return made


def _wanted(*, named: str | None) -> Wanted:
    typed = Typed(request.form, request.files)
    sent, retires = typed.record_text("text_file", "text"), typed.maybe("retires")
    if sent is None and retires is None:
        typed.wrong["text"] = EMPTY
    if sent is not None and retires is not None:
        typed.wrong["retires"] = phrase("Propose a text, or retire one: not both at once.")
    wanted = Wanted(
        named=retires or "text.yaml",
        retires=sent is None,
        rationale=typed.text("rationale"),
        options=typed.lines("options"),
        author=_who().name,
        id=named,
        title=typed.maybe("title"),
        effective=typed.day("effective"),
        body=typed.maybe("body"),
        advisory=typed.maybe("advisory"),
        base=typed.maybe("base"),
        sent=sent,
    )
    typed.settle()
    return wanted


def _with_text(wanted: Wanted) -> Filled:
    """Return the form with the text of a file that was sent put into its field: a browser keeps no file."""
    filled = filled_in()
    if wanted.sent is None:
        return filled
    text = wanted.sent.data.decode("utf-8", "replace")
    return Filled(typed={**filled.typed, "text": [text]}, told=filled.told)


def _who() -> Account:
    who = viewer()
    if who is None:
        abort(403)
    return who
