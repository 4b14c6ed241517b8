"""Which proposals there are, until when the public may comment on each, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from catalog.errors import CatalogError
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import ProposalId
from catalog.records.meetings import Proposal
from catalog.records.snapshot import Snapshot
from catalog.rules.changes.grades import proposed_grade
from catalog.rules.meetings.comment_periods import CommentPeriod, comment_period
from catalog.rules.meetings.motions import adopts_text, motion_of
from catalog.services.consequences.weighing import body_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A proposal, its comment period as far as it is known, and the decisions taken on it, in order.

    ``advised`` are those of advisory bodies, which settle nothing. ``settled_by`` is the last decision that
    settled it: one that continues or amends it does not.
    """

    proposal: Proposal
    comment: CommentPeriod | None
    decided: tuple[DecisionRecord, ...]
    settled_by: DecisionRecord | None
    advised: tuple[DecisionRecord, ...]

    @property
    def is_open(self) -> bool:
        """Whether no decision has settled it."""
        return self.settled_by is None

    def document(self) -> dict[str, object]:
        """Return the proposal as a plain object."""
        one, comment = self.proposal, self.comment
        return {
            "id": one.id,
            "title": one.title,
            "change": one.change,
            "object": str(one.object),
            "digest": one.digest,
            "grade": one.grade,
            "body": one.body,
            "author": one.author,
            "proposed_on": None if one.proposed_on is None else one.proposed_on.isoformat(),
            "comment_through": None if comment is None else comment.through.isoformat(),
            "first_vote": None if comment is None else comment.first_vote.isoformat(),
            "decisions": [{"id": decision.id, "outcome": decision.outcome} for decision in self._all()],
            "open": self.is_open,
        }

    def _all(self) -> list[DecisionRecord]:
        return sorted((*self.decided, *self.advised), key=attrgetter("id"))


def listed(snapshot: Snapshot) -> tuple[Listed, ...]:
    """Return every proposal of the catalog, in the order of their ids."""
    decided: dict[str, list[DecisionRecord]] = {}
    for _, decision in sorted(snapshot.decisions.items()):
        if decision.proposal is not None:
            decided.setdefault(decision.proposal, []).append(decision)
    return tuple(
        _listed(snapshot, proposal, decisions=decided.get(id, []))
        for id, proposal in sorted(snapshot.proposals.items())
    )


def listed_one(snapshot: Snapshot, id: ProposalId) -> Listed | None:
    """Return one proposal, as the list has it."""
    proposal = snapshot.proposals.get(id)
    if proposal is None:
        return None
    decided = [one for _, one in sorted(snapshot.decisions.items()) if one.proposal == id]
    return _listed(snapshot, proposal, decisions=decided)


def _listed(snapshot: Snapshot, proposal: Proposal, *, decisions: Sequence[DecisionRecord]) -> Listed:
    bodies = snapshot.bodies
    advised = tuple(one for one in decisions if bodies[one.body].classification == "advisory")
    decided = tuple(one for one in decisions if one not in advised)
    return Listed(
        proposal=proposal,
        comment=_comment(snapshot, proposal),
        decided=decided,
        advised=advised,
        settled_by=_settled(snapshot, decided),
    )


def _settled(snapshot: Snapshot, decided: Sequence[DecisionRecord]) -> DecisionRecord | None:
    """Return the last decision that settles a proposal, if one does."""
    settling = [one for one in decided if one.outcome != "continued" and _is_on_the_whole(snapshot, one)]
    return max(settling, key=lambda one: (one.decided_on, one.id), default=None)


def _is_on_the_whole(snapshot: Snapshot, decision: DecisionRecord) -> bool:
    """Say whether a decision was taken on the proposal itself, and not on an amendment of it."""
    meeting = None if decision.meeting is None else snapshot.meetings.get(decision.meeting)
    vote = meeting and next((one for one in meeting.votes if one.id == decision.vote), None)
    motion = motion_of(meeting, vote) if meeting and vote else None
    return motion is None or adopts_text(motion)


def _comment(snapshot: Snapshot, proposal: Proposal) -> CommentPeriod | None:
    """Return a proposal's comment period; ``None`` where the day, the grade or the body is not known."""
    grade = proposal.grade or proposed_grade(snapshot, proposal)
    if proposal.proposed_on is None or grade is None:
        return None
    try:
        body = body_of(snapshot, proposal, proposal.object.kind, on=proposal.proposed_on)
    except CatalogError:
        return None
    return comment_period(body, grade, proposed_on=proposal.proposed_on)
