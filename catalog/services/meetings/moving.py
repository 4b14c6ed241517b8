"""Motions are made, amended, seconded and withdrawn, and items are continued to another meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.config import settings
from catalog.errors import BadInput
from catalog.records.ids import Digest, Object, SeatId, Version
from catalog.records.meetings import AgendaItem, Meeting, Motion, Proposal
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.changes.bumps import asked_of, least_version, satisfies
from catalog.rules.families import family_of
from catalog.rules.meetings.motions import item_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.on_the_floor import (
    continue_objections,
    disposed_objections,
    item_objections,
    move_objections,
    pending_motions,
    seat_objections,
)
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, Document, When, perform, refusal, refuses
from catalog.services.meetings.seats import labelled, seats_named
from catalog.services.record_files import read_record_file
from catalog.store.canonical import digest
from catalog.store.layout import path_of, place_of
from catalog.store.reading import load_with
from catalog.store.steps import New


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """The amended text that a motion brings: its digest, its file, and the catalog with it."""

    digest: Digest
    named: Object
    file: New
    snapshot: Snapshot


def move(
    root: Path,
    name: str,
    *,
    item: str,
    seat: str,
    text: str,
    motion_class: str,
    when: When = NOW,
) -> Answer:
    """Note a motion on an item. What it adopts is the posted text, computed and never typed."""

    def step(desk: Desk) -> Deed:
        mover, objections = _acting(desk, seat, item=item)
        found = item_of(desk.meeting, item)
        if found is not None and not refuses(objections):
            objections += list(
                move_objections(
                    desk.snapshot, desk.meeting, item=found, motion_class=motion_class, at=desk.at
                )
            )
        if found is None or mover is None or refuses(objections):
            return refusal(*objections)
        proposal = None if found.proposal is None else desk.snapshot.proposals[found.proposal]
        entry = _motion(desk, item=item, motion_class=motion_class, text=text, mover=mover)
        if motion_class == "adopt" and proposal is not None:
            entry["adopts"] = proposal.digest
        return _moved(desk, entry, objections=objections)

    return perform(root, name, did="move", step=step, when=when)


def amend(
    root: Path,
    name: str,
    *,
    motion: str,
    seat: str,
    text: str,
    file: str | None = None,
    when: When = NOW,
) -> Answer:
    """Note a motion to amend another. An amended text is a version of its own, written in the same step."""

    def step(desk: Desk) -> Deed:
        amends, objections = _before_the_body(desk, motion)
        if amends is None:
            return refusal(*objections)
        mover, wrong = _acting(desk, seat, item=amends.item)
        found = item_of(desk.meeting, amends.item)
        objections += wrong
        if mover is None or found is None or refuses(objections):
            return refusal(*objections)
        entry = _motion(desk, item=amends.item, motion_class="amend", text=text, mover=mover)
        entry["amends"] = amends.id
        if file is None and amends.adopts is None and amends.motion_class != "recommend":
            return _moved(desk, entry, objections=objections)
        amended, wrong = _amended(desk, found, file=file, motion=amends)
        objections += wrong
        if amended is None or refuses(objections):
            return refusal(*objections)
        return _moved(desk, entry | {"adopts": amended.digest}, objections=objections, amended=amended)

    return perform(root, name, did="amend", step=step, when=when)


def second(root: Path, name: str, *, motion: str, seat: str, when: When = NOW) -> Answer:
    """Note who seconds a motion: another member than its mover, who is there."""

    def step(desk: Desk) -> Deed:
        found, objections = _before_the_body(desk, motion)
        if found is None or refuses(objections):
            return refusal(*objections)
        seconder, wrong = _acting(desk, seat, item=found.item)
        objections += wrong
        if found.seconder is not None:
            told = f"motion {motion} was seconded by {found.seconder}"
            objections.append(object_to("seconded-already", (), message=told))
        elif seconder == found.mover:
            told = f"{seconder} moved {motion} and cannot second it"
            objections.append(object_to("seconded-by-mover", (), message=told))
        if seconder is None or refuses(objections):
            return refusal(*objections)
        event = desk.event("seconded", motion=motion, seat=seconder)
        motions = [
            _seconded(one, seconder) if one["id"] == motion else one for one in desk.document["motions"]
        ]
        return Deed(
            document=desk.with_entries(events=[event]) | {"motions": motions},
            event=event,
            says=(f"motion {motion} seconded by {labelled(desk.body, seconder)}",),
            objections=tuple(objections),
        )

    return perform(root, name, did="second", step=step, when=when)


def withdraw(root: Path, name: str, *, motion: str, seat: str, when: When = NOW) -> Answer:
    """Note that the mover withdraws a motion; motions to amend it fall with it."""

    def step(desk: Desk) -> Deed:
        found, objections = _before_the_body(desk, motion)
        if found is None or refuses(objections):
            return refusal(*objections)
        named, unknown = seats_named(desk.body, [seat])
        objections += unknown
        if named and named[0] != found.mover:
            told = f"{named[0]} would withdraw {motion}, which {found.mover} moved"
            objections.append(object_to("withdrawn-by-another", (), message=told))
        if refuses(objections):
            return refusal(*objections)
        event = desk.event("withdrawn", motion=motion, item=found.item, seat=found.mover)
        says = (f"motion {motion} withdrawn by {labelled(desk.body, found.mover)}",)
        return Deed(
            document=desk.with_entries(events=[event]), event=event, says=says, objections=tuple(objections)
        )

    return perform(root, name, did="withdraw", step=step, when=when)


def continue_item(
    root: Path,
    name: str,
    *,
    item: str,
    to: str | None = None,
    reason: str | None = None,
    when: When = NOW,
) -> Answer:
    """Note that an item goes on in another meeting, under an agenda and a notice of its own."""

    def step(desk: Desk) -> Deed:
        objections = list(continue_objections(desk.body, desk.meeting, number=item))
        if refuses(objections):
            return refusal(*objections)
        event = desk.event(
            "continued",
            item=item,
            motion=_motion_to_continue(desk.meeting, item),
            to=_meeting_at(desk, to),
            reason=reason,
        )
        agenda = [
            one | {"status": "continued"} if one["number"] == item else one for one in desk.document["agenda"]
        ]
        return Deed(
            document=desk.with_entries(events=[event]) | {"agenda": agenda},
            event=event,
            says=(f"item {item} continued" + (f" to {event['to']}" if "to" in event else ""),),
            objections=tuple(objections),
        )

    return perform(root, name, did="continue", step=step, when=when)


def _meeting_at(desk: Desk, named: str | None) -> str | None:
    """Return the meeting that is named by its id or by its day alone."""
    if named is None:
        return None
    meeting = named if "/" in named else f"{desk.body.id}/{named}"
    place = place_of(f"meetings/{meeting}/meeting.yaml")
    if place is None:
        raise BadInput(f"`{named}` is no meeting", hint="as c2c-gb/2026-05-20, or the day alone")
    return meeting


def _motion_to_continue(meeting: Meeting, item: str) -> str | None:
    """Return the motion by whose vote an item was continued, if there was one."""
    voted = {vote.motion for vote in meeting.votes}
    moved = [
        one.id
        for one in meeting.motions
        if one.item == item and one.motion_class == "continue" and one.id in voted
    ]
    return moved[-1] if moved else None


def _acting(desk: Desk, seat: str, *, item: str) -> tuple[SeatId | None, list[Objection]]:
    """Return the seat that moves or seconds on an item, and what stands against it."""
    objections = list(item_objections(desk.meeting, item))
    named, unknown = seats_named(desk.body, [seat])
    objections += unknown
    if len(named) > 1:
        raise BadInput(f"`{seat}` names {len(named)} seats", hint="one member makes a motion")
    if named and not objections:
        objections += seat_objections(desk.body, desk.meeting, seat=named[0], item=item, at=desk.at)
    return (named[0] if named else None), objections


def _before_the_body(desk: Desk, named: str) -> tuple[Motion | None, list[Objection]]:
    """Return a motion that is pending, and what stands against acting on it."""
    found = next((one for one in desk.meeting.motions if one.id == named), None)
    if found is None:
        pending = ", ".join(one.id for one in pending_motions(desk.body, desk.meeting)) or "none"
        told = f"`{named}` is no motion of {desk.meeting.id}; pending: {pending}"
        return None, [object_to("unknown-motion", (), message=told)]
    return found, list(disposed_objections(desk.body, desk.meeting, motion=found))


def _motion(desk: Desk, *, item: str, motion_class: str, text: str, mover: SeatId) -> Document:
    taken = {one.id for one in desk.meeting.motions}
    number = next(n for n in range(1, len(taken) + 2) if f"m{n}" not in taken)
    return {"id": f"m{number}", "item": item, "class": motion_class, "text": text, "mover": mover}


def _moved(
    desk: Desk, entry: Document, *, objections: list[Objection], amended: Amended | None = None
) -> Deed:
    event = desk.event("moved", motion=entry["id"])
    mover = labelled(desk.body, SeatId(entry["mover"]))
    says = [f"motion {entry['id']} ({entry['class']}) on item {entry['item']} by {mover}: {entry['text']}"]
    if "adopts" in entry:
        says.append(f"    adopts {entry['adopts']}")
    if amended is not None:
        says.append(f"    the amended text is {amended.named}, in {amended.file.path}")
    return Deed(
        document=desk.with_entries(motions=[entry], events=[event]),
        event=entry,
        says=tuple(says),
        objections=tuple(objections),
        files=() if amended is None else (amended.file,),
        snapshot=None if amended is None else amended.snapshot,
    )


def _seconded(motion: Document, seconder: SeatId) -> Document:
    """Return a motion with its seconder, who stands behind the mover."""
    before = {key: motion[key] for key in ("id", "item", "class", "text", "mover")}
    return before | {"seconder": seconder} | {key: motion[key] for key in motion if key not in before}


def _amended(
    desk: Desk, item: AgendaItem, *, file: str | None, motion: Motion
) -> tuple[Amended | None, list[Objection]]:
    """Return the amended text and its place, or what stands against it. Raises ``BadInput``."""
    if file is None or item.proposal is None:
        what = "the whole amended text is wanted" if item.proposal else f"item {item.number} has no proposal"
        return None, [object_to("amendment-text", (), message=f"{what} to amend {motion.id}")]
    proposal = desk.snapshot.proposals[item.proposal]
    document, data = read_record_file(file)
    wanted = (proposal.object.kind, proposal.object.id)
    given: dict[str, Any] = document if isinstance(document, dict) else {}
    if (given.get("kind"), given.get("id")) != wanted:
        told = f"`{file}` is not a text of {wanted[0]} `{wanted[1]}`, which the item proposes"
        return None, [object_to("amendment-text", (), message=told)]
    path = path_of(*wanted, str(given.get("version")))
    loaded = load_with(desk.root, {path: data}, cache_folder=settings().cache)
    if loaded.snapshot is None:
        first = loaded.findings[0]
        place = f":{first.line}:{first.column}" if first.line else ""
        raise BadInput(f"`{file}`{place}: {first.message}", hint=first.hint)
    named = Object(*wanted, Version.parse(str(given["version"])))
    if any(text.digest == digest(document) for text in family_of(desk.snapshot, *wanted)):
        data = (desk.root / path).read_bytes()  # it is there already; remarks and layout do not matter
    amended = Amended(
        digest=digest(document), named=named, file=New(path=path, data=data), snapshot=loaded.snapshot
    )
    return amended, list(_amendment_objections(desk, amended, proposal=proposal, motion=motion))


def _amendment_objections(
    desk: Desk, amended: Amended, *, proposal: Proposal, motion: Motion
) -> Iterator[Objection]:
    if amended.digest in {proposal.digest, motion.adopts}:
        yield object_to("amendment-text", (), message="the amended text is the one that it would amend")
    there = family_of(desk.snapshot, amended.named.kind, amended.named.id)
    versions = family_of(amended.snapshot, amended.named.kind, amended.named.id)
    taken = {text.version: text.digest for text in there}
    if taken.get(amended.named.version, amended.digest) != amended.digest:
        told = f"{amended.named} is there already, with another text"
        yield object_to("amendment-bump", (), message=told, hint="give the amended text a version of its own")
        return
    new = next(text for text in versions if text.digest == amended.digest)
    base = next((text for text in versions if text.digest == proposal.base), None)
    if base is not None:
        yield from _bump_objections(base, new)
    position = versions.index(new)
    if position > 0 and versions[position - 1] is not base:
        yield from _bump_objections(versions[position - 1], new)
    if position + 1 < len(versions):
        yield from _bump_objections(new, versions[position + 1])


def _bump_objections(older: Text[Any], newer: Text[Any]) -> Iterator[Objection]:
    needed = asked_of(newer.kind, older.record, newer.record)
    if not satisfies(older.version, newer.version, needed=needed):
        yield object_to(
            "amendment-bump",
            (),
            message=f"from {older.version} to {newer.version} the change is {needed}: "
            f"at least {least_version(older.version, needed)} is wanted",
        )
