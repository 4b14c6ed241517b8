"""Which version of an object was adopted last when an item was voted on, and on which it was proposed."""

from __future__ import annotations

from datetime import date, datetime

from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import Digest, Object
from catalog.records.meetings import Proposal
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.effects import counting_effects

_DAY_LONG = float("inf")


def adopted_before(
    snapshot: Snapshot, named: Object, *, day: date, moment: datetime | None = None
) -> Digest | None:
    """Return the digest of the version of an object adopted last before a moment of that day.

    Without a moment the whole day counts. A version counts also where it has lapsed since. Of one
    day's decisions those without a vote come first.
    """
    until = (day, _DAY_LONG if moment is None else moment.timestamp())
    found = [
        (*when, effect.object.version, effect.became)
        for decision in snapshot.decisions.values()
        for when in ((decision.decided_on, _voted_at(snapshot, decision)),)
        if when < until
        for effect in counting_effects(snapshot, decision)
        if effect.op == "adopt" and effect.became is not None
        if (effect.object.kind, effect.object.id) == (named.kind, named.id)
    ]
    return max(found)[-1] if found else None


def base_is_stale(
    snapshot: Snapshot, proposal: Proposal, *, day: date, moment: datetime | None = None
) -> bool:
    """Say whether another version was adopted than the one the proposal was made on: invariant I3."""
    return adopted_before(snapshot, proposal.object, day=day, moment=moment) != proposal.base


def _voted_at(snapshot: Snapshot, decision: DecisionRecord) -> float:
    if decision.meeting is None:
        return 0.0
    votes = snapshot.meetings[decision.meeting].votes
    return next((vote.at.timestamp() for vote in votes if vote.id == decision.vote), 0.0)
