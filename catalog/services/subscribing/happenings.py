"""What happened in a catalog, each thing once and under a name that it keeps: the news of subscribers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import Object, ProposalId
from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Topic, TopicKind
from catalog.services.proposals import Listed, listed

_BECAME: Final = {
    "adopted": phrase("adopted"),
    "failed": phrase("failed"),
    "tied": phrase("tied"),
    "withdrawn": phrase("withdrawn"),
    "continued": phrase("continued"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A thing that happened: for which topics it is news, what is said of it, and the path of its page."""

    key: str
    topics: frozenset[Topic]
    day: date
    says: Phrase
    page: str


def happenings(snapshot: Snapshot) -> tuple[Happening, ...]:
    """Return what happened, in the order of its days."""
    found = [*_decided(snapshot), *_met(snapshot), *_opened(snapshot)]
    return tuple(sorted(found, key=lambda one: (one.day, one.key)))


def _decided(snapshot: Snapshot) -> Iterator[Happening]:
    for decision in snapshot.decisions.values():
        if decision.legacy is None:
            yield Happening(
                key=f"decision:{decision.id}",
                topics=_of_decision(snapshot, decision),
                day=decision.recorded_on,
                says=phrase(
                    "Decided ({outcome}): {title}", outcome=_BECAME[decision.outcome], title=decision.title
                ),
                page=f"decisions/{decision.id}",
            )


def _met(snapshot: Snapshot) -> Iterator[Happening]:
    for meeting in snapshot.meetings.values():
        told = {"title": snapshot.bodies[meeting.body].title, "day": meeting.start.date()}
        if meeting.notice is not None:
            yield Happening(
                key=f"meeting:{meeting.id}:noticed",
                topics=_of_meeting(snapshot, meeting),
                day=meeting.notice.posted_at.date(),
                says=phrase("Meeting announced: {title}, {day}", **told),
                page=f"meetings/{meeting.id}",
            )
        if meeting.status == "cancelled":
            yield Happening(
                key=f"meeting:{meeting.id}:cancelled",
                topics=_of_meeting(snapshot, meeting),
                day=max((event.at.date() for event in meeting.events), default=meeting.start.date()),
                says=phrase("Meeting cancelled: {title}, {day}", **told),
                page=f"meetings/{meeting.id}",
            )


def _opened(snapshot: Snapshot) -> Iterator[Happening]:
    for one in listed(snapshot):
        if one.comment is not None and one.comment.days:
            yield Happening(
                key=f"proposal:{one.proposal.id}:open",
                topics=_of_proposal(snapshot, one.proposal.id),
                day=one.comment.opened,
                says=_says_open(one, through=one.comment.through),
                page=f"proposals/{one.proposal.id}",
            )


def _says_open(one: Listed, *, through: date) -> Phrase:
    title = one.proposal.title or f"{one.proposal.change} {one.proposal.object}"
    return phrase("Open for comment through {day}: {title}", day=through, title=title)


def _of_decision(snapshot: Snapshot, decision: DecisionRecord) -> frozenset[Topic]:
    found = {Topic(kind=TopicKind.BODY, id=decision.body)}
    if decision.proposal is not None:
        found |= _of_proposal(snapshot, decision.proposal)
    return frozenset(found | {topic for effect in decision.effects for topic in _of_object(effect.object)})


def _of_meeting(snapshot: Snapshot, meeting: Meeting) -> frozenset[Topic]:
    found = {Topic(kind=TopicKind.BODY, id=meeting.body)}
    for item in meeting.agenda:
        if item.proposal is not None:
            found |= _of_proposal(snapshot, item.proposal)
    return frozenset(found)


def _of_proposal(snapshot: Snapshot, id: ProposalId) -> frozenset[Topic]:
    found = {Topic(kind=TopicKind.PROPOSAL, id=id)}
    proposal = snapshot.proposals.get(id)
    if proposal is not None:
        found.update(_of_object(proposal.object))
        if proposal.body is not None:
            found.add(Topic(kind=TopicKind.BODY, id=proposal.body))
    return frozenset(found)


def _of_object(object_: Object) -> Iterator[Topic]:
    if object_.kind == "element":
        yield Topic(kind=TopicKind.DEFINITION, id=object_.id)
    if object_.kind == "agreement":
        yield Topic(kind=TopicKind.AGREEMENT, id=object_.id)
