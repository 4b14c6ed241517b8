"""Ids with the words that a record has for them, and what a clause says, named in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.records.agreement import Agreement, Conditions, Fields, Forbid, Permit
from catalog.records.ids import FORMS, Citation, ElementId, Form, GroupId
from catalog.records.snapshot import Snapshot
from catalog.rules.adopted import last_adopted
from catalog.rules.flows.ways import cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An id, and the words a reader knows it by."""

    id: str
    words: str

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {"id": self.id, "words": self.words}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGroup:
    """A group of elements as a clause names it. Without a version it floats over all adopted ones."""

    id: str
    version: str | None
    words: str
    elements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFields:
    """The fields a clause speaks of; ``everything`` is everything but the exceptions."""

    everything: bool
    elements: tuple[Named, ...]
    groups: tuple[NamedGroup, ...]
    exceptions: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """Who may get the data next, under which terms. ``purposes`` of ``None`` are the clause's own."""

    to: tuple[Named, ...]
    purposes: tuple[Named, ...] | None
    zones: tuple[Named, ...]
    forms: tuple[Form, ...]
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedClause:
    """A clause with every id named. ``None`` in a dimension of a forbid means everything in it."""

    id: str
    citation: Citation
    effect: str
    text: str | None
    origins: tuple[Named, ...] | None
    to: tuple[Named, ...] | None
    fields: NamedFields
    purposes: tuple[Named, ...] | None
    zones: tuple[Named, ...] | None
    forms: tuple[Form, ...] | None
    conditions: Conditions
    onward: tuple[NamedRow, ...]
    survives: bool


def partner_named(snapshot: Snapshot, id: str) -> Named:
    """Return a partner with its name; one that the catalog does not know keeps its id."""
    return _named(snapshot.partners, id, "name")


def purpose_named(snapshot: Snapshot, id: str) -> Named:
    """Return a purpose with its title."""
    return _named(snapshot.purposes, id, "title")


def zone_named(snapshot: Snapshot, id: str) -> Named:
    """Return a zone with its title."""
    return _named(snapshot.zones, id, "title")


def basis_named(snapshot: Snapshot, id: str) -> Named:
    """Return a legal basis with its title."""
    return _named(snapshot.bases, id, "title")


def element_named(snapshot: Snapshot, name: str) -> Named:
    """Return an element by the id it has now, with the title of the version adopted last."""
    id = snapshot.element_id(name)
    text = None if id is None else last_adopted(snapshot, "element", id)
    return Named(id=id or name, words=name if text is None else text.record.title)


def choices(snapshot: Snapshot) -> dict[str, tuple[Named, ...]]:
    """Return what may be chosen in each field of a form, in the order of the catalog."""
    return {
        "partner": _each(snapshot, snapshot.partners, "partner"),
        "purpose": _each(snapshot, snapshot.purposes, "purpose"),
        "zone": _each(snapshot, snapshot.zones, "zone"),
    }


def clauses_named(snapshot: Snapshot, agreement: Agreement) -> tuple[NamedClause, ...]:
    """Return every clause of a version, the permits before the forbids."""
    permits = (_permit(snapshot, agreement, clause) for clause in agreement.permits)
    forbids = (_forbid(snapshot, agreement, clause) for clause in agreement.forbids)
    return (*permits, *forbids)


def clause_named(snapshot: Snapshot, agreement: Agreement, clause: str) -> NamedClause | None:
    """Return one clause of a version; ``None`` where there is none of that id."""
    for permit in agreement.permits:
        if permit.id == clause:
            return _permit(snapshot, agreement, permit)
    for forbid in agreement.forbids:
        if forbid.id == clause:
            return _forbid(snapshot, agreement, forbid)
    return None


def _named(vocabulary: Mapping[Any, Any], id: str, words: str) -> Named:
    entry = vocabulary.get(id)
    return Named(id=id, words=id if entry is None else getattr(entry, words))


def _each(snapshot: Snapshot, ids: Iterable[str], kind: str) -> tuple[Named, ...]:
    name = {"partner": partner_named, "purpose": purpose_named, "zone": zone_named}[kind]
    return tuple(name(snapshot, id) for id in ids)


def _forms(forms: Iterable[Form]) -> tuple[Form, ...]:
    return tuple(sorted(forms, key=FORMS.index))


def _permit(snapshot: Snapshot, agreement: Agreement, clause: Permit) -> NamedClause:
    return NamedClause(
        id=clause.id,
        citation=cite(agreement, clause.id),
        effect="permit",
        text=clause.text,
        origins=_each(snapshot, clause.origins, "partner"),
        to=_each(snapshot, sorted(clause.to), "partner"),
        fields=_fields(snapshot, clause.fields, forbids=False),
        purposes=_each(snapshot, clause.purposes, "purpose"),
        zones=_each(snapshot, sorted(clause.zones), "zone"),
        forms=_forms(clause.forms),
        conditions=clause.conditions,
        onward=tuple(
            NamedRow(
                to=_each(snapshot, sorted(row.to), "partner"),
                purposes=None if row.purposes is None else _each(snapshot, row.purposes, "purpose"),
                zones=_each(snapshot, sorted(row.zones), "zone"),
                forms=_forms(row.forms),
                conditions=row.conditions,
            )
            for row in clause.onward
        ),
        survives=False,
    )


def _forbid(snapshot: Snapshot, agreement: Agreement, clause: Forbid) -> NamedClause:
    return NamedClause(
        id=clause.id,
        citation=cite(agreement, clause.id),
        effect="forbid",
        text=clause.text,
        origins=None if clause.origins is None else _each(snapshot, sorted(clause.origins), "partner"),
        to=None if clause.to is None else _each(snapshot, sorted(clause.to), "partner"),
        fields=_fields(snapshot, clause.fields, forbids=True),
        purposes=None if clause.purposes is None else _each(snapshot, clause.purposes, "purpose"),
        zones=None if clause.zones is None else _each(snapshot, sorted(clause.zones), "zone"),
        forms=None if clause.forms is None else _forms(clause.forms),
        conditions=Conditions(),
        onward=(),
        survives=clause.survives,
    )


def _fields(snapshot: Snapshot, fields: Fields | None, *, forbids: bool) -> NamedFields:
    """Name the fields. A forbid that names none speaks of everything, a permit of nothing."""
    if fields is None:
        return NamedFields(everything=True, elements=(), groups=(), exceptions=())
    return NamedFields(
        everything=forbids and not (fields.elements or fields.groups or fields.floating_groups),
        elements=tuple(element_named(snapshot, name) for name in fields.elements),
        groups=(
            *(_group(snapshot, GroupId(pin.id), str(pin.version)) for pin in fields.groups),
            *(_group(snapshot, group, None) for group in fields.floating_groups),
        ),
        exceptions=tuple(element_named(snapshot, name) for name in fields.exceptions),
    )


def _group(snapshot: Snapshot, id: GroupId, version: str | None) -> NamedGroup:
    texts = snapshot.groups.get(id, ())
    chosen = [text.record for text in texts if version in {None, str(text.version)}]
    listed: set[ElementId] = {element for record in chosen for element in record.elements}
    told = chosen[-1] if version and chosen else getattr(last_adopted(snapshot, "group", id), "record", None)
    return NamedGroup(id=id, version=version, words=told.title if told else id, elements=len(listed))
