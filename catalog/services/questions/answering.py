"""Whether a policy question can be answered on a day, and what each thing that it needs still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from catalog.records.flow import FlowDecision, FlowRequest, Reason
from catalog.records.ids import Citation
from catalog.records.snapshot import Snapshot
from catalog.records.vocabulary import UseCase
from catalog.rules.adopted import last_adopted
from catalog.rules.checks.use_cases import asked_for
from catalog.rules.decide import decide
from catalog.rules.flows.items import Asked, ask, faults
from catalog.rules.flows.known import current
from catalog.rules.flows.lanes import Lane
from catalog.rules.flows.table import table_of
from catalog.rules.lineage.why import cited

CONSENTS: Final = ("board", "provider", "law")
"""The three consents, in the order in which they are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededSource:
    """One element that an answer is made from, and what it lacks: reasons, and consents not given."""

    source: str
    element: str
    title: str
    provider: str
    provider_name: str
    version: str | None
    permitted_by: tuple[Citation, ...]
    reasons: tuple[Reason, ...]
    lacks: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "source": self.source,
            "title": self.title,
            "version": self.version,
            "permitted_by": list(self.permitted_by),
            "lacks": list(self.lacks),
            "reasons": [
                {"code": one.code, "clause": one.clause, "detail": one.detail} for one in self.reasons
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One item that a question needs: the decision on its flow, and the elements it is made from.

    ``lacks`` are the consents that are not given. ``reasons`` speak of no element: an item that nobody
    knows, or a form that lineage does not attest.
    """

    item: str
    title: str
    decision: FlowDecision
    lacks: tuple[str, ...]
    sources: tuple[NeededSource, ...]
    reasons: tuple[Reason, ...]

    @property
    def derived(self) -> bool:
        """Whether the item is a field of a dataset, and not an element at its provider."""
        return ":" not in self.item

    def lacking(self) -> tuple[NeededSource, ...]:
        """Return the elements that lack something."""
        return tuple(one for one in self.sources if one.reasons)

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "item": self.item,
            "title": self.title,
            "lacks": list(self.lacks),
            "sources": [one.document() for one in self.sources],
            "decision": _without_catalog(self.decision),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """A policy question on a day: whether all that it needs may flow, and which consents are missing.

    ``clauses`` are those that its answer rests on.
    """

    case: UseCase
    on: date
    as_known: date
    needs: tuple[Need, ...]
    lacks: Mapping[str, tuple[str, ...]]
    clauses: tuple[Citation, ...]

    def spoken_of(self) -> tuple[Citation, ...]:
        """Return every clause that the answers name: those they rest on, and those that come nearest."""
        reasons = (reason for need in self.needs for reason in need.decision.verdict.reasons)
        return tuple(sorted({*self.clauses, *(one.clause for one in reasons if one.clause)}))

    @property
    def answerable(self) -> bool:
        """Whether it can be answered: something is needed, and all of it may flow."""
        return bool(self.needs) and all(need.decision.permitted for need in self.needs)

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        case = self.case
        return {
            "id": case.id,
            "title": case.title,
            "question": case.question,
            "citation": case.citation,
            "recipient": case.recipient,
            "purpose": case.purpose,
            "zone": case.zone,
            "form": case.form,
            "evidence": {
                key: value for key, value in (("min_cell", case.min_cell), ("irb", case.irb)) if value
            },
            "answerable": self.answerable,
            "lacks": {consent: list(items) for consent, items in self.lacks.items()},
            "needs": [need.document() for need in self.needs],
            "on": self.on.isoformat(),
            "as_known": self.as_known.isoformat(),
        }


def _without_catalog(decision: FlowDecision) -> dict[str, object]:
    """Return a decision without the catalog's digest: a file changes with what it says alone."""
    return {key: value for key, value in decision.document().items() if key != "catalog"}


def answer_all(snapshot: Snapshot, *, on: date, as_known: date) -> tuple[Answerable, ...]:
    """Return every policy question, in the order of the catalog."""
    return tuple(answer(snapshot, case, on=on, as_known=as_known) for case in snapshot.use_cases.values())


def answer(snapshot: Snapshot, case: UseCase, *, on: date, as_known: date) -> Answerable:
    """Decide the flow of each thing that a question needs."""
    needs = tuple(_need(snapshot, asked_for(case, item, on=on, as_known=as_known)) for item in case.needs)
    lacks = {consent: tuple(need.item for need in needs if consent in need.lacks) for consent in CONSENTS}
    clauses = {clause for need in needs for clause in cited(need.decision.verdict)}
    return Answerable(
        case=case, on=on, as_known=as_known, needs=needs, lacks=lacks, clauses=tuple(sorted(clauses))
    )


def _need(snapshot: Snapshot, request: FlowRequest) -> Need:
    decision = decide(snapshot, request)
    sources = tuple(_sources(snapshot, request, decision=decision))
    reasons = tuple(reason for reason in decision.verdict.reasons if reason.source is None)
    return Need(
        item=request.item,
        title=sources[0].title if ":" in request.item and sources else request.item,
        decision=decision,
        lacks=() if decision.permitted else withheld(decision),
        sources=sources,
        reasons=reasons,
    )


def withheld(decision: FlowDecision) -> tuple[str, ...]:
    """Return the consents that an answer shows as not given, in their order."""
    consents = decision.verdict.consents
    given = {"board": consents.board, "provider": consents.provider, "law": consents.law}
    return tuple(consent for consent in CONSENTS if not given[consent])


def _sources(snapshot: Snapshot, request: FlowRequest, *, decision: FlowDecision) -> Iterator[NeededSource]:
    table = table_of(snapshot, request.as_known)
    asked = None if faults(table, request) else ask(table, request)
    if not isinstance(asked, Asked):
        return
    permitted = dict(decision.verdict.permitted_by)
    for lane in asked.lanes:
        reasons = tuple(one for one in decision.verdict.reasons if one.source == lane.source)
        text = current(lane.segments, request.on)
        known = text or last_adopted(snapshot, "element", lane.element)
        yield NeededSource(
            source=lane.source,
            element=lane.element,
            title=lane.element if known is None else known.record.title,
            provider=lane.provider,
            provider_name=snapshot.partners[lane.provider].name,
            version=None if text is None else str(text.version),
            permitted_by=permitted.get(lane.source, ()),
            reasons=reasons,
            lacks=withheld(_alone(snapshot, request, lane=lane, asked=asked)) if reasons else (),
        )


def _alone(snapshot: Snapshot, request: FlowRequest, *, lane: Lane, asked: Asked) -> FlowDecision:
    """Decide the flow of one source of an item, in the form in which the item is judged."""
    sender = asked.sender or lane.provider
    return decide(snapshot, replace(request, item=lane.source, sender=sender, form=asked.form))
