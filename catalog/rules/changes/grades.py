"""The grade of a proposed change: how much it changes, and so how long the public may comment on it."""

from __future__ import annotations

from catalog.records.difference import GRADES, Grade
from catalog.records.meetings import Proposal
from catalog.records.snapshot import Snapshot
from catalog.rules.changes.differences import Versioned, differences
from catalog.rules.families import family_of


def grade_of(change: str, *, base: Versioned | None, proposed: Versioned | None) -> Grade:
    """Return the grade of a change: the worst of its differences.

    What is new adds, so it is compatible; what is retired is gone, so it breaks. An amendment in which
    nothing differs changes wording at most.
    """
    if change == "retire":
        return "breaking"
    if change == "new" or base is None or proposed is None:
        return "compatible"
    grades = {one.grade for one in differences(base, proposed)}
    return max(grades, key=GRADES.index, default="wording")


def proposed_grade(snapshot: Snapshot, proposal: Proposal) -> Grade | None:
    """Return the grade that a proposal's texts give; ``None`` where the catalog does not hold them."""
    if proposal.change == "retire":
        return "breaking"
    by_digest = {text.digest: text for text in family_of(snapshot, proposal.object.kind, proposal.object.id)}
    text = by_digest.get(proposal.digest)
    if text is None or (proposal.base is not None and proposal.base not in by_digest):
        return None
    base = None if proposal.base is None else by_digest[proposal.base].record
    return grade_of(proposal.change, base=base, proposed=text.record)
