"""The steps of a map as rows of a table, and in words what is asked where a step is permitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from catalog.interchange.pages import Link
from catalog.phrases import Phrase, phrase
from catalog.records.agreement import Conditions
from catalog.records.flow import Outcome, Reason
from catalog.records.ids import Citation
from catalog.records.lineage import Input
from catalog.rules.lineage.steps import Standing, Step
from catalog.services.lineage_map.asking import Asked
from catalog.services.lineage_map.items import address_of
from catalog.services.lineage_map.mapping import FlowRow, LineageMap
from catalog.services.lineage_map.sketching import FORMS

MOST_REASONS: Final = 3
MOST_CLAUSES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """Who attests that an input comes out in a lower form, since when, how, and of how many at least."""

    by: str
    on: date
    method: str
    min_cell: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A step as the table shows it. ``address`` leads to the chain behind its answer."""

    number: int
    tail: Link
    head: Link
    job: str | None
    kind: str | None
    masking: bool
    attested: Attested | None
    form: Phrase | None
    standing: Standing
    outcome: Outcome | None
    asked: tuple[Phrase, ...]
    clauses: tuple[Link, ...]
    more_clauses: int
    reasons: tuple[Reason, ...]
    more_reasons: int
    address: str | None


def row_view(found: LineageMap, row: FlowRow) -> RowView:
    """Return one row of the table."""
    step = row.step
    made = None if step.edge.made is None else step.edge.made.input
    clauses = step.found.forbidden_by or step.found.clauses
    reasons = told_once(step.found.reasons)
    form = found.spots[row.head].form
    return RowView(
        number=row.number,
        tail=_link(found, row.tail),
        head=_link(found, row.head),
        job=step.edge.job,
        kind=None if made is None else f"{made.type} {made.subtype}",
        masking=made is not None and made.masking,
        attested=None if made is None else _attested(made),
        form=FORMS[form] if form else None,
        standing=row.standing,
        outcome=step.found.outcome,
        asked=tuple(asked_in_words(step.found.asked)),
        clauses=tuple(clause_link(one) for one in clauses[:MOST_CLAUSES]),
        more_clauses=max(0, len(clauses) - MOST_CLAUSES),
        reasons=tuple(reasons[:MOST_REASONS]),
        more_reasons=max(0, len(reasons) - MOST_REASONS),
        address=step_address(step, found.asked) if row.standing != "stays" else None,
    )


def _link(found: LineageMap, id: str) -> Link:
    kept = [(name, value) for name, value in found.asked.query() if name in {"on", "steps", "direction"}]
    return Link(words=id, address=address_of(id, kept))


def clause_link(clause: Citation) -> Link:
    """Return a link to the agreement of a clause."""
    return Link(words=clause, address=f"agreements/{clause.partition('@')[0]}.html")


def step_address(step: Step, asked: Asked) -> str:
    """Return the address of the page that says why a step is decided as it is."""
    named = {"from": step.edge.input, "to": step.edge.output, "job": step.edge.job or ""}
    named["on"] = "" if asked.on == asked.as_known else asked.on.isoformat()
    return f"lineage-step.html?{urlencode({name: value for name, value in named.items() if value})}"


def told_once(reasons: Iterable[Reason]) -> list[Reason]:
    """Return reasons, each once however many sources it is given for, what is forbidden first."""
    once = {(reason.code, reason.clause, reason.detail): reason for reason in reasons}
    return sorted(once.values(), key=lambda reason: reason.code != "forbidden")


def _attested(made: Input) -> Attested | None:
    if made.attested_by is None or made.attested_on is None or made.method is None:
        return None
    return Attested(by=made.attested_by, on=made.attested_on, method=made.method, min_cell=made.min_cell)


def asked_in_words(asked: Conditions) -> Iterator[Phrase]:
    """Yield in words what permits ask for: evidence first, then duties."""
    if asked.min_cell is not None:
        yield phrase("groups of at least {cell}", cell=asked.min_cell)
    if asked.irb is not None:
        yield phrase("approval of a review board")
    if asked.retain_through is not None:
        yield phrase("kept no longer than {day}", day=asked.retain_through.isoformat())
    if asked.destroy_within_days is not None:
        yield phrase("destroyed within {days} days of use", days=asked.destroy_within_days)
    if asked.no_reidentification:
        yield phrase("no re-identification")
    if asked.publish_notice:
        yield phrase("a published notice")
    if asked.rows:
        elements = ", ".join(sorted({row.element for row in asked.rows}))
        yield phrase("certain rows alone, by {elements}", elements=elements)
