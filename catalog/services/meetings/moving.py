"""Motions are made, amended, seconded and withdrawn, and items are continued to another meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.records.ids import SeatId
from catalog.records.meetings import Motion
from catalog.rules.meetings.motions import item_of, vote_to_reconsider
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.on_the_floor import (
    continue_objections,
    continuing_vote,
    disposed_objections,
    item_objections,
    move_objections,
    pending_motions,
    seat_objections,
    waiting_objections,
)
from catalog.services.meetings.amending import Amended, amended_text
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, Document, When, perform, refusal, refuses
from catalog.services.meetings.minuting import minutes_named
from catalog.services.meetings.seats import labelled, seats_named
from catalog.services.record_files import Sent
from catalog.store.layout import place_of


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Of which class a motion is, and what it names: the vote to reconsider, or whose minutes to approve."""

    motion_class: str
    vote: str | None = None
    minutes: str | None = None


def move(
    root: Path,
    name: str,
    *,
    item: str,
    seat: str,
    text: str,
    about: About,
    when: When = NOW,
) -> Answer:
    """Note a motion on an item. What it adopts is the posted text, computed and never typed."""
    motion_class = about.motion_class

    def step(desk: Desk) -> Deed:
        mover, objections = _acting(desk, seat, item=item)
        found = item_of(desk.meeting, item)
        named, wrong = _named(desk, about, item=item)
        objections += wrong
        if found is not None and not refuses(objections):
            objections += list(
                move_objections(
                    desk.snapshot,
                    desk.meeting,
                    item=found,
                    motion_class=motion_class,
                    at=desk.at,
                    reconsiders=named.get("reconsiders"),
                )
            )
        if found is None or mover is None or refuses(objections):
            return refusal(*objections)
        proposal = None if found.proposal is None else desk.snapshot.proposals[found.proposal]
        entry = _motion(desk, item=item, motion_class=motion_class, text=text, mover=mover)
        if motion_class == "adopt" and proposal is not None:
            entry["adopts"] = proposal.digest
        return _moved(desk, entry | named, objections=objections)

    return perform(root, name, did="move", step=step, when=when)


def _named(desk: Desk, about: About, *, item: str) -> tuple[Document, tuple[Objection, ...]]:
    """Return what a motion names beside its item: the vote to reconsider, or the minutes to approve."""
    if about.motion_class == "reconsider":
        usual = continuing_vote(desk.body, desk.meeting, item)
        usual = usual or vote_to_reconsider(desk.meeting, item=item)
        vote = about.vote or (None if usual is None else usual.id)
        return ({} if vote is None else {"reconsiders": vote}), ()
    if about.vote is not None:
        raise BadInput(
            phrase("`--vote` names what is reconsidered"), hint=phrase("move it with `--class reconsider`")
        )
    if about.motion_class == "minutes":
        return minutes_named(desk, about.minutes)
    if about.minutes is not None:
        raise BadInput(
            phrase("`--minutes` names what is approved"), hint=phrase("move it with `--class minutes`")
        )
    return {}, ()


def amend(
    root: Path,
    name: str,
    *,
    motion: str,
    seat: str,
    text: str,
    file: str | Sent | None = None,
    when: When = NOW,
) -> Answer:
    """Note a motion to amend another. An amended text is a version of its own, written in the same step."""

    def step(desk: Desk) -> Deed:
        amends, objections = _before_the_body(desk, motion)
        if amends is None:
            return refusal(*objections)
        mover, wrong = _acting(desk, seat, item=amends.item)
        found = item_of(desk.meeting, amends.item)
        objections += [*wrong, *waiting_objections(desk.body, desk.meeting, motion=amends)]
        if mover is None or found is None or refuses(objections):
            return refusal(*objections)
        entry = _motion(desk, item=amends.item, motion_class="amend", text=text, mover=mover)
        entry["amends"] = amends.id
        if file is None and amends.adopts is None and amends.motion_class != "recommend":
            return _moved(desk, entry, objections=objections)
        amended, wrong = amended_text(desk, found, file=file, motion=amends)
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
        there = _meeting_at(desk, to)
        objections += _onward_objections(desk, there)
        if refuses(objections):
            return refusal(*objections)
        event = desk.event(
            "continued",
            item=item,
            motion=vote.motion if (vote := continuing_vote(desk.body, desk.meeting, item)) else None,
            to=there,
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
        raise BadInput(
            phrase("`{named}` is no meeting", named=named),
            hint=phrase("as c2c-gb/2026-05-20, or the day alone"),
        )
    return meeting


def _onward_objections(desk: Desk, to: str | None) -> Iterator[Objection]:
    """Object to going on in a meeting of another body, or in one that is not later than this."""
    body, _, day = (to or "").partition("/")
    if to is not None and (body != desk.body.id or day <= desk.meeting.id.partition("/")[2]):
        told = f"`{to}` is no meeting of {desk.body.id} later than {desk.meeting.id}"
        yield object_to("not-onward", (), message=told)


def _acting(desk: Desk, seat: str, *, item: str) -> tuple[SeatId | None, list[Objection]]:
    """Return the seat that moves or seconds on an item, and what stands against it."""
    objections = list(item_objections(desk.meeting, item))
    named, unknown = seats_named(desk.body, [seat])
    objections += unknown
    if len(named) > 1:
        raise BadInput(
            phrase("`{seat}` names {count} seats", seat=seat, count=len(named)),
            hint=phrase("one member makes a motion"),
        )
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
