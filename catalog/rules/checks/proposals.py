"""Proposals: whether the grade that a proposal has is the one that its texts give."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.rules.changes.grades import proposed_grade
from catalog.rules.checks.inspection import Inspection


def proposal_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield each proposal whose grade is not the one that its texts give: the comment period hangs on it.

    Nothing can be said of a proposal whose texts the catalog does not hold.
    """
    snapshot = inspection.snapshot
    for id, proposal in sorted(snapshot.proposals.items()):
        if proposal.grade is None:
            continue
        found = proposed_grade(snapshot, proposal)
        if found is not None and found != proposal.grade:
            file = snapshot.paths[f"proposal:{id}"]
            message = f"`{id}` says that its change is {proposal.grade}, and its texts say {found}"
            yield finding("grade-differs", file, message=message, at=("grade",))
