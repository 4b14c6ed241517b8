"""What may stand on an agenda: proposals, their texts and their clerks, and items that come late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from catalog.records.ids import ProposalId
from catalog.records.meetings import AgendaItem, Body, Meeting, Proposal, Vote
from catalog.records.snapshot import Snapshot
from catalog.rules.changes.grades import proposed_grade
from catalog.rules.families import family_of
from catalog.rules.meetings.comment_periods import comment_period
from catalog.rules.meetings.hands import proposer_objections
from catalog.rules.meetings.motions import item_of, motion_of, result_of
from catalog.rules.meetings.objections import Objection, Place, object_to
from catalog.rules.meetings.on_the_floor import continuing_vote
from catalog.rules.meetings.open_meeting import INFORMATION, closed_objections, is_in_time
from catalog.rules.meetings.session import events_of
from catalog.rules.meetings.standing import base_is_stale
from catalog.rules.meetings.tally import tally

DECIDING: Final = frozenset({"action", "consent"})
"""Classes of items on which the body is expected to decide."""


def proposal_objections(
    snapshot: Snapshot, meeting: Meeting, *, item: AgendaItem, at: Place
) -> Iterator[Objection]:
    """Object to an item on a proposal that could not be decided as it stands."""
    if item.proposal is None:
        return
    proposal = snapshot.proposals[item.proposal]
    place: Place = (*at, "proposal")
    yield from closed_objections(item, at=place)
    yield from _clerk_objections(meeting, item, proposal=proposal, at=at)
    if sum(other.proposal == item.proposal for other in meeting.agenda) > 1:
        yield object_to("proposal-twice", place, message=f"{proposal.id} stands under two items")
    if not text_is_there(snapshot, proposal):
        yield object_to(
            "proposed-text-missing",
            place,
            message=f"{proposal.object} is not in the catalog with the digest that {proposal.id} proposes",
        )
    body = snapshot.bodies[meeting.body]
    if body.classification == "advisory" or item.item_class == INFORMATION:
        return
    if base_is_stale(snapshot, proposal, day=meeting.start.date()):
        yield object_to(
            "proposal-base-stale",
            place,
            message=f"{proposal.id} was made on a version that is no longer the one adopted last",
        )
    yield from _period_objections(snapshot, body, meeting, proposal=proposal, at=place)


def _clerk_objections(
    meeting: Meeting, item: AgendaItem, *, proposal: Proposal, at: Place
) -> Iterator[Objection]:
    clerk = item.clerk or meeting.clerk
    if clerk is None:
        yield object_to("clerk-missing", at, message=f"nobody is named as the clerk of item {item.number}")
    else:
        yield from proposer_objections(proposal, clerk=clerk, at=at)


def _period_objections(
    snapshot: Snapshot, body: Body, meeting: Meeting, *, proposal: Proposal, at: Place
) -> Iterator[Objection]:
    grade = proposed_grade(snapshot, proposal) or proposal.grade
    if proposal.proposed_on is None or grade is None:
        yield object_to(
            "comment-period-unknown",
            at,
            message=f"{proposal.id} does not say when it was proposed, so its comment period is not known",
        )
        return
    period = comment_period(body, grade, proposed_on=proposal.proposed_on)
    if meeting.start.date() < period.first_vote:
        yield object_to(
            "comment-period-open",
            at,
            message=f"{proposal.id} is {grade}, proposed on {proposal.proposed_on}: it is open for comment "
            f"for {period.days} days, and the meeting is on {meeting.start.date()}",
            hint=f"put it on for information, or on the agenda of a meeting from {period.first_vote}",
        )


def text_is_there(snapshot: Snapshot, proposal: Proposal) -> bool:
    """Say whether the catalog holds the proposed version with the proposed digest."""
    named = proposal.object
    return any(
        text.version == named.version and text.digest == proposal.digest
        for text in family_of(snapshot, named.kind, named.id)
    )


def continued_objections(snapshot: Snapshot, meeting: Meeting, *, item: AgendaItem) -> Iterator[Objection]:
    """Object to an item that is said to go on from a meeting that did not continue it."""
    if item.continued_from is None:
        return
    earlier = snapshot.meetings.get(item.continued_from)
    if earlier is None or earlier.body != meeting.body:
        yield object_to(
            "not-continued", (), message=f"{meeting.body} has no meeting `{item.continued_from}` on record"
        )
        return
    body = snapshot.bodies[earlier.body]
    continued = {event.item for event in events_of(earlier, "continued")} | {
        one.number for one in earlier.agenda if continuing_vote(body, earlier, one.number) is not None
    }
    went_on: set[ProposalId | None] = {one.proposal for one in earlier.agenda if one.number in continued}
    if item.proposal not in went_on:
        what = "no item" if item.proposal is None else f"no item on {item.proposal}"
        yield object_to("not-continued", (), message=f"{earlier.id} continued {what}")


def is_timely(snapshot: Snapshot, meeting: Meeting, *, at: datetime) -> bool:
    """Say whether an agenda that is posted at a moment is posted early enough for its meeting."""
    rules = snapshot.bodies[meeting.body].rules_on(meeting.start.date())
    return rules is not None and is_in_time(meeting, rules, posted_at=at)


def late_proposal_objections(number: str, proposal: str | None, *, at: Place) -> Iterator[Objection]:
    """Object to a late item on a proposal: no exception lets a text be adopted that had no notice."""
    if proposal is not None:
        yield object_to(
            "late-item-with-proposal",
            at,
            message=f"item {number} is on {proposal}, and comes after the time of notice has begun",
        )


def late_item_objections(body: Body, meeting: Meeting) -> Iterator[Objection]:
    """Object to items that came late, and to votes on them before the finding that lets the body act."""
    for position, item in enumerate(meeting.agenda):
        if item.added is not None:
            yield object_to(
                "late-item",
                ("agenda", position),
                message=f"item {item.number} added {item.added.at.isoformat()}: {item.added.exception}",
            )
            yield from late_proposal_objections(item.number, item.proposal, at=("agenda", position))
    for position, vote in enumerate(meeting.votes):
        motion = motion_of(meeting, vote)
        found = None if motion is None else item_of(meeting, motion.item)
        if motion is None or found is None or found.added is None or motion.motion_class == "finding":
            continue
        if not _found_before(body, meeting, item=found, vote=vote):
            yield object_to(
                "late-item-finding",
                ("votes", position),
                message=f"vote {vote.id} is on the late item {found.number}; no finding carried before it",
            )


def _found_before(body: Body, meeting: Meeting, *, item: AgendaItem, vote: Vote) -> bool:
    """Say whether a finding carried on the item before a vote, by the share that the exception asks for."""
    for earlier in meeting.votes:
        motion, rules = motion_of(meeting, earlier), body.rules_on(earlier.at.date())
        if motion is None or rules is None or motion.item != item.number or earlier.at >= vote.at:
            continue
        if motion.motion_class != "finding" or result_of(body, meeting, vote=earlier) != "adopted":
            continue
        total = tally(body, rules, motion=motion, roll=earlier.roll, day=earlier.at.date())
        if (
            item.added is None
            or item.added.exception == "emergency"
            or is_two_thirds(rules.seats, ayes=total.aye, counted=total.counted)
        ):
            return True
    return False


def is_two_thirds(seats: int, *, ayes: int, counted: int) -> bool:
    """Say whether two-thirds of the seats said aye, or all that were there where there were fewer."""
    two_thirds = -(-2 * seats // 3)
    return ayes >= two_thirds or (counted < two_thirds and ayes == counted)
