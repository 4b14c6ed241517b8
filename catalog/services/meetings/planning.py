"""A meeting is planned, and may be cancelled before it is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.ids import BodyId, MeetingId
from catalog.records.meetings import Body
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.objections import Objection, object_to
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, Document, When, new_record, perform
from catalog.services.meetings.wording import check_said
from catalog.services.opening import LOS_ANGELES, open_snapshot, require_catalog
from catalog.store.steps import alone, take


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is known of a meeting when it is planned. ``comment_limit`` are a speaker's minutes.

    ``provenance`` is its status and source, and stands in every record that follows from the meeting.
    """

    body: str
    start: datetime
    kind: str
    place: str
    address: str
    clerk: str
    remote: tuple[tuple[str, str], ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    comment_limit: int | None = None
    provenance: tuple[str, str] | None = None


def plan(root: Path, wanted: Plan) -> Answer:
    """Begin the record of a meeting. A body has one meeting a day. Raises ``CatalogError``."""
    require_catalog(root)
    _check_plan(wanted)
    name = MeetingId(f"{wanted.body}/{wanted.start.date()}")
    with alone(root):
        snapshot = open_snapshot(root)
        body = snapshot.bodies.get(BodyId(wanted.body))
        if body is None:
            raise NotFound(
                phrase("there is no body `{name}`", name=wanted.body),
                hint=phrase("`p20w body list` lists the bodies"),
            )
        objections = tuple(_plan_objections(snapshot, body, start=wanted.start))
        if objections:
            return Answer(meeting=name, did="plan", event=None, refused=objections)
        path = f"meetings/{name}/meeting.yaml"
        document = _document(name, wanted)
        file = new_record(document, path=path)
        take(root, [file])
    return Answer(
        meeting=name,
        did="plan",
        event={"status": "planned", "start": document["start"]},
        says=(f"planned {name}: {wanted.kind} meeting of {body.title}, {document['start']}",),
    )


def _check_plan(wanted: Plan) -> None:
    for what, text in (("the place", wanted.place), ("its address", wanted.address)):
        check_said(what, text)
    check_said("the clerk", wanted.clerk)
    for pair in (*wanted.remote, *wanted.languages, *([wanted.provenance] if wanted.provenance else [])):
        for text in pair:
            check_said("what is given as key=value", text)


def _plan_objections(snapshot: Snapshot, body: Body, *, start: datetime) -> Iterator[Objection]:
    day, there = start.date(), start.astimezone(LOS_ANGELES)
    if MeetingId(f"{body.id}/{day}") in snapshot.meetings:
        yield object_to("meeting-exists", (), message=f"{body.id} has a meeting on {day} already")
    if body.rules_on(day) is None:
        yield object_to("no-rules-that-day", (), message=f"{body.id} has no rules on {day}")
    if start.utcoffset() != there.utcoffset():
        yield object_to(
            "start-in-another-zone",
            ("start",),
            message=f"{start.isoformat()} is {there.isoformat()} in Los Angeles, where notice is counted",
        )


def _document(name: MeetingId, wanted: Plan) -> Document:
    document: Document = {
        "kind": "meeting",
        "id": name,
        "body": wanted.body,
        "meeting_kind": wanted.kind,
        "start": wanted.start.isoformat(),
        "place": {
            "name": wanted.place,
            "address": wanted.address,
            "remote": [_remote(kind, address) for kind, address in wanted.remote],
        },
        "status": "planned",
        "clerk": wanted.clerk,
        "languages": [{"code": code, "kind": kind} for code, kind in wanted.languages],
    }
    if wanted.comment_limit is not None:
        document["comment_limit"] = wanted.comment_limit
    lists = ("agenda", "attendance", "recusals", "comments", "motions", "votes", "events")
    document |= {key: [] for key in lists}
    if wanted.provenance is not None:
        status, source = wanted.provenance
        document["provenance"] = {"status": status, "source": source}
    return document


def _remote(kind: str, address: str) -> Mapping[str, str]:
    """Return one way to take part from elsewhere: a number where it looks like one, else an address."""
    is_number = not address.strip("+0123456789 ()-.")
    return {"kind": kind, ("number" if is_number else "url"): address}


def cancel(root: Path, name: str, *, reason: str, when: When = NOW) -> Answer:
    """Cancel a meeting before it is opened."""
    check_said("the reason", reason)

    def step(desk: Desk) -> Deed:
        event = desk.event("cancelled", reason=reason)
        document = desk.with_entries(events=[event]) | {"status": "cancelled"}
        return Deed(document=document, event=event, says=(f"cancelled {name}: {reason}",))

    return perform(root, name, did="cancel", step=step, when=when)
