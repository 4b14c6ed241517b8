"""What is before the body: which motions are pending, and who may move, second, amend and withdraw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from catalog.records.ids import Digest, ProposalId, SeatId
from catalog.records.meetings import AgendaItem, Body, Meeting, Motion, Proposal, Vote
from catalog.records.snapshot import Snapshot
from catalog.rules.families import family_of
from catalog.rules.meetings.effects import counting_effects
from catalog.rules.meetings.motions import (
    NEVER,
    adopts_text,
    item_of,
    motion_of,
    reconsidered_after,
    reconsidered_vote,
    result_of,
    text_voted_on,
)
from catalog.rules.meetings.objections import Objection, Place, object_to
from catalog.rules.meetings.open_meeting import closed_objections
from catalog.rules.meetings.roll import attendance_at, voting_seats
from catalog.rules.meetings.session import events_of
from catalog.rules.meetings.standing import base_is_stale

MAIN: Final = frozenset({"adopt", "recommend"})
"""Classes of the motion that decides on an item; there is one of them at a time."""
RESULTS: Final = MAIN | {"minutes"}
CLASSES: Final = ("adopt", "recommend", "procedural", "continue", "reconsider", "finding", "minutes")
_INFORMATION: Final = "information"
_OVER: Final = frozenset({"adjourned", "no-quorum", "cancelled"})
_SMALL: Final = 12
"""A body of so many members or fewer needs no second to a motion."""


def is_withdrawn(meeting: Meeting, motion: Motion) -> bool:
    """Say whether a motion was withdrawn, or the motion that it amends."""
    gone = {event.motion for event in events_of(meeting, "withdrawn")}
    return not gone.isdisjoint(_chain(meeting, motion))


def is_continued(meeting: Meeting, item: str) -> bool:
    """Say whether an item was continued to another meeting."""
    return any(event.item == item for event in events_of(meeting, "continued"))


def continuing_vote(body: Body, meeting: Meeting, item: str) -> Vote | None:
    """Return the vote by which an item was continued, unless that was taken back by a motion to reconsider.

    From it on the item is before this meeting no longer, but for a motion to reconsider that vote.
    """
    for vote in _votes_to_continue(meeting, item):
        if result_of(body, meeting, vote=vote) == "adopted" and not reconsidered_after(
            body, meeting, vote=vote
        ):
            return vote
    return None


def is_pending(body: Body, meeting: Meeting, motion: Motion) -> bool:
    """Say whether a motion is still to be decided: made, and neither voted on, withdrawn nor continued.

    A motion whose result was reconsidered is before the body again. An amendment falls with the motion
    it amends.
    """
    if is_withdrawn(meeting, motion) or _is_gone(body, meeting, motion):
        return False
    if not is_voted(body, meeting, motion):
        amended = next((one for one in meeting.motions if one.id == motion.amends), None)
        return amended is None or not is_voted(body, meeting, amended)
    return False


def is_voted(body: Body, meeting: Meeting, motion: Motion) -> bool:
    """Say whether a motion was voted on, and its result was not taken back by a motion to reconsider."""
    vote = latest_vote(meeting, motion)
    return vote is not None and not reconsidered_after(body, meeting, vote=vote)


def latest_vote(meeting: Meeting, motion: Motion) -> Vote | None:
    """Return the last vote on a motion."""
    votes = [vote for vote in meeting.votes if vote.motion == motion.id]
    return max(votes, key=lambda vote: vote.at, default=None)


def pending_motions(body: Body, meeting: Meeting) -> tuple[Motion, ...]:
    """Return the motions that are still to be decided, in the order in which they were made."""
    return tuple(motion for motion in meeting.motions if is_pending(body, meeting, motion))


def seat_objections(
    body: Body, meeting: Meeting, *, seat: SeatId, item: str, at: datetime
) -> Iterator[Objection]:
    """Object to a seat that would move or second: it must have a vote, be there, and not be recused."""
    if seat not in {one.id for one in body.seats}:
        yield object_to("unknown-seat", (), message=f"{body.id} has no seat `{seat}`")
        return
    if seat not in voting_seats(body):
        yield object_to("seat-has-no-vote", (), message=f"{seat} has no vote, and makes no motion")
        return
    attendance = attendance_at(body, meeting, item=item, at=at)
    if seat in attendance.recused:
        yield object_to("seat-recused", (), message=f"{seat} is recused on item {item}")
    elif seat not in attendance.present:
        yield object_to("seat-not-present", (), message=f"{seat} is not in the meeting at {at.isoformat()}")


def item_objections(meeting: Meeting, number: str) -> Iterator[Objection]:
    """Object to acting on what is no item of the agenda, or is no longer before this meeting."""
    if item_of(meeting, number) is None:
        yield object_to("not-on-agenda", (), message=f"`{number}` is no item of the agenda of {meeting.id}")
    elif is_continued(meeting, number):
        yield object_to("item-continued", (), message=f"item {number} was continued to another meeting")


def continue_objections(body: Body, meeting: Meeting, *, number: str) -> Iterator[Objection]:
    """Object to continuing what is no item before this meeting, or was decided in it."""
    yield from item_objections(meeting, number)
    yield from _decided_objections(body, meeting, number=number)
    last = max(_votes_to_continue(meeting, number), key=lambda vote: vote.at, default=None)
    if last is None or result_of(body, meeting, vote=last) == "adopted":
        return
    if not _carried_since(body, meeting, number=number, since=last.at):
        yield object_to(
            "continuance-failed", (), message=f"the motion to continue item {number} failed in {last.id}"
        )


def _decided_objections(body: Body, meeting: Meeting, *, number: str) -> Iterator[Objection]:
    for motion in meeting.motions:
        vote = latest_vote(meeting, motion) if is_voted(body, meeting, motion) else None
        if motion.item != number or motion.motion_class not in MAIN or vote is None:
            continue
        if result_of(body, meeting, vote=vote) == "adopted":
            yield object_to("item-decided", (), message=f"motion {motion.id} on item {number} carried")


def move_objections(
    snapshot: Snapshot,
    meeting: Meeting,
    *,
    item: AgendaItem,
    motion_class: str,
    at: datetime,
    reconsiders: str | None = None,
) -> Iterator[Objection]:
    """Object to a motion that this body may not make on this item."""
    body = snapshot.bodies[meeting.body]
    continuing = continuing_vote(body, meeting, item.number)
    if continuing is not None and reconsiders != continuing.id:
        told = f"item {item.number} was continued to another meeting by {continuing.id}"
        yield object_to("item-continued", (), message=told)
    if motion_class == "reconsider":
        yield from _reconsider_objections(body, meeting, named=reconsiders)
    if motion_class == "continue":
        yield from _decided_objections(body, meeting, number=item.number)
    if motion_class in RESULTS and item.item_class.startswith(_INFORMATION):
        yield object_to(
            "item-not-for-action", (), message=f"item {item.number} is on the agenda for information alone"
        )
    if motion_class in MAIN:
        yield from closed_objections(item, at=())
        yield from _one_at_a_time(body, meeting, number=item.number)
    if motion_class != "adopt":
        return
    if body.classification == "advisory":
        yield object_to("advisory-motion", (), message=f"{body.id} advises: it recommends and adopts nothing")
        return
    if item.proposal is None:
        yield object_to("nothing-posted", (), message=f"item {item.number} names no proposal")
        return
    kind, rules = snapshot.proposals[item.proposal].object.kind, body.rules_on(at.date())
    if rules is not None and kind not in rules.may_adopt:
        yield object_to("kind-not-adoptable", (), message=f"{body.id} may not adopt a text of kind {kind}")
    yield from overtaken_objections(snapshot, meeting, item=item, at=at)
    proposal = snapshot.proposals[item.proposal]
    yield from text_objections(snapshot, proposal, text=proposal.digest)


def overtaken_objections(
    snapshot: Snapshot, meeting: Meeting, *, item: AgendaItem, at: datetime
) -> Iterator[Objection]:
    """Object to a proposal whose base is no longer the version adopted last: by a record, or a vote.

    A vote counts that carried in this meeting, or in another one that has still to be adjourned; so
    does a record of a later day that adopted another text on the same base.
    """
    body = snapshot.bodies[meeting.body]
    if item.proposal is None or body.classification == "advisory":
        return
    proposal = snapshot.proposals[item.proposal]
    named = (proposal.object.kind, proposal.object.id)
    if (
        base_is_stale(snapshot, proposal, day=at.date(), moment=at)
        or _is_overtaken_later(snapshot, proposal)
        or _carries(snapshot, meeting, named=named, but=item.proposal)
    ):
        yield object_to(
            "proposal-base-stale",
            (),
            message=f"{item.proposal} was made on a version that is no longer the one adopted last",
        )
    for other in snapshot.meetings.values():
        if other.id != meeting.id and other.status not in _OVER and _carries(snapshot, other, named=named):
            yield object_to(
                "proposal-base-stale",
                (),
                message=f"{other.id} voted to adopt a text of {named[0]} `{named[1]}`, and is not adjourned",
                hint="adjourn that meeting first; then propose it anew on the version adopted there",
            )


def _is_overtaken_later(snapshot: Snapshot, proposal: Proposal) -> bool:
    """Say whether any record, also of a later day, adopted another text on the base of a proposal."""
    named = (proposal.object.kind, proposal.object.id)
    return base_is_stale(snapshot, proposal, day=date.max) and any(
        effect.op == "adopt" and effect.was == proposal.base
        for decision in snapshot.decisions.values()
        for effect in counting_effects(snapshot, decision)
        if (effect.object.kind, effect.object.id) == named
    )


def _carries(
    snapshot: Snapshot, meeting: Meeting, *, named: tuple[str, str], but: ProposalId | None = None
) -> bool:
    """Say whether a motion to adopt a proposal of that object, but that one, carried in a meeting."""
    body = snapshot.bodies[meeting.body]
    if body.classification == "advisory":
        return False
    for vote in meeting.votes:
        motion = motion_of(meeting, vote)
        item = None if motion is None else item_of(meeting, motion.item)
        if motion is None or item is None or item.proposal is None or item.proposal == but:
            continue
        proposed = snapshot.proposals[item.proposal].object
        if not adopts_text(motion) or (proposed.kind, proposed.id) != named:
            continue
        if is_voted(body, meeting, motion) and result_of(body, meeting, vote=vote) == "adopted":
            return True
    return False


def disposed_objections(body: Body, meeting: Meeting, *, motion: Motion) -> Iterator[Objection]:
    """Object to a step on a motion that is no longer before the body."""
    if is_pending(body, meeting, motion):
        return
    if _is_gone(body, meeting, motion):
        why = f"item {motion.item} was continued"
    elif is_withdrawn(meeting, motion):
        why = "it was withdrawn"
    else:
        why = "it was decided" if is_voted(body, meeting, motion) else "the motion it amends was decided"
    yield object_to("motion-disposed", (), message=f"motion {motion.id} is not before the body: {why}")


def vote_readiness_objections(
    snapshot: Snapshot, meeting: Meeting, *, motion: Motion, at: datetime
) -> Iterator[Objection]:
    """Object to a vote while something else must be decided first."""
    body, place = snapshot.bodies[meeting.body], ("votes", len(meeting.votes))
    yield from waiting_objections(body, meeting, motion=motion)
    if motion.motion_class in MAIN:
        yield from _one_at_a_time(body, meeting, number=motion.item, but=motion)
    if motion.motion_class == "continue":
        yield from _decided_objections(body, meeting, number=motion.item)
    if motion.seconder is None and not _is_small(body, at):
        yield object_to("not-seconded", place, message=f"motion {motion.id} has no seconder")
    item = item_of(meeting, motion.item)
    if item is not None and motion.motion_class in MAIN:
        yield from closed_objections(item, at=place)
    if item is not None and item.proposal is not None and adopts_text(motion):
        yield from overtaken_objections(snapshot, meeting, item=item, at=at)
        proposal = snapshot.proposals[item.proposal]
        text = text_voted_on(body, meeting, motion=motion, before=at, posted=proposal.digest)
        yield from text_objections(snapshot, proposal, text=text)


def waiting_objections(body: Body, meeting: Meeting, *, motion: Motion) -> Iterator[Objection]:
    """Object to a vote on a motion, or to another amendment of it, while one is pending."""
    waiting = [one.id for one in pending_motions(body, meeting) if one.amends == motion.id]
    if waiting:
        told = f"{', '.join(waiting)} would amend {motion.id}, and is pending"
        yield object_to("amendment-pending", ("votes", len(meeting.votes)), message=told)


def text_objections(snapshot: Snapshot, proposal: Proposal, *, text: Digest | None) -> Iterator[Objection]:
    """Object to a text put to the vote that the catalog does not hold as it was posted or amended."""
    versions = family_of(snapshot, proposal.object.kind, proposal.object.id)
    if text not in {version.digest for version in versions}:
        yield object_to(
            "proposed-text-missing",
            (),
            message=f"no version of {proposal.object.kind} `{proposal.object.id}` has the digest {text}",
        )


def unfinished_objections(body: Body, meeting: Meeting) -> Iterator[Objection]:
    """Object to the end of a meeting in which a motion is undecided."""
    for motion in pending_motions(body, meeting):
        place: Place = ("motions", meeting.motions.index(motion))
        yield object_to(
            "motion-pending", place, message=f"motion {motion.id} on item {motion.item} is undecided"
        )


def _one_at_a_time(
    body: Body, meeting: Meeting, *, number: str, but: Motion | None = None
) -> Iterator[Objection]:
    for motion in meeting.motions:
        if motion.item != number or motion.motion_class not in MAIN or is_withdrawn(meeting, motion):
            continue
        vote = latest_vote(meeting, motion)
        carried = vote is not None and result_of(body, meeting, vote=vote) == "adopted"
        if motion != but and (is_pending(body, meeting, motion) or carried):
            told = "carried" if carried else "is pending"
            yield object_to(
                "motion-on-floor", (), message=f"motion {motion.id} on item {number} {told} already"
            )


def _reconsider_objections(body: Body, meeting: Meeting, *, named: str | None) -> Iterator[Objection]:
    """Object to reconsidering what is being reconsidered, was so already, or has a rival on the floor."""
    vote = next((one for one in meeting.votes if one.id == named), None)
    motion = None if vote is None else motion_of(meeting, vote)
    if vote is None or motion is None:
        return  # the rules on motions object to that
    if reconsidered_after(body, meeting, vote=vote):
        yield object_to("nothing-to-reconsider", (), message=f"{vote.id} was reconsidered already")
    for other in pending_motions(body, meeting):
        if other.motion_class == "reconsider" and other.reconsiders == vote.id:
            told = f"motion {other.id} to reconsider {vote.id} is pending already"
            yield object_to("motion-on-floor", (), message=told)
    if motion.motion_class in MAIN:
        yield from _one_at_a_time(body, meeting, number=motion.item, but=motion)


def _votes_to_continue(meeting: Meeting, item: str) -> Iterator[Vote]:
    for vote in meeting.votes:
        motion = motion_of(meeting, vote)
        if motion is None or motion.item != item or motion.amends is not None:
            continue
        if motion.motion_class == "continue":
            yield vote


def _is_gone(body: Body, meeting: Meeting, motion: Motion) -> bool:
    """Say whether the item of a motion was continued, and the motion is not to reconsider just that."""
    if is_continued(meeting, motion.item):
        return True
    vote = continuing_vote(body, meeting, motion.item)
    if vote is None or vote.motion == motion.id:
        return False
    again = motion.motion_class == "reconsider"
    return not again or reconsidered_vote(meeting, motion, before=NEVER) is not vote


def _carried_since(body: Body, meeting: Meeting, *, number: str, since: datetime) -> bool:
    """Say whether anything carried on an item after a moment, but for a motion to reconsider."""
    for vote in meeting.votes:
        motion = motion_of(meeting, vote)
        if motion is None or motion.item != number or motion.motion_class == "reconsider":
            continue
        if vote.at > since and result_of(body, meeting, vote=vote) == "adopted":
            return True
    return False


def _chain(meeting: Meeting, motion: Motion) -> set[str]:
    """Return a motion and all those that it amends, directly or not."""
    by_id = {one.id: one for one in meeting.motions}
    found: set[str] = set()
    at: Motion | None = motion
    while at is not None and at.id not in found:
        found.add(at.id)
        at = by_id.get(at.amends) if at.amends is not None else None
    return found


def _is_small(body: Body, at: datetime) -> bool:
    """Say whether the body is so small that motions need no second."""
    rules = body.rules_on(at.date())
    return rules is not None and rules.seats <= _SMALL
