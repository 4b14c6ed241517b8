"""Flows over HTTP: one question, many, what may flow, who may receive. Reading needs no account."""

from __future__ import annotations

import io
import json
from datetime import date
from threading import Lock
from typing import Any, Final

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable

from catalog.access.doors import open_to
from catalog.access.limits import COMPUTING, limited
from catalog.access.reach import services
from catalog.errors import BadInput
from catalog.records.account import Role
from catalog.records.ids import FORMS
from catalog.services.flows import ask, ask_lines, may, possible_documents, read_line, who, whole_lines
from catalog.services.opening import today
from catalog.services.requests import read_day

flows = Blueprint("flows", __name__, url_prefix="/api/v1", description="May data flow? Asked and answered.")

MOST_LINES: Final = 10_000
"""So many questions in one request: it is over in a few seconds, and others are served meanwhile."""
_ONE_AT_A_TIME: Final = Lock()
_LINES: Final = "application/jsonl"
_DIMENSIONS: Final = ("sender", "recipient", "purpose", "zone", "form")


class Asked(Schema):
    """A question about a flow, as section 8 of the contract has it."""

    item = fields.String(required=True, metadata={"example": "cde:k12.grade-level"})
    sender = fields.String(metadata={"description": "Default: the item's provider."})
    recipient = fields.String(required=True, metadata={"example": "c2c"})
    purpose = fields.String(required=True, metadata={"example": "evaluation.program"})
    zone = fields.String(required=True, metadata={"example": "c2c.analytical"})
    form = fields.String(validate=validate.OneOf(FORMS))
    on = fields.String(metadata={"format": "date", "description": "A day in Los Angeles; default: today."})
    as_known = fields.String(metadata={"format": "date"})
    evidence = fields.Dict(metadata={"example": {"min_cell": 12, "irb": "approved"}})
    can_enforce = fields.List(fields.String())
    under = fields.String(metadata={"description": "An agreement, a version of it, or a clause."})


class Answered(Schema):
    """An answer: permit or refuse, with its three consents, clauses, duties and reasons."""

    outcome = fields.String(validate=validate.OneOf(["permit", "refuse"]))
    consents = fields.Dict()
    permitted_by = fields.List(fields.Dict())
    forbidden_by = fields.List(fields.Dict())
    duties = fields.Dict()
    reasons = fields.List(fields.Dict())
    catalog = fields.String()
    on = fields.String()
    as_known = fields.String()


class Sought(Schema):
    """What is known of the flows that are looked for; what is left out may be anything."""

    sender = fields.String()
    recipient = fields.String(data_key="to")
    purpose = fields.String()
    zone = fields.String()
    form = fields.String(validate=validate.OneOf(FORMS))
    on = fields.String()
    as_known = fields.String()


class Wanted(Schema):
    """Whose recipients are looked for."""

    item = fields.String(required=True)
    on = fields.String()
    as_known = fields.String()


@flows.get("/catalog")
@open_to(Role.PUBLIC)
def catalog() -> ResponseReturnValue:
    """Say which catalog answers: its digest, and when it was read."""
    reading = services().catalog.now()
    return {"catalog": reading.snapshot.digest, "read_at": reading.read_at.isoformat()}


@flows.post("/decide")
@flows.doc(requestBody={"required": True, "content": {"application/json": {"schema": Asked}}})
@flows.alt_response(200, schema=Answered, description="The answer; a refusal is one too.")
@open_to(Role.PUBLIC)
def decide_one() -> ResponseReturnValue:
    """Answer whether an item may flow. What is no request is refused as `invalid-request`."""
    given, fault = read_line(request.get_data())
    if fault:
        raise BadInput(fault, hint="send one JSON object")
    return dict(ask(services().catalog.now().snapshot, given, today=today()).document())


@flows.post("/decide/lines")
@flows.doc(requestBody={"required": True, "content": {_LINES: {"schema": {"type": "string"}}}})
@open_to(Role.PUBLIC)
@limited(COMPUTING)
def decide_lines() -> ResponseReturnValue:
    """Answer many questions, one JSON object a line, in their order, each with one line.

    There are at most 10,000 in one request; while others are answered, it is to be sent again later (503).
    """
    given = request.get_data()
    if given.count(b"\n") > MOST_LINES:
        told = f"more than {MOST_LINES:,} lines in one request"
        raise RequestEntityTooLarge(told)
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise ServiceUnavailable("many questions of somebody else are being answered", retry_after=1)
    try:
        snapshot, day = services().catalog.now().snapshot, today()
        answers = ask_lines(snapshot, whole_lines(io.BytesIO(given)), today=day)
        made = "".join(json.dumps(one.document(), ensure_ascii=False) + "\n" for one in answers)
    finally:
        _ONE_AT_A_TIME.release()
    return Response(made, content_type=_LINES)


@flows.get("/may")
@flows.arguments(Sought, location="query", as_kwargs=True, unknown=RAISE)
@open_to(Role.PUBLIC)
def may_flow(**sought: str) -> ResponseReturnValue:
    """List what may flow, once the evidence that the clauses ask for is there."""
    wanted: dict[str, str] = {name: sought[name] for name in _DIMENSIONS if name in sought}
    if not wanted:
        raise BadInput("say at least one of to, sender, purpose, zone, form")
    snapshot = services().catalog.now().snapshot
    return _told(
        possible_documents(may(snapshot, wanted, on=_day(sought, "on"), as_known=_day(sought, "as_known")))
    )


@flows.get("/who")
@flows.arguments(Wanted, location="query", as_kwargs=True, unknown=RAISE)
@open_to(Role.PUBLIC)
def who_may(**wanted: str) -> ResponseReturnValue:
    """List who may receive an element, named with or without its provider."""
    snapshot = services().catalog.now().snapshot
    found = who(snapshot, wanted["item"], on=_day(wanted, "on"), as_known=_day(wanted, "as_known"))
    return _told(possible_documents(found))


def _told(found: list[dict[str, Any]]) -> ResponseReturnValue:
    return Response(json.dumps(found, ensure_ascii=False), content_type="application/json")


def _day(given: dict[str, str], name: str) -> date:
    if name not in given:
        return today()
    day = read_day(given[name])
    if day is None:
        raise BadInput(f"`{given[name]}` is not a day that exists", hint="write it as 2026-07-01")
    return day
