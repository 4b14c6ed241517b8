"""Decide whether an item may flow: the one function that every face ends in.

A flow is permitted if, and only if, every source of the item is let through by at least one clause
in force that *contains* the request and is stopped by none that *overlaps* it. Silence is not
consent, and doubt refuses. The order of files, clauses and versions never matters.
"""

from __future__ import annotations

from catalog.records.agreement import Conditions
from catalog.records.flow import FlowDecision, FlowRequest, Reason, Verdict
from catalog.records.ids import RANK, Form, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.conditions import join
from catalog.rules.flows.consents import Heard, consents_of, refused
from catalog.rules.flows.days import union, without
from catalog.rules.flows.items import Asked, ask, faults
from catalog.rules.flows.lanes import Bite, Lane, Opening, Row
from catalog.rules.flows.reasons import forbidden, nearest
from catalog.rules.flows.table import FlowTable, table_of


def decide(snapshot: Snapshot, request: FlowRequest) -> FlowDecision:
    """Decide a request and show the three consents, the clauses, the duties and the reasons.

    Errors refuse: an unknown id or an item without a known origin is a refusal with a reason.
    Contract section 8.
    """
    table = table_of(snapshot, request.as_known)
    key = (
        request.item,
        request.sender,
        request.recipient,
        request.purpose,
        request.zone,
        request.form,
        request.on,
        request.min_cell,
        request.irb,
        request.can_enforce,
        request.under,
    )
    verdict = table.verdicts.get(key)
    if verdict is None:
        verdict = table.verdicts.keep(key, _judge(table, request))
    return FlowDecision(verdict=verdict, catalog=snapshot.digest, on=request.on, as_known=request.as_known)


def permits(snapshot: Snapshot, request: FlowRequest) -> bool:
    """Answer a request with yes or no alone: the same answer as ``decide``, without its reasons.

    What a question comes to is worked out once for all days and evidence, as rows with their days.
    """
    table = table_of(snapshot, request.as_known)
    asked = (request.item, request.sender, request.recipient, request.purpose, request.zone, request.form)
    openings = table.openings.get(asked)
    if openings is None:
        lane = table.lane(request.item)
        if lane is None:
            return decide(snapshot, request).permitted
        openings = table.openings.keep(asked, openings_of(lane, request))
    on = request.on
    for first, last, row in openings:  # noqa: SIM110  # a generator would cost a third of the time
        if first <= on <= last and met(row, request):
            return True
    return False


def openings_of(lane: Lane, request: FlowRequest) -> tuple[Opening, ...]:
    """Return the rows that let a source flow as asked, on the days on which no ban stops it."""
    sender, form = request.sender or lane.provider, request.form or "identified"
    stopped = union((bite.first, bite.last) for bite in overlapping(lane, request, form=form))
    return tuple(
        (first, last, row)
        for row in containing(lane, request, sender=sender, form=form)
        for first, last in without(((row.first, row.last),), stopped)
    )


def containing(lane: Lane, request: FlowRequest, *, sender: PartnerId, form: Form) -> list[Row]:
    """Return the rows that contain the request in every dimension but the day."""
    return [
        row
        for row in lane.rows.get(request.recipient, ())
        if request.zone in row.zones
        and sender in row.senders
        and request.purpose in row.grants
        and form in row.grants[request.purpose]
    ]


def overlapping(lane: Lane, request: FlowRequest, *, form: Form) -> list[Bite]:
    """Return the bans that overlap the request in every dimension but the day.

    A dimension that a ban leaves out overlaps everything.
    """
    return [
        bite
        for bite in lane.bites
        if (bite.purposes is None or request.purpose in bite.purposes)
        and (bite.recipients is None or request.recipient in bite.recipients)
        and (bite.zones is None or request.zone in bite.zones)
        and (bite.forms is None or form in bite.forms)
    ]


def granting(lane: Lane, request: FlowRequest, *, sender: PartnerId, form: Form) -> list[Row]:
    """Return the rows that contain the request, are open on its day, and whose conditions are met."""
    rows = containing(lane, request, sender=sender, form=form)
    return [row for row in rows if row.first <= request.on <= row.last and met(row, request)]


def biting(lane: Lane, request: FlowRequest, *, form: Form) -> list[Bite]:
    """Return the bans that overlap the request and bite on its day."""
    bites = overlapping(lane, request, form=form)
    return [bite for bite in bites if bite.first <= request.on <= bite.last]


def met(row: Row, request: FlowRequest) -> bool:
    """Say whether evidence meets the row's pre-conditions and the caller can carry out its duties."""
    if row.min_cell is not None and (request.min_cell is None or request.min_cell < row.min_cell):
        return False
    if row.irb and request.irb != "approved":
        return False
    if request.can_enforce is not None and not row.duties <= request.can_enforce:
        return False
    return request.under is None or request.under in row.way.names


def _judge(table: FlowTable, request: FlowRequest) -> Verdict:
    invalid = faults(table, request)
    if invalid:
        return refused(invalid)
    asked = ask(table, request)
    if isinstance(asked, Reason):
        return refused((asked,))
    return judge(table, request, asked=asked)


def judge(table: FlowTable, request: FlowRequest, *, asked: Asked) -> Verdict:
    """Judge every source of an item, and join what was found into one verdict."""
    heard = [_hear(table, request, lane=lane, asked=asked) for lane in asked.lanes]
    reasons = [*_form_fault(asked), *(reason for one in heard for reason in one.reasons)]
    conditions = join(row.way.conditions for one in heard for row in one.rows)
    return Verdict(
        outcome="refuse" if reasons else "permit",
        consents=consents_of(table, request, asked=asked, heard=heard),
        permitted_by=tuple((one.lane.source, one.clauses()) for one in heard if one.rows),
        forbidden_by=tuple((one.lane.source, bite.citation) for one in heard for bite in one.bites),
        conditions=Conditions() if reasons else conditions,
        reasons=tuple(reasons),
    )


def _hear(table: FlowTable, request: FlowRequest, *, lane: Lane, asked: Asked) -> Heard:
    sender = asked.sender or lane.provider
    rows = granting(lane, request, sender=sender, form=asked.form)
    bites = biting(lane, request, form=asked.form)
    failed = () if rows else nearest(table, request, lane=lane, sender=sender, form=asked.form)
    return Heard(
        lane=lane,
        rows=tuple(rows),
        bites=tuple(bites),
        failed=failed,
        reasons=(*(reason for one in failed for reason in one.reasons), *forbidden(lane, bites)),
    )


def _form_fault(asked: Asked) -> tuple[Reason, ...]:
    if asked.stated is None or RANK[asked.stated] <= RANK[asked.form]:
        return ()
    detail = f"lineage attests this item as {asked.form}, not as {asked.stated}"
    return (Reason(code="form-not-attested", detail=detail),)
