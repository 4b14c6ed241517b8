"""Who adopted a text and how they voted: the decision, and the roll by office, gathered by vote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import BodyId, DecisionId
from catalog.records.meetings import Body, Meeting
from catalog.services.decision_records.showing import seat_votes
from catalog.services.definitions.dictionary import Dictionary

_ORDER: Final = ("aye", "no", "abstain", "recused", "absent", "left", "vacant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """The offices that voted alike."""

    vote: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision as a definition shows it.

    Without ``ballots`` no roll is recorded; ``legacy`` is the source of an adoption older than this
    catalog's records. ``errata`` is how many correct its words.
    """

    id: DecisionId
    title: str
    body: BodyId
    body_title: str
    decided_on: date
    outcome: str
    legacy: str | None
    says: str | None
    errata: int
    ballots: tuple[Ballots, ...]


def decided(dictionary: Dictionary, id: DecisionId) -> Decided:
    """Return a decision as definitions show it. One decision adopts many texts, so each is kept."""
    known = dictionary.kept(_none_yet)
    found = known.get(id)
    if found is None:
        found = known[id] = _decided(dictionary, dictionary.snapshot.decisions[id])
    return found


def _none_yet(_: Dictionary) -> dict[DecisionId, Decided]:
    return {}


def _decided(dictionary: Dictionary, record: DecisionRecord) -> Decided:
    snapshot = dictionary.snapshot
    body = snapshot.bodies[record.body]
    meeting = None if record.meeting is None else snapshot.meetings.get(record.meeting)
    return Decided(
        id=record.id,
        title=record.title,
        body=body.id,
        body_title=body.title,
        decided_on=record.decided_on,
        outcome=record.outcome,
        legacy=None if record.legacy is None else record.legacy.source,
        says=None if record.arithmetic is None else record.arithmetic.says,
        errata=dictionary.kept(_errata)[record.id],
        ballots=() if meeting is None else _ballots(body, meeting, record=record),
    )


def _errata(dictionary: Dictionary) -> Mapping[DecisionId, int]:
    found: dict[DecisionId, int] = defaultdict(int)
    for erratum in dictionary.snapshot.errata.values():
        found[erratum.corrects] += 1
    return found


def _ballots(body: Body, meeting: Meeting, *, record: DecisionRecord) -> tuple[Ballots, ...]:
    vote = next((one for one in meeting.votes if one.id == record.vote), None)
    if vote is None:
        return ()
    gathered: dict[str, list[str]] = defaultdict(list)
    for seat in seat_votes(body, vote):
        gathered[seat.vote].append(seat.label)
    return tuple(Ballots(vote=word, offices=tuple(gathered[word])) for word in _ORDER if word in gathered)
