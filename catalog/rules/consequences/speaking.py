"""Who speaks of what changes: clauses that list it, groups that hold it, definitions that point to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.records.agreement import Fields, Forbid, Permit
from catalog.records.ids import GroupId
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.flows.known import Known, Life, current
from catalog.rules.flows.table import FlowTable
from catalog.rules.flows.ways import cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """A clause that speaks of what changes. ``names`` are the elements and groups by which it does.

    No names: it speaks of every field. ``in_force`` says whether it permits or forbids on the day.
    """

    clause: str
    agreement: str
    effect: str
    names: tuple[str, ...]
    in_force: bool

    def document(self) -> dict[str, object]:
        """Return the clause as a plain object."""
        return {
            "clause": self.clause,
            "agreement": self.agreement,
            "effect": self.effect,
            "names": list(self.names),
            "in_force": self.in_force,
        }


def clauses_speaking(
    table: FlowTable,
    elements: Collection[str],
    *,
    groups: Collection[str],
    providers: Collection[str],
    day: date,
) -> tuple[Speaking, ...]:
    """Return the clauses that list one of the elements or groups, of versions that still bind or will.

    A forbid of any field counts where it is of one of the providers.
    """
    found = []
    for life in table.lives:
        if not binds_yet(life, day):
            continue
        record = life.text.record
        clauses: tuple[Permit | Forbid, ...] = (*record.permits, *record.forbids)
        for clause in clauses:
            names = _names(table.snapshot, clause, elements=elements, groups=groups, providers=providers)
            if names is not None:
                found.append(speaking(life, clause, names=names, day=day))
    return tuple(sorted(found, key=lambda one: one.clause))


def speaking(life: Life, clause: Permit | Forbid, *, names: tuple[str, ...], day: date) -> Speaking:
    """Return a clause of an agreement's version as one that speaks of what changes."""
    permits = isinstance(clause, Permit)
    days = life.permit_days
    if isinstance(clause, Forbid):
        days = life.surviving_days if clause.survives else life.forbid_days
    return Speaking(
        clause=cite(life.text.record, clause.id),
        agreement=f"{life.text.id}@{life.text.version}",
        effect="permit" if permits else "forbid",
        names=names,
        in_force=any(first <= day <= last for first, last in days),
    )


def binds_yet(life: Life, day: date) -> bool:
    """Say whether a version of an agreement permits or forbids anything on the day or after it."""
    days = (*life.permit_days, *life.forbid_days, *life.surviving_days)
    return any(last >= day for _, last in days)


def _names(
    snapshot: Snapshot,
    clause: Permit | Forbid,
    *,
    elements: Collection[str],
    groups: Collection[str],
    providers: Collection[str],
) -> tuple[str, ...] | None:
    """Return by which names a clause speaks of what changes; ``None`` where it does not."""
    fields = clause.fields
    if fields is None or not (fields.elements or fields.groups or fields.floating_groups):
        reaches = clause.origins is None or bool(set(clause.origins) & set(providers))
        exempt = fields is not None and {snapshot.element_id(name) for name in fields.exceptions} >= set(
            elements
        )
        return () if reaches and elements and not exempt and isinstance(clause, Forbid) else None
    names = tuple(sorted(set(_named(snapshot, fields, elements=elements, groups=groups))))
    return names or None


def _named(
    snapshot: Snapshot, fields: Fields, *, elements: Collection[str], groups: Collection[str]
) -> Iterator[str]:
    left = set(elements) - {str(snapshot.element_id(name)) for name in fields.exceptions}
    yield from (name for name in fields.elements if snapshot.element_id(name) in left)
    for pin in fields.groups:
        texts = [t for t in snapshot.groups.get(GroupId(pin.id), ()) if t.version == pin.version]
        if pin.id in groups or any(_holds(snapshot, text, left) for text in texts):
            yield str(pin)
    for group in fields.floating_groups:
        if group in groups or any(_holds(snapshot, text, left) for text in snapshot.groups.get(group, ())):
            yield group


def _holds(snapshot: Snapshot, group: Text[Any], elements: Collection[str]) -> bool:
    return any(snapshot.element_id(name) in elements for name in group.record.elements)


def groups_holding(known: Known, elements: Collection[str], *, day: date) -> tuple[str, ...]:
    """Return the groups that hold one of the elements: in the version of the day, else the newest."""
    return tuple(
        f"{text.id}@{text.version}"
        for text in _versions_of_the_day(known, "group", day=day)
        if _holds(known.snapshot, text, elements)
    )


def elements_with_values_of(known: Known, domain: str, *, day: date) -> tuple[Text[Any], ...]:
    """Return the elements whose values are those of a value domain, in whatever version of it."""
    return tuple(
        text
        for text in _versions_of_the_day(known, "element", day=day)
        if text.record.value_domain is not None and text.record.value_domain.id == domain
    )


def _versions_of_the_day(known: Known, kind: str, *, day: date) -> Iterator[Text[Any]]:
    family: Any = known.snapshot.groups if kind == "group" else known.snapshot.elements
    for _, texts in sorted(family.items()):
        yield current(known.segments(kind, texts), day) or texts[-1]
