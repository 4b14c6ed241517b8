"""The review room of the board and its staff: the queue, each proposal with its packet, and annotations."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.reach import services
from catalog.errors import CatalogError, Conflict
from catalog.phrases import phrase
from catalog.records.account import Account, Role
from catalog.records.desk_papers import Annotation
from catalog.records.ids import ProposalId
from catalog.services.forms import Faults
from catalog.services.review.annotating import annotate, change, own, remove, settle
from catalog.services.review.pages import (
    TypedNote,
    note_page,
    packet_now,
    proposal_address,
    proposal_page,
    review_page,
)
from catalog.web.doubles import once
from catalog.web.failing import failure, status_of
from catalog.web.showing import link, show, tell
from catalog.web.twins import twinned

review = Blueprint("review", __name__, url_prefix="/review")

_SEE_OTHER: Final = 303
_FAULTY: Final = 422


class NotTaken(CatalogError):
    """What was typed into an annotation cannot be taken as it is."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("the annotation cannot be taken as it is")
        self.faults = faults


@review.get("")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
@twinned
def queue() -> ResponseReturnValue:
    """Show the proposals that wait, the most urgent first."""
    return show(review_page(services().catalog.refresh(), services().office))


@review.get("/proposals/<id>")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
@twinned
def proposal(id: str) -> ResponseReturnValue:
    """Show a proposal with its consequences, advice, comments and annotations."""
    return _show_proposal(id, TypedNote(place=request.args.get("place", "")))


@review.get("/proposals/<id>/packet.json")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
def packet(id: str) -> ResponseReturnValue:
    """Give the data of a consequence packet."""
    made = packet_now(services().catalog.refresh(), id)
    return Response(made.data, content_type="application/json", headers={"Cache-Control": "no-store"})


@review.post("/proposals/<id>/annotations")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
def note(id: str) -> ResponseReturnValue:
    """Note something on a place of a proposal."""
    reading, typed = services().catalog.now(), _typed()
    if ProposalId(id) not in reading.snapshot.proposals:
        abort(404)

    def noted() -> str:
        made = annotate(services().office, ProposalId(id), place=typed.place, text=typed.text, by=_who())
        return _place_of(_taken(made))

    return once(noted)


@review.get("/annotations/<id>")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
def note_form(id: str) -> ResponseReturnValue:
    """Show one's own annotation, to be changed."""
    found = own(services().office, id, by=_who())
    return show(note_page(found, TypedNote(place=found.path, text=found.text)))


@review.post("/annotations/<id>")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
def note_change(id: str) -> ResponseReturnValue:
    """Change one's own annotation."""
    text, revision = _typed().text, _revision()
    return once(
        lambda: _place_of(_taken(change(services().office, id, text=text, revision=revision, by=_who())))
    )


@review.post("/annotations/<id>/settle")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
def note_settle(id: str) -> ResponseReturnValue:
    """Mark an annotation as dealt with, or as open again."""
    done = _taken(settle(services().office, id, revision=_revision(), by=_who()))
    return redirect(link(_place_of(done)), code=_SEE_OTHER)


@review.post("/annotations/<id>/remove")
@open_to(Role.MEMBER, Role.CLERK, Role.ADMIN)
def note_remove(id: str) -> ResponseReturnValue:
    """Remove one's own annotation."""
    gone = _taken(remove(services().office, id, revision=_revision(), by=_who()))
    tell(phrase("The annotation is removed."))
    return redirect(link(proposal_address(gone.proposal)), code=_SEE_OTHER)


@review.errorhandler(NotTaken)
def again(error: NotTaken) -> ResponseReturnValue:
    """Show the form again, with what was typed and what is wrong with it."""
    typed, id = replace(_typed(), faults=error.faults), (request.view_args or {})["id"]
    if request.endpoint == "review.note":
        return _show_proposal(id, typed, _FAULTY)
    if request.endpoint == "review.note_change":
        return show(note_page(own(services().office, id, by=_who()), typed), _FAULTY)
    whole = error.faults.whole
    return failure(_FAULTY, message=None if whole is None else whole.words)


@review.errorhandler(Conflict)
def conflict(error: Conflict) -> ResponseReturnValue:
    """Show both: the annotation as it is now, and what was typed; nothing of either is lost."""
    if request.endpoint != "review.note_change":
        return failure(status_of(error), message=error.told, hint=error.advice)
    found = own(services().office, (request.view_args or {})["id"], by=_who())
    return show(note_page(found, _typed(), is_late=True), status_of(error))


def _show_proposal(id: str, typed: TypedNote, status: int = 200) -> Response:
    reading, office = services().catalog.refresh(), services().office
    return show(proposal_page(reading, office, id, viewer=_who(), note=typed), status)


def _taken(made: Annotation | Faults) -> Annotation:
    if isinstance(made, Faults):
        raise NotTaken(made)
    return made


def _place_of(note: Annotation) -> str:
    return f"{proposal_address(note.proposal)}#note-{note.id}"


def _typed() -> TypedNote:
    return TypedNote(place=request.form.get("place", ""), text=request.form.get("text", ""))


def _revision() -> int:
    """Return on which revision of an annotation a form was made; no annotation has the one of none."""
    typed = request.form.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < len("1000000000") else 0


def _who() -> Account:
    who = viewer()
    if who is None:
        abort(403)
    return who
