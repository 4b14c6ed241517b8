"""Clauses made ready for deciding: what a permit contains and what a forbid overlaps.

A *way* is one clause, or one onward row of it, with purposes and forms closed: it holds for every
source that the clause lists. A *ban* is a forbidding clause in the same manner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from catalog.records.agreement import Agreement, Conditions, Fields, Forbid, Onward, Permit
from catalog.records.ids import (
    FORMS,
    RANK,
    Citation,
    ElementId,
    Form,
    GroupId,
    PartnerId,
    PurposeId,
    ZoneId,
)
from catalog.rules.flows.conditions import duties_of, join
from catalog.rules.flows.days import ALWAYS, Days, union
from catalog.rules.flows.known import Adoption, Known, Life
from catalog.rules.flows.purposes import PurposeTree


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """One way in which a clause lets its sources flow. ``senders`` of ``None`` is the provider itself.

    ``listed`` says for each element on which days the clause lists it; ``names`` are the words by
    which a request may rely on it.
    """

    citation: Citation
    names: frozenset[str]
    life: Life
    origins: frozenset[PartnerId]
    senders: frozenset[PartnerId] | None
    recipients: frozenset[PartnerId]
    purposes: frozenset[PurposeId]
    zones: frozenset[ZoneId]
    forms: frozenset[Form]
    conditions: Conditions
    duties: frozenset[str]
    listed: Mapping[ElementId, Days]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ban:
    """A forbidding clause with its days. ``None`` in a dimension overlaps everything in it."""

    citation: Citation
    adoption: Adoption | None
    days: Days
    origins: frozenset[PartnerId] | None
    recipients: frozenset[PartnerId] | None
    purposes: frozenset[PurposeId] | None
    zones: frozenset[ZoneId] | None
    forms: frozenset[Form] | None
    listed: Mapping[ElementId, Days] | None


def less_identifiable(named: Iterable[Form]) -> frozenset[Form]:
    """Return the forms a permit for these covers: they and the less identifiable ones."""
    ranks = [RANK[form] for form in named]
    return frozenset(FORMS[min(ranks) :]) if ranks else frozenset()


def more_identifiable(named: Iterable[Form]) -> frozenset[Form]:
    """Return the forms a forbid of these bites: they and the more identifiable ones."""
    ranks = [RANK[form] for form in named]
    return frozenset(FORMS[: max(ranks) + 1]) if ranks else frozenset()


def ways_of(known: Known, tree: PurposeTree, life: Life) -> list[Way]:
    """Return every way of one version of an agreement, direct and onward."""
    agreement = life.text.record
    return [
        way
        for clause in agreement.permits
        for way in _ways_of_clause(
            clause, life=life, tree=tree, listed=_listed_in_permit(known, clause.fields)
        )
    ]


def _ways_of_clause(
    clause: Permit, *, life: Life, tree: PurposeTree, listed: Mapping[ElementId, Days]
) -> Iterable[Way]:
    agreement = life.text.record
    purposes = tree.contained(clause.purposes)
    forms = less_identifiable(clause.forms)

    def way(row: Permit | Onward, **differing: object) -> Way:
        conditions = join([clause.conditions, row.conditions])
        return Way(
            citation=cite(agreement, clause.id),
            names=frozenset(
                {agreement.id, f"{agreement.id}@{agreement.version}", cite(agreement, clause.id)}
            ),
            life=life,
            origins=frozenset(clause.origins) & agreement.provider_parties(),
            recipients=row.to,
            zones=row.zones,
            conditions=conditions,
            duties=duties_of(conditions),
            listed=listed,
            **differing,  # type: ignore[arg-type]  # the three that differ, just below
        )

    yield way(clause, senders=None, purposes=purposes, forms=forms)
    for row in clause.onward:
        named = clause.purposes if row.purposes is None else row.purposes
        yield way(
            row,
            senders=clause.to,
            purposes=tree.contained(named) & purposes,
            forms=less_identifiable(row.forms) & forms,
        )


def bans_of(known: Known, tree: PurposeTree, life: Life) -> list[Ban]:
    """Return every forbid of one version of an agreement that ever bites."""
    bans = []
    for clause in life.text.record.forbids:
        days = life.surviving_days if clause.survives else life.forbid_days
        if days:
            bans.append(_ban(known, tree, life, clause=clause, days=days))
    return bans


def _ban(known: Known, tree: PurposeTree, life: Life, *, clause: Forbid, days: Days) -> Ban:
    return Ban(
        citation=cite(life.text.record, clause.id),
        adoption=life.adoption,
        days=days,
        origins=clause.origins,
        recipients=clause.to,
        purposes=None if clause.purposes is None else tree.overlapping(clause.purposes),
        zones=clause.zones,
        forms=None if clause.forms is None else more_identifiable(clause.forms),
        listed=None if clause.fields is None else _listed_in_forbid(known, clause.fields),
    )


def cite(agreement: Agreement, clause: str) -> Citation:
    """Return how a clause is cited: ``cde-participation@1.1.0#load``."""
    return Citation(f"{agreement.id}@{agreement.version}#{clause}")


def _listed_in_permit(known: Known, fields: Fields) -> Mapping[ElementId, Days]:
    """Groups count at the pinned version, on the days on which that is adopted."""

    def pinned() -> Iterable[tuple[ElementId, Days]]:
        for pin in fields.groups:
            text = known.group_text(GroupId(pin.id), pin.version)
            days = known.adopted_days(text)
            for element in text.record.elements:
                yield element, days

    return _listed(fields, pinned(), resolve=known.snapshot.element_id)


def _listed_in_forbid(known: Known, fields: Fields) -> Mapping[ElementId, Days]:
    """Groups float over all adopted versions, and a version that is named counts in any case.

    Fields that name neither elements nor groups are all fields but the exceptions.
    """

    def floating() -> Iterable[tuple[ElementId, Days]]:
        for group in (*fields.floating_groups, *(GroupId(pin.id) for pin in fields.groups)):
            for text in known.snapshot.groups[group]:
                adoption = known.adoption(text)
                if adoption is not None:
                    for element in text.record.elements:
                        yield element, ((adoption.effective, ALWAYS[0][1]),)
        for pin in fields.groups:
            for element in known.group_text(GroupId(pin.id), pin.version).record.elements:
                yield element, ALWAYS

    if not (fields.elements or fields.groups or fields.floating_groups):
        everything = ((element, ALWAYS) for element in known.snapshot.elements)
        return _listed(fields, everything, resolve=known.snapshot.element_id)
    return _listed(fields, floating(), resolve=known.snapshot.element_id)


def _listed(
    fields: Fields,
    grouped: Iterable[tuple[ElementId, Days]],
    *,
    resolve: Callable[[str], ElementId | None],
) -> Mapping[ElementId, Days]:
    listed: dict[ElementId, Days] = {}
    for name, days in (*((element, ALWAYS) for element in fields.elements), *grouped):
        element = resolve(name)
        if element is not None:
            held = listed.get(element, days)
            listed[element] = days if held == days else union((*held, *days))
    for name in fields.exceptions:
        element = resolve(name)
        if element is not None:
            listed.pop(element, None)
    return listed
