"""Whether a decision record says what the meeting's roll gives, and adopts what was put to the vote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from catalog.records.decision_record import Arithmetic, DecisionRecord
from catalog.records.ids import Digest
from catalog.records.meetings import AgendaItem, Body, Meeting, Motion, Proposal, Vote
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.motions import (
    adopts_text,
    count_of,
    item_of,
    motion_of,
    reconsidered_after,
    text_voted_on,
)
from catalog.rules.meetings.objections import Objection, object_to
from catalog.rules.meetings.tally import outcome_of

_WITHOUT_VOTE = frozenset({"withdrawn", "continued"})


def decision_objections(snapshot: Snapshot, decision: DecisionRecord) -> Iterator[Objection]:
    """Object to a decision record that differs from its meeting. One without a meeting has none.

    Whether effects count at all (outcome, body, kind of text) is judged with the texts they adopt.
    """
    if decision.legacy is not None or decision.meeting is None:
        return
    body, meeting = snapshot.bodies[decision.body], snapshot.meetings[decision.meeting]
    yield from _placed_objections(decision, meeting)
    if decision.vote is None:
        yield from _unvoted_objections(decision)
        return
    vote = next((vote for vote in meeting.votes if vote.id == decision.vote), None)
    motion = None if vote is None else motion_of(meeting, vote)
    if vote is None or motion is None or meeting.body != decision.body:
        yield object_to(
            "unknown-vote",
            ("vote",),
            message=f"{meeting.id} has no vote `{decision.vote}` of {decision.body} on a motion",
        )
        return
    yield from _sum_objections(body, decision, meeting=meeting, vote=vote, motion=motion)
    yield from _voted_effect_objections(snapshot, decision, meeting=meeting, vote=vote, motion=motion)


def _placed_objections(decision: DecisionRecord, meeting: Meeting) -> Iterator[Objection]:
    item = item_of(meeting, decision.item)
    if item is None:
        yield object_to(
            "unknown-item",
            ("item",),
            message=f"`{decision.item}` is no item of the agenda of {meeting.id}",
        )
    elif item.proposal != decision.proposal and (decision.proposal is not None or decision.effects):
        yield object_to(
            "proposal-differs",
            ("proposal",),
            message=f"item {item.number} names proposal {item.proposal}, the record {decision.proposal}",
        )
    votes = [vote for vote in meeting.votes if vote.id == decision.vote]
    days = {vote.at.date() for vote in votes} or {meeting.start.date()}
    if decision.decided_on not in days:
        yield object_to(
            "decided-on-differs",
            ("decided_on",),
            message=f"decided on {decision.decided_on}, but the vote was taken on {min(days)}",
        )


def _unvoted_objections(decision: DecisionRecord) -> Iterator[Objection]:
    if decision.outcome not in _WITHOUT_VOTE:
        yield object_to(
            "vote-missing",
            ("vote",),
            message=f"the outcome is `{decision.outcome}`, but the record names no vote",
        )
    elif decision.arithmetic is not None:
        yield object_to(
            "arithmetic-differs",
            ("arithmetic",),
            message="the record adds up a vote that was not taken",
        )


def _sum_objections(
    body: Body, decision: DecisionRecord, *, meeting: Meeting, vote: Vote, motion: Motion
) -> Iterator[Objection]:
    total = count_of(body, meeting, vote=vote)
    if total is None:
        return
    if motion.item != decision.item:
        yield object_to(
            "item-differs",
            ("item",),
            message=f"vote {vote.id} was on item {motion.item}, the record says {decision.item}",
        )
    yield from _arithmetic_objections(decision.arithmetic, total)
    if not _outcome_fits(decision, total, motion=motion):
        yield object_to(
            "outcome-differs",
            ("outcome",),
            message=f"the roll gives `{outcome_of(total)}` ({total.says}), not `{decision.outcome}`",
        )


def _arithmetic_objections(said: Arithmetic | None, total: Arithmetic) -> Iterator[Objection]:
    if said is None:
        yield object_to(
            "arithmetic-missing",
            ("arithmetic",),
            message=f"the record does not add up its vote: {total.says}",
        )
        return
    for key in (field.name for field in fields(Arithmetic) if field.name != "says"):
        given, right = getattr(said, key), getattr(total, key)
        if given != right:
            yield object_to(
                "arithmetic-differs",
                ("arithmetic", key),
                message=f"the roll gives {key} {right}, the record says {given}",
            )
    if said.says != total.says:
        yield object_to(
            "arithmetic-says",
            ("arithmetic", "says"),
            message=f"the sum in words is `{said.says}`; the roll gives `{total.says}`",
        )


def _outcome_fits(decision: DecisionRecord, total: Arithmetic, *, motion: Motion) -> bool:
    """Say whether the outcome is the roll's. Without a quorum nothing but an adoption is contradicted."""
    if total.counted < total.quorum:
        return decision.outcome != "adopted"
    derived = outcome_of(total)
    carried_away = decision.outcome in _WITHOUT_VOTE and derived == "adopted" and not adopts_text(motion)
    return derived == decision.outcome or carried_away


def _voted_effect_objections(
    snapshot: Snapshot, decision: DecisionRecord, *, meeting: Meeting, vote: Vote, motion: Motion
) -> Iterator[Objection]:
    body = snapshot.bodies[decision.body]
    item = item_of(meeting, motion.item)
    proposal = snapshot.proposals[item.proposal] if item is not None and item.proposal else None
    reconsidered = reconsidered_after(body, meeting, vote=vote)
    if decision.effects and not adopts_text(motion):
        yield object_to(
            "effects-of-another-motion",
            ("effects",),
            message=f"motion {motion.id} ({motion.motion_class}) adopts no text by itself, yet has effects",
        )
    elif decision.effects and reconsidered:
        yield object_to(
            "result-reconsidered",
            ("effects",),
            message=f"vote {vote.id} was reconsidered, so its result has no effects",
        )
    elif decision.effects:
        posted = None if proposal is None else proposal.digest
        text = text_voted_on(body, meeting, motion=motion, before=vote.at, posted=posted)
        yield from _posted_objections(decision, proposal, text=text, item=item)
    elif _owes_effects(snapshot, decision, motion=motion, proposal=proposal) and not reconsidered:
        yield object_to(
            "effects-missing",
            ("effects",),
            message="the motion to adopt the proposal carried, but no record of the vote has effects",
        )


def _posted_objections(
    decision: DecisionRecord, proposal: Proposal | None, *, text: Digest | None, item: AgendaItem | None
) -> Iterator[Objection]:
    """Invariant I2: what is adopted is what was posted, or a carried amendment of it."""
    number = "?" if item is None else item.number
    for position, effect in enumerate(decision.effects):
        named = None if proposal is None else (proposal.object.kind, proposal.object.id)
        if (effect.object.kind, effect.object.id) != named:
            yield object_to(
                "effect-not-proposed",
                ("effects", position, "object"),
                message=f"{effect.object} is not what item {number} proposes",
            )
        elif effect.op == "adopt" and effect.became != text:
            yield object_to(
                "not-the-text-voted-on",
                ("effects", position, "to"),
                message=f"the record adopts {effect.became}; posted, or as amended, was {text}",
            )


def _owes_effects(
    snapshot: Snapshot, decision: DecisionRecord, *, motion: Motion, proposal: Proposal | None
) -> bool:
    body = snapshot.bodies[decision.body]
    rules = body.rules_on(decision.decided_on)
    return (
        decision.outcome == "adopted"
        and adopts_text(motion)
        and proposal is not None
        and body.classification != "advisory"
        and rules is not None
        and proposal.object.kind in rules.may_adopt
        and not any(
            other.effects and (other.meeting, other.vote) == (decision.meeting, decision.vote)
            for other in snapshot.decisions.values()
        )
    )
