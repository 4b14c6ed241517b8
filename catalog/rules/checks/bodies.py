"""Bodies: who holds their seats, terms that clash or lapse, and whether they can act at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.meetings import Body, BodyRules, Term
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.roll import filled_seats, holders, voting_seats
from catalog.rules.meetings.tally import membership, needed_of, quorum_of

SOON: Final = timedelta(days=90)
_STANDS_IN: Final = frozenset({"designee", "alternate"})


def body_findings(snapshot: Snapshot, day: date) -> Iterator[Finding]:
    """Yield what is wrong with bodies on a day: contract sections 7 and 9.

    Terms are judged whenever they ran; seats, lapsing terms and majorities as they are on the day.
    Where a body lists no seats, or no terms, its seats or their holders are not known, and nothing is
    said of their number.
    """
    for id, body in sorted(snapshot.bodies.items()):
        file = snapshot.paths[f"body:{id}"]
        for position, term in enumerate(body.terms):
            yield from _term(body, term, file=file, position=position)
        yield from _held_twice(body, file=file)
        rules = body.rules_on(day)
        if rules is not None:
            yield from _numbers(body, rules, day=day, file=file)
        yield from _lapsing(body, day=day, file=file)


def _term(body: Body, term: Term, *, file: str, position: int) -> Iterator[Finding]:
    if term.through is not None and term.through < term.since:
        message = f"the term of {term.seat} ends on {term.through}, before it begins on {term.since}"
        yield finding("seat-term-reversed", file, message=message, at=("terms", position, "through"))
    designee = next(seat.designee for seat in body.seats if seat.id == term.seat)
    if term.kind in _STANDS_IN and not designee:
        message = f"{term.seat} has no designee, but a term names its {term.kind}"
        yield finding("seat-without-designee", file, message=message, at=("terms", position, "kind"))


def _held_twice(body: Body, *, file: str) -> Iterator[Finding]:
    for (_, one), (position, other) in combinations(enumerate(body.terms), 2):
        if (one.seat, one.kind) == (other.seat, other.kind) and other.kind not in _STANDS_IN:
            first = max(one.since, other.since)
            last = min(one.through or date.max, other.through or date.max)
            if first <= last:
                message = f"{other.seat} has two holders of kind `{other.kind}` from {first}"
                yield finding("seat-held-twice", file, message=message, at=("terms", position, "from"))


def _numbers(body: Body, rules: BodyRules, *, day: date, file: str) -> Iterator[Finding]:
    at: tuple[str | int, ...] = ("rules", body.rules.index(rules))
    listed = len(voting_seats(body))
    if body.seats and listed != rules.seats:
        message = f"`{body.id}` lists {listed} voting seats; its rules of {rules.since} say {rules.seats}"
        yield finding("seats-differ", file, message=message, at=(*at, "seats"))
    if not body.terms:
        return
    filled = len(filled_seats(body, day))
    quorum = quorum_of(rules)
    if filled < quorum:
        message = f"{filled} seats of `{body.id}` are filled on {day}; the quorum is {quorum}"
        yield finding("quorum-out-of-reach", file, message=message, at=(*at, "quorum"))
    needed = needed_of(rules.adopt, membership(body, rules, day=day))
    if rules.adopt.of == "membership" and filled < needed:
        message = f"{filled} seats of `{body.id}` are filled on {day}; adopting takes {needed} ayes"
        yield finding("adoption-out-of-reach", file, message=message, at=(*at, "thresholds", "adopt"))


def _lapsing(body: Body, *, day: date, file: str) -> Iterator[Finding]:
    for position, term in enumerate(body.terms):
        if term.through is None or not (term.since <= day <= term.through <= day + SOON):
            continue
        if not holders(body, term.seat, day=term.through + timedelta(days=1)):
            message = f"the term of {term.seat} ends on {term.through}, and nobody follows"
            yield finding("seat-lapses-soon", file, message=message, at=("terms", position, "through"))
