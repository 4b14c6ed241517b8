"""Every check, in one list: what ``p20w check`` finds in a catalog that can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from catalog.records.finding import Finding
from catalog.records.snapshot import Snapshot
from catalog.rules.checks.agreements import agreement_findings
from catalog.rules.checks.bodies import body_findings
from catalog.rules.checks.decisions import decision_findings
from catalog.rules.checks.errata import erratum_findings
from catalog.rules.checks.flows import flow_findings, flow_findings_of_both
from catalog.rules.checks.inspection import Inspection
from catalog.rules.checks.lineage import lineage_findings
from catalog.rules.checks.meetings import findings as meeting_findings
from catalog.rules.checks.proposals import proposal_findings
from catalog.rules.checks.use_cases import use_case_findings
from catalog.rules.checks.versions import version_findings
from catalog.rules.flows.days import LAST
from catalog.rules.flows.table import table_of

CHECKS: Final[tuple[Callable[[Inspection], Iterable[Finding]], ...]] = (
    decision_findings,
    erratum_findings,
    lambda inspection: body_findings(inspection.snapshot, inspection.day),
    lambda inspection: meeting_findings(inspection.snapshot, inspection.day),
    proposal_findings,
    version_findings,
    agreement_findings,
    lineage_findings,
    flow_findings,
    use_case_findings,
)


_OF_A_CHANGE: Final[tuple[Callable[[Inspection], Iterable[Finding]], ...]] = (
    decision_findings,
    version_findings,
    agreement_findings,
    lineage_findings,
    use_case_findings,
)
"""What a change that is only supposed may bear on, besides flows: no meeting, body or erratum."""


def check(snapshot: Snapshot, day: date, *, as_known: date = LAST) -> list[Finding]:
    """Return everything that is wrong with a catalog on a day, sorted by file and place.

    Counted is what was recorded by ``as_known``; where it is not given, everything the catalog holds.
    """
    inspection = Inspection(snapshot=snapshot, day=day, table=table_of(snapshot, as_known))
    return sorted((found for one in CHECKS for found in one(inspection)), key=_place)


def check_both(before: Inspection, after: Inspection) -> tuple[list[Finding], list[Finding]]:
    """Return what a change makes go away, and what it makes appear, each sorted by file and place.

    Both are looked at within the change's scope; whatever is found outside it is found in both.
    """
    old, new = (
        Counter(found for one in _OF_A_CHANGE for found in one(inspection)) for inspection in (before, after)
    )
    flows = flow_findings_of_both(before, after)
    old.update(flows[0])
    new.update(flows[1])
    gone, come = (sorted(left.elements(), key=_place) for left in (old - new, new - old))
    return gone, come


def _place(found: Finding) -> tuple[object, ...]:
    return (found.file, [str(step) for step in found.at], found.code, found.message)
