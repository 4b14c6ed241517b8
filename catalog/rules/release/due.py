"""By which day a recipient must have done away with what a release gave it."""

from __future__ import annotations

from datetime import date, timedelta

from catalog.records.ids import Citation
from catalog.records.release import ReleasePlan
from catalog.records.snapshot import Snapshot
from catalog.rules.flows.days import LAST
from catalog.rules.flows.table import table_of
from catalog.rules.flows.ways import cite


def destroy_by(snapshot: Snapshot, plan: ReleasePlan) -> date | None:
    """Return the latest day on which the recipient may still hold the data; ``None`` where no clause says.

    It is the earliest of the last day of keeping and, where data must be destroyed within days of the end of
    their use, those days after the last one on which every permitting clause permits use: the recipient's
    own use may end sooner.
    """
    asked = plan.conditions
    days = [] if asked.retain_through is None else [asked.retain_through]
    if asked.destroy_within_days is not None:
        last = min((_last_use(snapshot, plan, clause) for clause in clauses_of(plan)), default=plan.use.on)
        last = min([last, *days])
        days.append(last + timedelta(days=min(asked.destroy_within_days, (LAST - last).days)))
    return min(days, default=None)


def clauses_of(plan: ReleasePlan) -> tuple[Citation, ...]:
    """Return the clauses that permit the columns carried, each once, in the order of their names."""
    cited = {
        clause for one in plan.carried for _, found in one.decision.verdict.permitted_by for clause in found
    }
    return tuple(sorted(cited))


def _last_use(snapshot: Snapshot, plan: ReleasePlan, clause: Citation) -> date:
    """Return the last day of the span in which the clause permits and in which the release lies."""
    known = table_of(snapshot, plan.use.as_known).known
    for agreement in snapshot.agreements:
        for life in known.lives(agreement):
            record = life.text.record
            if any(cite(record, permit.id) == clause for permit in record.permits):
                spans = [last for first, last in life.permit_days if first <= plan.use.on <= last]
                return spans[0] if spans else plan.use.on
    return plan.use.on
