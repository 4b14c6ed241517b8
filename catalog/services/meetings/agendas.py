"""The agenda: items are put on and taken off, posted, and revised after they were posted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from catalog.errors import BadInput, NotFound
from catalog.phrases import phrase
from catalog.records.ids import ProposalId
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.agendas import (
    continued_objections,
    is_timely,
    late_proposal_objections,
    proposal_objections,
)
from catalog.rules.meetings.motions import item_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.session import recorded_late_objections
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import (
    NOW,
    Deed,
    Desk,
    Document,
    When,
    perform,
    refusal,
    refuses,
    with_meeting,
)
from catalog.services.meetings.handouts import Handouts, handouts
from catalog.services.meetings.wording import check_address, check_line, check_number, check_said, check_title
from catalog.services.record_files import Sent
from catalog.store import building_meetings
from catalog.store.building_meetings import agenda_digest
from catalog.store.log import appended
from catalog.store.materials import material_findings
from catalog.store.steps import Change

CLASSES: Final = ("action", "information", "consent", "closed")
EXCEPTIONS: Final = ("emergency", "need-for-action")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item to be put on an agenda. ``exception`` and ``reason`` are for one that comes late."""

    number: str
    title: str
    item_class: str
    proposal: str | None = None
    materials: tuple[Path | Sent, ...] = ()
    clerk: str | None = None
    continued_from: str | None = None
    exception: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Where and to how many the agenda is made public, and whom to ask."""

    url: str
    contact_name: str
    contact_address: str
    contact_phone: str
    sent_to: int


def put_item(root: Path, name: str, wanted: Item, *, when: When = NOW) -> Answer:
    """Put an item on the agenda of a meeting that is planned, with its materials and packet."""
    _check_item(wanted)

    def step(desk: Desk) -> Deed:
        return _with_item(desk, wanted, late=False)

    return perform(root, name, did="agenda", step=step, when=when)


def remove_item(root: Path, name: str, number: str, *, when: When = NOW) -> Answer:
    """Take an item off the agenda of a meeting that is planned."""

    def step(desk: Desk) -> Deed:
        return _without_item(desk, number)

    return perform(root, name, did="agenda", step=step, when=when)


def post(root: Path, name: str, wanted: Posting, *, when: When = NOW) -> Answer:
    """Post the agenda: from here on what is on it stands, and the log has a leaf of it."""
    _check_posting(wanted)

    def step(desk: Desk) -> Deed:
        late = tuple(recorded_late_objections(at=desk.at, now=desk.now))
        objections = (*posting_objections(desk.snapshot, desk.meeting), *late)
        if refuses(objections):
            return refusal(*objections)
        agenda = agenda_digest(desk.document["agenda"])
        notice: Document = {
            "posted_at": desk.when,
            "url": wanted.url,
            "contact": {
                "name": wanted.contact_name,
                "address": wanted.contact_address,
                "phone": wanted.contact_phone,
            },
            "agenda_digest": agenda,
            "sent_to": wanted.sent_to,
            "revisions": [],
        }
        if late:
            notice["recorded_at"] = desk.now.isoformat()
        document, items = desk.document | {"notice": notice, "status": "noticed"}, len(desk.meeting.agenda)
        says = (
            f"posted the agenda of {name} at {desk.when}: {items} item{'' if items == 1 else 's'}",
            f"agenda {agenda}",
        )
        return Deed(
            document=document,
            event=notice,
            says=says,
            objections=objections,
            files=(_notice_leaf(desk, document, revision=0),),
        )

    return perform(root, name, did="post", step=step, when=when)


def _check_posting(wanted: Posting) -> None:
    check_address(wanted.url)
    for key in ("name", "address", "phone"):
        check_line(f"the contact's {key}", getattr(wanted, f"contact_{key}"))


def revise(
    root: Path,
    name: str,
    wanted: Item | str,
    *,
    when: When = NOW,
) -> Answer:
    """Change a posted agenda by one item and post it again; a number alone takes the item off.

    Once the time of notice has begun, items are only added, each under an exception with its reason.
    """
    if isinstance(wanted, Item):
        _check_item(wanted)

    def step(desk: Desk) -> Deed:
        late = not is_timely(desk.snapshot, desk.meeting, at=desk.at)
        if isinstance(wanted, str):
            if late:
                told = f"the time of notice of {name} has begun"
                return refusal(object_to("agenda-fixed", (), message=told))
            deed = _without_item(desk, wanted)
        else:
            deed = _with_item(desk, wanted, late=late)
        return deed if deed.document is None or refuses(deed.objections) else _revised(desk, deed)

    return perform(root, name, did="revise", step=step, when=when)


def _revised(desk: Desk, deed: Deed) -> Deed:
    """Return the deed of a changed agenda, posted again: the digest first posted stays."""
    document: Document = dict(deed.document or {})
    notice = document["notice"]
    agenda = agenda_digest(document["agenda"])
    revisions = [*notice["revisions"], f"{desk.when} {agenda}"]
    late, item = tuple(recorded_late_objections(at=desk.at, now=desk.now)), (deed.event or {}).get("number")
    told = f"recorded at {desk.now.isoformat()}" if late else None
    event = desk.event("agenda-revised", item=str(item or ""), reason=told)
    clock = {"recorded_at": notice.get("recorded_at", desk.now.isoformat())} if late else {}
    document |= {
        "notice": notice | {"revisions": revisions} | clock,
        "events": [*(document.get("events") or []), event],
    }
    return Deed(
        document=document,
        event=event,
        says=(*deed.says, f"posted again at {desk.when}: agenda {agenda}"),
        objections=(*deed.objections, *late),
        files=(*deed.files, _notice_leaf(desk, document, revision=len(revisions))),
    )


def _with_item(desk: Desk, wanted: Item, *, late: bool) -> Deed:
    proposal = _proposal(desk.snapshot, wanted.proposal)
    objections = [*_number_objections(desk.meeting, wanted.number), *_late_objections(wanted, late=late)]
    if objections:
        return refusal(*objections)
    entry = _entry(desk, wanted, late=late)
    document = desk.with_entries(agenda=[entry])
    objections = list(_item_objections(desk, document, number=wanted.number))
    if refuses(objections):
        return refusal(*objections)
    handed: Handouts = handouts(desk, wanted.materials, proposal=proposal)
    if handed.entries:
        entry["materials"] = list(handed.entries)
        document = desk.with_entries(agenda=[entry])
    title = f"item {wanted.number} ({wanted.item_class}): {wanted.title}"
    return Deed(
        document=document,
        event=entry,
        says=(title, *handed.renamed, *(f"    handed out: {one}" for one in handed.entries)),
        objections=(*objections, *handed.objections),
        files=handed.files,
    )


def _check_item(wanted: Item) -> None:
    check_number(wanted.number)
    check_title(wanted.title)
    check_said("the clerk", wanted.clerk)
    check_line("the reason", wanted.reason)


def _entry(desk: Desk, wanted: Item, *, late: bool) -> Document:
    told: dict[str, Any] = {
        "number": wanted.number,
        "title": wanted.title,
        "class": wanted.item_class,
        "proposal": wanted.proposal,
        "clerk": wanted.clerk,
        "continued_from": wanted.continued_from,
    }
    entry = {key: value for key, value in told.items() if value is not None}
    if late:
        entry["added"] = {"at": desk.when, "exception": wanted.exception, "reason": wanted.reason}
    return entry


def _proposal(snapshot: Snapshot, named: str | None) -> ProposalId | None:
    if named is None:
        return None
    if ProposalId(named) not in snapshot.proposals:
        raise NotFound(
            phrase("there is no proposal `{id}`", id=named), hint=phrase("`p20w propose` makes one")
        )
    return ProposalId(named)


def _number_objections(meeting: Meeting, number: str) -> Iterator[Objection]:
    if item_of(meeting, number) is not None:
        yield object_to("item-exists", (), message=f"the agenda has an item {number} already")


def _late_objections(wanted: Item, *, late: bool) -> Iterator[Objection]:
    if not late:
        return
    yield from late_proposal_objections(wanted.number, wanted.proposal, at=())
    if wanted.exception is None or not (wanted.reason or "").strip():
        yield object_to(
            "late-item-without-exception",
            (),
            message=f"item {wanted.number} comes after the time of notice has begun, without an exception",
        )


def _item_objections(desk: Desk, document: Document, *, number: str) -> Iterator[Objection]:
    after = building_meetings.meeting(document)
    item = item_of(after, number)
    if item is None:
        return
    snapshot = with_meeting(desk.snapshot, after)
    at = ("agenda", len(after.agenda) - 1)
    yield from proposal_objections(snapshot, after, item=item, at=at)
    yield from continued_objections(snapshot, after, item=item)


def _without_item(desk: Desk, number: str) -> Deed:
    if item_of(desk.meeting, number) is None:
        told = f"`{number}` is no item of the agenda of {desk.meeting.id}"
        return refusal(object_to("not-on-agenda", (), message=told))
    agenda = [item for item in desk.document["agenda"] if item["number"] != number]
    return Deed(
        document=desk.document | {"agenda": agenda},
        event={"number": number, "removed": True},
        says=(f"taken off: item {number}",),
    )


def posting_objections(snapshot: Snapshot, meeting: Meeting) -> Iterator[Objection]:
    """Object to posting an agenda as it is."""
    if not meeting.agenda:
        yield object_to("agenda-empty", ("agenda",), message=f"the agenda of {meeting.id} has no items")
    for position, item in enumerate(meeting.agenda):
        yield from proposal_objections(snapshot, meeting, item=item, at=("agenda", position))


def _notice_leaf(desk: Desk, document: Document, *, revision: int) -> Change:
    """Return the change of the log. Raises ``BadInput`` where a file is not what the agenda names."""
    own = replace(desk.snapshot, meetings={desk.meeting.id: desk.meeting}, derived={})
    for wrong in material_findings(desk.root, own):
        raise BadInput(wrong.message, hint=wrong.hint)
    return appended(desk.root, [notice_document(desk, document, revision=revision)])


def notice_document(desk: Desk, document: Document, *, revision: int) -> Document:
    """Return what the log keeps of a posted agenda: no names, and nobody's address.

    ``posted_at`` is when this revision was posted, ``agenda_digest`` the digest of the agenda as it was,
    ``proposal_digest`` the digest of a proposal's whole record.
    """
    notice = document["notice"]
    revisions = notice["revisions"]
    posted_at, digest = notice["posted_at"], notice["agenda_digest"]
    if revision:
        posted_at, _, digest = revisions[revision - 1].partition(" ")
    return {
        "kind": "notice",
        "meeting": document["id"],
        "body": document["body"],
        "meeting_kind": document["meeting_kind"],
        "start": document["start"],
        "posted_at": posted_at,
        "agenda_digest": digest,
        "revision": revision,
        "items": [_noticed(desk, item) for item in document["agenda"]],
    }


def _noticed(desk: Desk, item: Document) -> Document:
    told = {"number": item["number"], "class": item["class"]}
    if not item.get("proposal"):
        return told
    proposal = desk.snapshot.proposals[item["proposal"]]
    return told | {
        "proposal": proposal.id,
        "object": str(proposal.object),
        "digest": proposal.digest,
        "proposal_digest": desk.proposal_digest(proposal.id),
    }
