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
from catalog.services.consequences.weighing import body_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A proposal, its comment period as far as it is known, and the decisions taken on it, in order.

    ``advised`` are those of advisory bodies, which settle nothing.
    """

    proposal: Proposal
    comment: CommentPeriod | None
    decided: tuple[DecisionRecord, ...]
    advised: tuple[DecisionRecord, ...]

    @property
    def is_open(self) -> bool:
        """Whether no decision has settled it: one that continues it does not."""
        return all(decision.outcome == "continued" for decision in self.decided)

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
    return Listed(
        proposal=proposal,
        comment=_comment(snapshot, proposal),
        decided=tuple(one for one in decisions if one not in advised),
        advised=advised,
    )


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
