"""The desk beside meetings: signatures and other events of agreements, and errata to final records."""

from __future__ import annotations

from typing import Final, Literal, TypeVar

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.reach import services
from catalog.errors import CatalogError, NotFound
from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.account import Account, Role
from catalog.records.agreement import AgreementEvent
from catalog.records.decision_record import Erratum
from catalog.records.ids import DecisionId, ErratumId, PartnerId
from catalog.services.agreement_life.recording import record_event
from catalog.services.clerk.beside import (
    FIELDS_OF_EVENTS,
    VERBS,
    agreement_page,
    agreements_page,
    errata_page,
    event_page,
)
from catalog.services.clerk.forms import Filled
from catalog.services.clerk.trail import note
from catalog.services.decision_records.correcting import write_erratum
from catalog.services.opening import today
from catalog.services.refusing import Refused
from catalog.web.doubles import once
from catalog.web.failing import failure, status_of
from catalog.web.sent_back import CommandRefused, asked_for, sent_back
from catalog.web.showing import show, tell
from catalog.web.typed import Typed

beside = Blueprint("beside", __name__, url_prefix="/desk")

T = TypeVar("T")

_EVENTS: Final[dict[str, Literal["signed", "suspended", "resumed", "terminated"]]] = {
    "sign": "signed",
    "suspend": "suspended",
    "resume": "resumed",
    "terminate": "terminated",
}
_NONE_SEEN: Final = -1
"""How many entries no list has: a form that does not say how many it was made on is a late one."""
_MENDED: Final[dict[str, Literal["title", "summary", "dissent"]]] = {
    "title": "title",
    "summary": "summary",
    "dissent": "dissent",
}
_FIELDS_OF_ERRATA: Final = {
    "erratum-not-in-record": "reads",
    "erratum-changes-nothing": "should_read",
    "erratum-changes-result": "should_read",
    "erratum-changes-words": "should_read",
}


@beside.get("/agreements")
@open_to(Role.CLERK)
def agreements() -> ResponseReturnValue:
    """Show where every agreement stands."""
    return show(agreements_page(services().catalog.refresh()))


@beside.get("/agreements/<id>")
@open_to(Role.CLERK)
def agreement(id: str) -> ResponseReturnValue:
    """Show one agreement."""
    return show(agreement_page(services().catalog.refresh(), id))


@beside.get("/agreements/<id>/<verb>")
@open_to(Role.CLERK)
def event(id: str, verb: str) -> ResponseReturnValue:
    """Show the form by which an event is recorded."""
    return show(event_page(services().catalog.refresh(), id, verb, asked_for()))


@beside.post("/agreements/<id>/<verb>")
@open_to(Role.CLERK)
def event_record(id: str, verb: str) -> ResponseReturnValue:
    """Record an event of an agreement's life."""
    if verb not in VERBS:
        abort(404)
    typed = _typed()
    name, wanted = _event(id, verb, typed)

    def recorded() -> str:
        root = services().catalog.now().root
        done = _done(record_event(root, name, event=wanted, seen=_seen(typed)), FIELDS_OF_EVENTS)
        services().catalog.refresh()
        note(services().office, f"agreement.{wanted.event}", by=_clerk(), about=f"agreement:{name}")
        tell(phrase("Recorded: {event} {name}.", event=wanted.event, name=name))
        for remark in done.remarks:
            tell(phrase("{remark}", remark=remark))
        return f"desk/agreements/{done.agreement}.html"

    return once(recorded)


@beside.get("/errata")
@open_to(Role.CLERK)
def errata() -> ResponseReturnValue:
    """Show the records that can have an erratum, and the form where one is named."""
    return show(errata_page(services().catalog.refresh(), asked_for()))


@beside.post("/errata")
@open_to(Role.CLERK)
def errata_file() -> ResponseReturnValue:
    """File an erratum and log it, in one step."""
    typed = _typed()
    named, wanted = _erratum(typed)

    def filed() -> str:
        root = services().catalog.now().root
        done = _done(write_erratum(root, named, erratum=wanted, seen=_seen(typed)), _FIELDS_OF_ERRATA)
        services().catalog.refresh()
        note(services().office, "decision.erratum", by=_clerk(), about=f"decision:{named}")
        tell(phrase("Filed: {id}.", id=done.erratum.id))
        return f"desk/errata.html?decision={named}"

    return once(filed)


@beside.errorhandler(CatalogError)
def again(error: CatalogError) -> ResponseReturnValue:
    """Show the form again, with everything that was typed and what stands against it."""
    if request.method != "POST":
        return failure(status_of(error), message=error.told, hint=error.advice)
    filled, status = sent_back(error)
    try:
        return show(_page_again(filled), status)
    except NotFound as gone:
        return failure(status_of(gone), message=gone.told, hint=gone.advice)


def _page_again(filled: Filled) -> Page:
    reading, asked = services().catalog.refresh(), request.view_args or {}
    if "id" in asked:
        return event_page(reading, asked["id"], asked["verb"], filled)
    return errata_page(reading, filled)


def _done(made: T | Refused, fields: dict[str, str]) -> T:
    if isinstance(made, Refused):
        raise CommandRefused(made, fields)
    return made


def _event(id: str, verb: str, typed: Typed) -> tuple[str, AgreementEvent]:
    """Return the agreement's name, and the event; the day it is recorded is today, and never typed."""
    recorded_on, on = today(), typed.day("on")
    version = typed.text("version") if verb == "sign" else None
    if verb in {"sign", "resume"} and on is None:
        on = typed.some_day("on")
    made = AgreementEvent(
        event=_EVENTS[verb],
        version=None,
        partner=PartnerId(typed.text("partner")) if verb == "sign" else None,
        since=typed.some_day("from") if verb == "suspend" else None,
        through=typed.day("through") if verb == "suspend" else None,
        effective_from=typed.some_day("effective_from") if verb == "terminate" else None,
        on=on or recorded_on,
        recorded_on=recorded_on,
        by=_clerk().name,
        evidence=typed.text("evidence"),
    )
    typed.settle()
    return (id if version is None else f"{id}@{version}"), made


def _erratum(typed: Typed) -> tuple[str, Erratum]:
    named = typed.text("decision")
    made = Erratum(
        id=ErratumId(""),
        corrects=DecisionId(named),
        recorded_on=today(),
        by=_clerk().name,
        field=_MENDED.get(typed.choice("field", _MENDED), "title"),
        reads=typed.text("reads"),
        should_read=typed.text("should_read"),
        reason=typed.text("reason"),
        provenance=None,
    )
    typed.settle()
    return named, made


def _seen(typed: Typed) -> int:
    seen = typed.maybe("seen") or ""
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < len("1000000") else _NONE_SEEN


def _typed() -> Typed:
    return Typed(request.form, request.files)


def _clerk() -> Account:
    who = viewer()
    if who is None:
        abort(403)
    return who
