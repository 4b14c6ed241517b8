"""The clerk's desk: the record of a meeting is kept in pages, one screen a sitting, one form a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from catalog.access.doors import open_to, viewer
from catalog.access.reach import services
from catalog.errors import CatalogError, NotFound
from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.account import Account, Role
from catalog.records.ids import MeetingId
from catalog.services.clerk.counted import count_more, fragment_page
from catalog.services.clerk.forms import Filled
from catalog.services.clerk.pages import desk_page, plan_page, sitting_page, step_page
from catalog.services.clerk.steps import sitting_address
from catalog.services.clerk.trail import note
from catalog.services.commenting.taking import take_into_record
from catalog.services.current import Reading
from catalog.services.meetings.answers import Answer
from catalog.services.opening import now
from catalog.web.desk_steps import TAKEN, Ask, called_in, plan_meeting
from catalog.web.doubles import once
from catalog.web.failing import failure, status_of
from catalog.web.sent_back import StepRefused, asked_for, filled_in, sent_back
from catalog.web.showing import show, tell, tell_in_english
from catalog.web.typed import Typed

desk = Blueprint("desk", __name__, url_prefix="/desk")

_UNNOTED: Final = phrase("It is recorded; the audit trail cannot be reached, and does not have it.")
_LINES: Final = 3
_LETTERS: Final = 240


@desk.get("")
@open_to(Role.CLERK)
def index() -> ResponseReturnValue:
    """Show the meetings, first those that wait for their clerk."""
    reading = _reading()
    return show(desk_page(reading, now=now(), fault=services().catalog.fault))


@desk.get("/plan")
@open_to(Role.CLERK)
def plan_form() -> ResponseReturnValue:
    """Show the form by which a meeting is planned."""
    return show(plan_page(services().catalog.now(), asked_for()))


@desk.post("/plan")
@open_to(Role.CLERK)
def plan() -> ResponseReturnValue:
    """Begin the record of a meeting."""
    return _taken(lambda: plan_meeting(services().catalog.now().root, _typed(), clerk=_account().name))


@desk.get("/meetings/<body>/<day>")
@open_to(Role.CLERK)
def sitting(body: str, day: str) -> ResponseReturnValue:
    """Show a sitting: who is there, what is before the body, what may be done next, and its course."""
    reading, held = _reading(), services()
    return show(
        sitting_page(reading, f"{body}/{day}", now=now(), office=held.office, fault=held.catalog.fault)
    )


@desk.get("/meetings/<body>/<day>/<word>")
@open_to(Role.CLERK)
def step(body: str, day: str, word: str) -> ResponseReturnValue:
    """Show the form of a step."""
    return show(step_page(_reading(), f"{body}/{day}", word, filled=asked_for(), now=now()))


@desk.post("/meetings/<body>/<day>/<word>")
@open_to(Role.CLERK)
def take(body: str, day: str, word: str) -> ResponseReturnValue:
    """Take a step: it is recorded whole, or refused with its rule, and nothing is written."""
    asked = _ask(f"{body}/{day}", word=word)
    return _taken(lambda: TAKEN[word](asked))


@desk.post("/meetings/<body>/<day>/take-in")
@open_to(Role.CLERK)
def take_in(body: str, day: str) -> ResponseReturnValue:
    """Take the comments that came online, and are shown, into the record; twice is the same as once."""
    asked, office = _ask(f"{body}/{day}", word="write"), services().office
    when = asked.when()
    return _taken(
        lambda: take_into_record(office, asked.root, MeetingId(asked.meeting), by=_account(), when=when)
    )


@desk.post("/meetings/<body>/<day>/roll/count")
@open_to(Role.CLERK)
def count(body: str, day: str) -> ResponseReturnValue:
    """Count a roll as far as it is called; nothing is recorded."""
    reading, asked = services().catalog.now(), _ask(f"{body}/{day}", word="roll")
    motion, called = asked.typed.text("motion"), called_in(asked.typed)
    asked.typed.settle()
    more = count_more(reading, f"{body}/{day}", motion, called=called, now=now())
    if request.headers.get("HX-Request"):
        return show(fragment_page(reading, f"{body}/{day}", more, now=now()))
    return show(step_page(reading, f"{body}/{day}", "roll", filled=filled_in(), now=now(), more=more))


@desk.errorhandler(CatalogError)
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
    reading, asked = _reading(), request.view_args or {}
    if "day" not in asked:
        return plan_page(reading, filled)
    name = f"{asked['body']}/{asked['day']}"
    return step_page(reading, name, asked.get("word", "roll"), filled=filled, now=now())


def _taken(act: Callable[[], Answer]) -> ResponseReturnValue:
    """Take a step and lead on to the sitting, or raise what refuses it. The same form is taken once."""

    def taken() -> str:
        answer = act()
        if not answer.done:
            raise StepRefused(answer)
        services().catalog.refresh()
        _noted(answer)
        _flash(*answer.says, *(one.message for one in answer.warnings))
        return sitting_address(answer.meeting)

    return once(taken)


def _noted(answer: Answer) -> None:
    """Put a step into the audit trail."""
    detail = {"at": str((answer.event or {}).get("at") or "") or None, "path": request.path}
    if not note(
        services().office, f"meeting.{answer.did}", by=_account(), about=f"meeting:{answer.meeting}", **detail
    ):
        tell(_UNNOTED)


def _flash(*lines: str) -> None:
    """Say on the next page what was done, as far as a cookie holds it."""
    tell_in_english("; ".join(line.strip()[:_LETTERS] for line in lines[:_LINES]))


def _ask(meeting: str, *, word: str) -> Ask:
    reading = services().catalog.now()
    found = reading.snapshot.meetings.get(MeetingId(meeting))
    if found is None or word not in TAKEN:
        abort(404)
    return Ask(
        root=reading.root,
        meeting=meeting,
        clerk=_account().name,
        typed=_typed(),
        motions={one.id: one.mover for one in found.motions},
        kept_by=found.clerk,
    )


def _reading() -> Reading:
    """Return the catalog as it is at this moment: a form is made on the newest record, whoever wrote it."""
    return services().catalog.refresh()


def _account() -> Account:
    """Return who is at the desk; the door has let nobody else in."""
    who = viewer()
    if who is None:
        abort(403)
    return who


def _typed() -> Typed:
    return Typed(request.form, request.files)
