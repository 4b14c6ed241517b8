"""A body on a day: its seats and holders, its vacancies, its rules in numbers, its next and last meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.ids import BodyId
from catalog.records.meetings import Body, BodyRules, Meeting, Seat, Share, Term
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.comment_periods import USUAL_DAYS
from catalog.rules.meetings.roll import filled_seats, holders, voting_seats
from catalog.rules.meetings.tally import membership, needed_of, quorum_of
from catalog.store.wording import nearest_word

MOST_MEETINGS = 3
_CALLED_OFF = frozenset({"cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatHeld:
    """A seat on a day, and the terms by which it is held; ``vacant`` is ``None`` where nobody knows."""

    seat: Seat
    terms: tuple[Term, ...]
    vacant: bool | None

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "id": self.seat.id,
            "label": self.seat.label,
            "law": self.seat.law,
            "designee": self.seat.designee,
            "voting": self.seat.voting,
            "vacant": self.vacant,
            "holders": [
                {
                    "holder": term.holder,
                    "kind": term.kind,
                    "from": term.since.isoformat(),
                    "through": None if term.through is None else term.through.isoformat(),
                }
                for term in self.terms
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Majority:
    """How many a share is, of how many; where it is taken of those present only its words are known."""

    share: Share
    needed: int | None
    of: int | None

    def told(self) -> str:
        """Return it in words: ``14 of 21``."""
        if self.needed is not None:
            return f"{self.needed} of {self.of}"
        more = "more than " if self.share.more_than else ""
        return f"{more}{self.share.fraction} of the members present and voting"

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"needed": self.needed, "of": self.of, "says": self.told()}


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySheet:
    """All that the catalog can say of one body on a day. Without ``rules`` it has none that day."""

    body: Body
    on: date
    seats: tuple[SeatHeld, ...]
    filled: int | None
    rules: BodyRules | None
    quorum: int | None
    adopt: Majority | None
    procedural: Majority | None
    coming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]

    @property
    def vacant(self) -> tuple[str, ...]:
        """The seats that nobody holds, by id."""
        return tuple(held.seat.id for held in self.seats if held.vacant)

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        rules, body = self.rules, self.body
        return {
            "id": body.id,
            "title": body.title,
            "classification": body.classification,
            "law": list(body.law),
            "on": self.on.isoformat(),
            "seats": [held.document() for held in self.seats],
            "holders_known": bool(body.terms),
            "voting_seats": len(voting_seats(body)),
            "filled": self.filled,
            "vacant": list(self.vacant),
            "rules": rules
            and {
                "from": rules.since.isoformat(),
                "seats": rules.seats,
                "membership_base": rules.membership_base,
                "quorum": self.quorum,
                "adopt": self.adopt and self.adopt.document(),
                "procedural": self.procedural and self.procedural.document(),
                "notice_days": rules.notice_days,
                "comment_days": dict(rules.comment_days or USUAL_DAYS),
                "may_adopt": sorted(rules.may_adopt),
            },
            "meetings": {
                "coming": [_meeting(meeting) for meeting in self.coming],
                "past": [_meeting(meeting) for meeting in self.past],
            },
        }


def _meeting(meeting: Meeting) -> dict[str, object]:
    return {
        "id": meeting.id,
        "kind": meeting.meeting_kind,
        "start": meeting.start.isoformat(),
        "status": meeting.status,
    }


def body_named(snapshot: Snapshot, name: str) -> Body:
    """Return a body by its id. Raises ``NotFound``, with the nearest id there is."""
    found = snapshot.bodies.get(BodyId(name))
    if found is None:
        near = nearest_word(name, snapshot.bodies)
        known = phrase("`p20w body list` lists the bodies")
        hint = phrase("did you mean `{near}`?", near=near) if near else known
        raise NotFound(phrase("there is no body `{name}`", name=name), hint=hint)
    return found


def list_bodies(snapshot: Snapshot, *, on: date) -> list[BodySheet]:
    """Return every body as it is on a day, in the order of their ids."""
    return [_sheet(snapshot, body, on=on) for _, body in sorted(snapshot.bodies.items())]


def show_body(snapshot: Snapshot, name: str, *, on: date) -> BodySheet:
    """Return a body as it is on a day. Raises ``NotFound``."""
    return _sheet(snapshot, body_named(snapshot, name), on=on)


def _sheet(snapshot: Snapshot, body: Body, *, on: date) -> BodySheet:
    rules = body.rules_on(on)
    own = sorted(
        (one for one in snapshot.meetings.values() if one.body == body.id), key=lambda one: one.start
    )
    coming = [one for one in own if one.start.date() >= on and one.status not in _CALLED_OFF]
    past = [one for one in own if one.start.date() < on]
    return BodySheet(
        body=body,
        on=on,
        seats=tuple(_held(body, seat, on=on) for seat in body.seats),
        filled=len(filled_seats(body, on)) if body.terms else None,
        rules=rules,
        quorum=None if rules is None else quorum_of(rules),
        adopt=None if rules is None else _majority(body, rules, share=rules.adopt, on=on),
        procedural=None if rules is None else _majority(body, rules, share=rules.procedural, on=on),
        coming=tuple(coming[:MOST_MEETINGS]),
        past=tuple(reversed(past[-MOST_MEETINGS:])),
    )


def _held(body: Body, seat: Seat, *, on: date) -> SeatHeld:
    terms = holders(body, seat.id, day=on)
    return SeatHeld(seat=seat, terms=terms, vacant=not terms if body.terms else None)


def _majority(body: Body, rules: BodyRules, *, share: Share, on: date) -> Majority:
    if share.of == "present":
        return Majority(share=share, needed=None, of=None)
    members = membership(body, rules, day=on)
    return Majority(share=share, needed=needed_of(share, members), of=members)
