"""Motions and what became of them: amendments that carried, the text put to the vote, reconsideration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from catalog.records.decision_record import Arithmetic, VoteOutcome
from catalog.records.ids import Digest
from catalog.records.meetings import AgendaItem, Body, Meeting, Motion, Vote
from catalog.rules.meetings.objections import Objection, Place, object_to
from catalog.rules.meetings.tally import outcome_of, tally

_DECIDING: Final = frozenset({"adopt", "recommend", "minutes"})
NEVER: Final = datetime.max.replace(tzinfo=UTC)


def motion_of(meeting: Meeting, vote: Vote) -> Motion | None:
    """Return the motion a vote was on."""
    return next((motion for motion in meeting.motions if motion.id == vote.motion), None)


def item_of(meeting: Meeting, number: str | None) -> AgendaItem | None:
    """Return the item of the agenda with that number."""
    return next((item for item in meeting.agenda if item.number == number), None)


def adopts_text(motion: Motion) -> bool:
    """Say whether a motion would adopt a text by itself: it is of class ``adopt`` and amends nothing."""
    return motion.motion_class == "adopt" and motion.amends is None


def count_of(body: Body, meeting: Meeting, *, vote: Vote) -> Arithmetic | None:
    """Return the sum of a vote; ``None`` where the body has no rules that day, or there is no motion."""
    day = vote.at.date()
    rules, motion = body.rules_on(day), motion_of(meeting, vote)
    if rules is None or motion is None:
        return None
    return tally(body, rules, motion=motion, roll=vote.roll, day=day)


def result_of(body: Body, meeting: Meeting, *, vote: Vote) -> VoteOutcome | None:
    """Say what came of a vote; ``None`` where it cannot be judged."""
    total = count_of(body, meeting, vote=vote)
    return None if total is None else outcome_of(total)


def last_vote(meeting: Meeting, motion: Motion, *, before: datetime) -> Vote | None:
    """Return the last vote on a motion before a moment."""
    votes = [vote for vote in meeting.votes if vote.motion == motion.id and vote.at < before]
    return max(votes, key=lambda vote: vote.at, default=None)


def text_voted_on(
    body: Body, meeting: Meeting, *, motion: Motion, before: datetime, posted: Digest | None
) -> Digest | None:
    """Return the digest a motion adopts when it carries: invariant I2.

    It is the text of the last amendment that carried before the vote, else the text as posted. A
    new motion that names the text of an amendment carried on its item adopts that one.
    """
    own = _carried_texts(body, meeting, amends=motion.id, item=motion.item, before=before)
    if own:
        return own[-1]
    on_item = _carried_texts(body, meeting, amends=None, item=motion.item, before=before)
    return motion.adopts if motion.adopts in on_item else posted


def carried_texts(body: Body, meeting: Meeting, *, item: str) -> frozenset[Digest]:
    """Return the texts of the amendments that carried on an item, whenever they did."""
    return frozenset(_carried_texts(body, meeting, amends=None, item=item, before=NEVER))


def _carried_texts(
    body: Body, meeting: Meeting, *, amends: str | None, item: str, before: datetime
) -> list[Digest]:
    """Return the texts of amendments that carried, in the order of their votes."""
    found: list[tuple[datetime, Digest]] = []
    for motion in meeting.motions:
        if motion.amends is None or motion.item != item or amends not in {None, motion.amends}:
            continue
        vote = last_vote(meeting, motion, before=before)
        if vote is None or result_of(body, meeting, vote=vote) != "adopted":
            continue
        amended = _carried_texts(body, meeting, amends=motion.id, item=item, before=vote.at)
        text = amended[-1] if amended else motion.adopts
        if text is not None:
            found.append((vote.at, text))
    return [text for _, text in sorted(found, key=lambda pair: pair[0])]


def reconsidered_after(body: Body, meeting: Meeting, *, vote: Vote) -> bool:
    """Say whether a motion to reconsider this vote carried after it: then a later one governs."""
    reconsidering = {one.id: one for one in meeting.motions if one.motion_class == "reconsider"}
    return any(
        again.at > vote.at
        and again.motion in reconsidering
        and result_of(body, meeting, vote=again) == "adopted"
        and reconsidered_vote(meeting, reconsidering[again.motion], before=again.at) is vote
        for again in meeting.votes
    )


def reconsidered_vote(meeting: Meeting, motion: Motion, *, before: datetime) -> Vote | None:
    """Return the vote that a motion to reconsider is about: the one it names, taken before that moment.

    One that names none is about the last vote on its item before that moment. Amendments stay as they
    were decided; so does what was decided on an earlier motion to reconsider.
    """
    votes = [vote for vote, _ in _reconsiderable(meeting, item=motion.item) if vote.at < before]
    if motion.reconsiders is not None:
        votes = [vote for vote in votes if vote.id == motion.reconsiders]
    return max(votes, key=lambda vote: vote.at, default=None)


def vote_to_reconsider(meeting: Meeting, *, item: str) -> Vote | None:
    """Return the vote that a motion to reconsider an item is made on, where it names none.

    It is the last one that decided on the item, else the last one on it.
    """
    votes = _reconsiderable(meeting, item=item)
    deciding = [vote for vote, motion in votes if motion.motion_class in _DECIDING]
    return max(deciding or [vote for vote, _ in votes], key=lambda vote: vote.at, default=None)


def _reconsiderable(meeting: Meeting, *, item: str) -> list[tuple[Vote, Motion]]:
    return [
        (vote, motion)
        for vote in meeting.votes
        for motion in (motion_of(meeting, vote),)
        if motion is not None and motion.item == item
        if motion.motion_class != "reconsider" and motion.amends is None
    ]


def _carried_between(
    body: Body, meeting: Meeting, *, motion: Motion, after: datetime, before: datetime | None
) -> bool:
    return any(
        vote.motion == motion.id
        and vote.at > after
        and (before is None or vote.at < before)
        and result_of(body, meeting, vote=vote) == "adopted"
        for vote in meeting.votes
    )


def motion_objections(body: Body, meeting: Meeting) -> Iterator[Objection]:
    """Object to motions that are no motion of this meeting's, or that this mover may not make."""
    named = {motion.id for motion in meeting.motions}
    for position, motion in enumerate(meeting.motions):
        at: Place = ("motions", position)
        if motion.amends is not None and motion.amends not in named:
            yield object_to(
                "unknown-motion",
                (*at, "amends"),
                message=f"motion {motion.id} amends `{motion.amends}`, which is no motion of this meeting",
            )
        if motion.adopts is not None and motion.amends is None and motion.motion_class != "adopt":
            yield object_to(
                "motion-class",
                (*at, "class"),
                message=f"motion {motion.id} adopts a text, but is of class `{motion.motion_class}`",
            )
        if motion.motion_class == "reconsider":
            yield from _reconsider_objections(body, meeting, motion=motion, at=at)
    yield from _second_vote_objections(body, meeting)


def _reconsider_objections(body: Body, meeting: Meeting, *, motion: Motion, at: Place) -> Iterator[Objection]:
    own = [vote.at for vote in meeting.votes if vote.motion == motion.id]
    vote = reconsidered_vote(meeting, motion, before=min(own, default=NEVER))
    if vote is None:
        what = "no vote" if motion.reconsiders is None else f"no vote `{motion.reconsiders}`"
        yield object_to(
            "nothing-to-reconsider",
            (*at, "class" if motion.reconsiders is None else "reconsiders"),
            message=f"motion {motion.id} reconsiders item {motion.item}, on which {what} was taken before",
        )
        return
    prevailing = "aye" if result_of(body, meeting, vote=vote) == "adopted" else "no"
    ballot = vote.roll.get(motion.mover)
    if ballot is None or ballot.vote != prevailing:
        yield object_to(
            "reconsider-not-prevailing",
            (*at, "mover"),
            message=f"{motion.mover} was not on the side that prevailed in {vote.id}",
            hint=f"a member who voted {prevailing} may move it",
        )


def _second_vote_objections(body: Body, meeting: Meeting) -> Iterator[Objection]:
    for position, vote in enumerate(meeting.votes):
        motion = motion_of(meeting, vote)
        if motion is None:
            continue
        first = last_vote(meeting, motion, before=vote.at)
        twin = any(o.motion == vote.motion and o.at == vote.at for o in meeting.votes[:position])
        again = first is not None and not any(
            other.motion_class == "reconsider"
            and other.item == motion.item
            and other.reconsiders in {None, first.id}
            and _carried_between(body, meeting, motion=other, after=first.at, before=vote.at)
            for other in meeting.motions
        )
        if twin or again:
            yield object_to(
                "voted-twice",
                ("votes", position, "motion"),
                message=f"motion {motion.id} is voted on again, and no motion to reconsider carried between",
            )
