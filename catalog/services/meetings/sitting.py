"""A meeting is opened; who is there, in what capacity, and who takes no part in an item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.records.ids import SeatId
from catalog.records.meetings import Ballot
from catalog.rules.meetings.motions import item_of
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.roll import (
    AWAY_FROM_ROOM,
    ROOM,
    attendance_at,
    capacity_objections,
    filled_seats,
    holders,
    presence_at,
)
from catalog.rules.meetings.tally import quorum_of
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, When, perform, refusal, refuses
from catalog.services.meetings.seats import labelled, seats_named
from catalog.services.meetings.voting import holder_of
from catalog.services.meetings.wording import check_said
from catalog.store import building_meetings

PRESENCES: Final = ("room", "other-public-place", "remote", "remote-accommodation", "left", "absent")
HOLDERS: Final = ("principal", "designee", "acting", "alternate")
_HERE: Final = frozenset({ROOM, *AWAY_FROM_ROOM})


def open_meeting(root: Path, name: str, *, when: When = NOW) -> Answer:
    """Open a meeting that was noticed, at the time of its notice or later."""

    def step(desk: Desk) -> Deed:
        event = desk.event("opened")
        document = desk.with_entries(events=[event]) | {"status": "open"}
        return Deed(document=document, event=event, says=(f"opened {name} at {desk.when}",))

    return perform(root, name, did="open", step=step, when=when)


def attend(
    root: Path,
    name: str,
    *,
    presence: str,
    seats: Sequence[str],
    holder: str | None = None,
    when: When = NOW,
) -> Answer:
    """Note where seats are from a moment on, and in what capacity they are held."""

    def step(desk: Desk) -> Deed:
        named, objections = seats_named(desk.body, seats)
        entries = [_entry(desk, seat, presence=presence, holder=holder) for seat in named]
        wrong = (*objections, *(one for entry in entries for one in _entry_objections(desk, entry)))
        if refuses(wrong):
            return refusal(*wrong)
        document = desk.with_entries(attendance=entries)
        says = (
            *(f"{presence}: {labelled(desk.body, seat)}" for seat in named),
            _quorum_line(desk, document),
        )
        event = entries[0] if len(entries) == 1 else {"attendance": entries}
        return Deed(document=document, event=event, says=says, objections=wrong)

    return perform(root, name, did="attend", step=step, when=when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """Where one seat is, and in what capacity it is held; the usual one, where none is said."""

    seat: SeatId
    presence: str
    holder: str | None = None


def attend_roll(root: Path, name: str, *, roll: Sequence[Seated], when: When = NOW) -> Answer:
    """Note where many seats are, in one step. A seat that is where it was noted last is left as it is.

    Raises ``BadInput`` where nobody is anywhere else.
    """

    def step(desk: Desk) -> Deed:
        there, held = presence_at(desk.meeting, desk.at), partial(holder_of, desk.meeting)
        entries = [
            entry
            for one in roll
            for entry in (_entry(desk, one.seat, presence=one.presence, holder=one.holder),)
            if there.get(one.seat, "absent") != one.presence
            or entry.get("holder") not in {None, held(one.seat)}
        ]
        known = {seat.id for seat in desk.body.seats}
        objections = [
            object_to("unknown-seat", (), message=f"{desk.body.id} has no seat `{one.seat}`")
            for one in roll
            if one.seat not in known
        ]
        if not entries and not objections:
            raise BadInput(
                phrase("everybody is where it is noted already"), hint=phrase("change the row of a seat")
            )
        wrong = (*objections, *(one for entry in entries for one in _entry_objections(desk, entry)))
        if refuses(wrong):
            return refusal(*wrong)
        document = desk.with_entries(attendance=entries)
        says = (*_places(entries), _quorum_line(desk, document))
        return Deed(document=document, event={"attendance": entries}, says=says, objections=wrong)

    return perform(root, name, did="attend", step=step, when=when)


def _places(entries: Sequence[dict[str, str]]) -> Iterator[str]:
    for presence in PRESENCES:
        seats = [entry["seat"] for entry in entries if entry["presence"] == presence]
        if seats:
            yield f"{presence}: {len(seats)} seats" if len(seats) > 1 else f"{presence}: {seats[0]}"


def _entry(desk: Desk, seat: SeatId, *, presence: str, holder: str | None) -> dict[str, str]:
    entry = {"seat": seat, "at": desk.when, "presence": presence}
    if presence not in _HERE:
        return entry
    return entry | {"holder": holder or _usual_holder(desk, seat)}


def _usual_holder(desk: Desk, seat: SeatId) -> str:
    """Return the capacity in which a seat is held that day: the principal's, unless only another is named."""
    kinds = [term.kind for term in holders(desk.body, seat, day=desk.at.date())]
    return "principal" if "principal" in kinds or not kinds else kinds[0]


def _entry_objections(desk: Desk, entry: dict[str, str]) -> Iterator[Objection]:
    seat, body, day = SeatId(entry["seat"]), desk.body, desk.at.date()
    if entry["presence"] not in _HERE:
        return
    voting = next((one.voting for one in body.seats if one.id == seat), False)
    if voting and seat not in filled_seats(body, day):
        yield object_to("vacant-seat-votes", (), message=f"{seat} is vacant: nobody holds it on {day}")
        return
    ballot = Ballot(vote="aye", holder=entry["holder"])
    for one in capacity_objections(body, seat, ballot=ballot, terms=holders(body, seat, day=day), at=()):
        is_nobody = one.code.id == "holder-not-named"
        yield object_to("nobody-holds-seat", (), message=one.message) if is_nobody else one


def _quorum_line(desk: Desk, document: dict[str, object]) -> str:
    after = building_meetings.meeting(document)
    there = attendance_at(desk.body, after, item="", at=desk.at).present
    rules = desk.body.rules_on(desk.at.date())
    needed = "unknown" if rules is None else str(quorum_of(rules))
    return f"present: {len(there)}; quorum: {needed}"


def recuse(
    root: Path,
    name: str,
    *,
    seat: str,
    item: str,
    interest: str,
    law: str,
    when: When = NOW,
) -> Answer:
    """Note that a member takes no part in an item, the interest and the law."""
    check_said("the interest", interest)
    check_said("the law", law)

    def step(desk: Desk) -> Deed:
        named, unknown = seats_named(desk.body, [seat])
        objections = (*unknown, *_recusal_objections(desk, named, item=item))
        if objections:
            return refusal(*objections)
        entry = {"seat": named[0], "item": item, "interest": interest, "law": law, "stated_at": desk.when}
        says = (f"recused on item {item}: {labelled(desk.body, named[0])} ({interest}, {law})",)
        return Deed(document=desk.with_entries(recusals=[entry]), event=entry, says=says)

    return perform(root, name, did="recuse", step=step, when=when)


def _recusal_objections(desk: Desk, seats: Iterable[SeatId], *, item: str) -> Iterator[Objection]:
    if item_of(desk.meeting, item) is None:
        yield object_to("not-on-agenda", (), message=f"`{item}` is no item of the agenda")
    for seat in seats:
        if any((one.seat, one.item) == (seat, item) for one in desk.meeting.recusals):
            yield object_to("recused-twice", (), message=f"{seat} is recused on item {item} already")
