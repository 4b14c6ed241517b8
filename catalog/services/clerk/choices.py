"""What a clerk can choose from in the form of a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.errors import CatalogError
from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.motions import motion_of
from catalog.rules.meetings.on_the_floor import CLASSES as MOTION_CLASSES
from catalog.services.clerk.forms import Filled
from catalog.services.clerk.telling import told_of, told_plainly
from catalog.services.current import Reading
from catalog.services.meetings.agendas import CLASSES, EXCEPTIONS
from catalog.services.meetings.clock_words import moment_of
from catalog.services.meetings.closing import foresee_end
from catalog.services.meetings.desk import When
from catalog.services.meetings.notice_clock import notice_clock
from catalog.services.meetings.sitting import HOLDERS, PRESENCES
from catalog.services.meetings.voting import CHOICES, METHODS
from catalog.services.proposals import Listed, listed

Choices = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """On what a form offers its choices: the catalog, the meeting, the moment, and what was typed."""

    reading: Reading
    meeting: Meeting
    now: datetime
    filled: Filled

    @property
    def snapshot(self) -> Snapshot:
        """The records."""
        return self.reading.snapshot


def choices_of(word: str, offering: Offering) -> Choices:
    """Return what the form of a step offers, by name."""
    offered = _OFFERED.get(word)
    return {} if offered is None else offered(offering)


def _agenda(on: Offering) -> Choices:
    snapshot, meeting = on.snapshot, on.meeting
    taken = {item.proposal for item in meeting.agenda}
    return {
        "classes": CLASSES,
        "exceptions": EXCEPTIONS,
        "proposals": tuple(one for one in _open(snapshot, meeting) if one.proposal.id not in taken),
        "earlier": _earlier(snapshot, meeting),
    }


def _open(snapshot: Snapshot, meeting: Meeting) -> tuple[Listed, ...]:
    """Return the proposals that the body may take up: to it or for its advice, and not decided."""
    body = snapshot.bodies[meeting.body]
    advises = body.classification == "advisory"
    return tuple(
        one for one in listed(snapshot) if one.is_open and (advises or one.proposal.body in {None, body.id})
    )


def _earlier(snapshot: Snapshot, meeting: Meeting) -> tuple[Meeting, ...]:
    """Return the earlier meetings of the body, the newest first."""
    found = [
        one for one in snapshot.meetings.values() if one.body == meeting.body and one.start < meeting.start
    ]
    return tuple(sorted(found, key=lambda one: one.start, reverse=True))


def _attend(on: Offering) -> Choices:  # noqa: ARG001  # as all of them are called
    return {"presences": PRESENCES, "holders": HOLDERS}


def _move(on: Offering) -> Choices:
    snapshot, meeting = on.snapshot, on.meeting
    body = snapshot.bodies[meeting.body]
    advises = body.classification == "advisory"
    drafted = [
        one
        for one in _earlier(snapshot, meeting)
        if one.minutes is not None and one.minutes.digest is not None and one.minutes.status != "approved"
    ]
    return {
        "classes": tuple(one for one in MOTION_CLASSES if one != "adopt" or not advises),
        "drafted": tuple(drafted),
        "votes": meeting.votes,
    }


def _post(on: Offering) -> Choices:
    clock = notice_clock(on.snapshot, on.meeting, now=on.now) if on.meeting.status == "planned" else None
    missing = () if clock is None else told_of(clock.missing, meeting=on.meeting.id)
    before = (one.notice for one in _earlier(on.snapshot, on.meeting) if one.notice is not None)
    return {"clock": clock, "missing": missing, "usual": next(before, None)}


def _roll(on: Offering) -> Choices:  # noqa: ARG001  # as all of them are called
    return {"choices": CHOICES, "methods": METHODS, "counted": None, "against": ()}


def _adjourn(on: Offering) -> Choices:
    """Return what would be recorded, were the meeting ended now, or what stands against it."""
    no_quorum, at = on.filled.value("no_quorum") == "yes", on.filled.value("at")
    try:
        when = (
            When(at=moment_of(on.meeting.id, at), clock=lambda: on.now) if at else When(clock=lambda: on.now)
        )
        foreseen = foresee_end(on.reading.root, on.meeting.id, no_quorum=no_quorum, when=when)
    except CatalogError as error:
        return {"foreseen": None, "against": (told_plainly(error.told, hint=error.advice),)}
    return {"foreseen": foreseen, "against": told_of(foreseen.refused, meeting=on.meeting.id)}


def _approve(on: Offering) -> Choices:
    snapshot, meeting = on.snapshot, on.meeting
    return {"decisions": tuple(one for one in snapshot.decisions.values() if _is_on(snapshot, one, meeting))}


def _is_on(snapshot: Snapshot, record: DecisionRecord, meeting: Meeting) -> bool:
    """Say whether a decision adopted a motion on the minutes of a meeting."""
    if record.meeting is None or record.outcome != "adopted":
        return False
    where = snapshot.meetings[record.meeting]
    vote = next((one for one in where.votes if one.id == record.vote), None)
    motion = None if vote is None else motion_of(where, vote)
    return motion is not None and motion.minutes_of == meeting.id


_OFFERED: Final[Mapping[str, Callable[[Offering], Choices]]] = {
    "agenda": _agenda,
    "revise": _agenda,
    "attend": _attend,
    "move": _move,
    "post": _post,
    "roll": _roll,
    "adjourn": _adjourn,
    "approve": _approve,
}
