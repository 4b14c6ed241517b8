"""Which amendments a meeting carried: texts that a body may adopt though they were not posted."""

from __future__ import annotations

from fractions import Fraction

from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import Digest
from catalog.records.meetings import BodyRules, Meeting, Motion
from catalog.records.snapshot import Snapshot


def carried_amendments(snapshot: Snapshot, decision: DecisionRecord) -> frozenset[Digest]:
    """Return the digests of the amended texts that were carried on the decision's item.

    An amendment is carried by the last vote on it, with the procedural share of the ayes and noes.
    """
    if decision.meeting is None:
        return frozenset()
    meeting = snapshot.meetings[decision.meeting]
    rules = snapshot.bodies[meeting.body].rules_on(decision.decided_on)
    if rules is None:
        return frozenset()
    return frozenset(
        motion.adopts
        for motion in meeting.motions
        if motion.adopts is not None
        and motion.amends is not None
        and motion.item == decision.item
        and _carried(meeting, motion, rules=rules)
    )


def _carried(meeting: Meeting, motion: Motion, *, rules: BodyRules) -> bool:
    votes = [vote for vote in meeting.votes if vote.motion == motion.id]
    if not votes:
        return False
    roll = max(votes, key=lambda vote: vote.at).roll.values()
    ayes = sum(ballot.vote == "aye" for ballot in roll)
    voting = ayes + sum(ballot.vote == "no" for ballot in roll)
    share = Fraction(ayes, voting) if voting else Fraction(0)
    wanted = rules.procedural
    return share > wanted.fraction if wanted.more_than else share >= wanted.fraction
