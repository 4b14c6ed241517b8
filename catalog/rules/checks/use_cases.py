"""Policy questions: whether what they need is known, and which can be answered on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.flow import FlowRequest
from catalog.records.snapshot import Snapshot
from catalog.records.vocabulary import UseCase
from catalog.rules.checks.inspection import Inspection
from catalog.rules.decide import permits

FILE = "definitions/use-cases.yaml"


def use_case_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield each need of a policy question that names no item of the catalog."""
    graph = inspection.table.graphs.on(inspection.day)
    for case in inspection.snapshot.use_cases.values():
        at = ("use_cases", case.id, "needs")
        if not case.needs:
            message = f"the question `{case.id}` needs nothing, so nothing says whether it can be answered"
            yield finding("use-case-without-needs", FILE, message=message, at=at)
        for item in case.needs:
            if inspection.table.lane(item) is None and item not in graph:
                message = f"`{case.id}` needs `{item}`, which is no source and no field of current lineage"
                yield finding("use-case-unknown-item", FILE, message=message, at=(*at, item))


def asked_for(case: UseCase, item: str, *, on: date, as_known: date) -> FlowRequest:
    """Return the flow that a policy question needs of one item."""
    return FlowRequest(
        item=item,
        sender=case.sender,
        recipient=case.recipient,
        purpose=case.purpose,
        zone=case.zone,
        form=case.form,
        on=on,
        as_known=as_known,
        min_cell=case.min_cell,
        irb=case.irb,
    )


def answerable(snapshot: Snapshot, case: UseCase, *, on: date, as_known: date) -> bool:
    """Say whether everything that a policy question needs may flow on the day."""
    return bool(case.needs) and all(
        permits(snapshot, asked_for(case, item, on=on, as_known=as_known)) for item in case.needs
    )
