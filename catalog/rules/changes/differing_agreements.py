"""What differs between two versions of an agreement: who, on which law, for how long, which clauses.

An addition to what is permitted is compatible. Whatever takes a permission away, adds or touches a
prohibition, or loosens a condition breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.records.agreement import Agreement, Conditions, Fields, Forbid, Onward, Permit
from catalog.records.ids import Pin
from catalog.rules.changes.differing_definitions import pin_grade
from catalog.rules.changes.noting import Notes, compatible_if, paired, told

_ANY: Final = "any"


def agreement_notes(notes: Notes, older: Agreement, newer: Agreement) -> None:
    """Note what differs between two versions of an agreement; clauses are compared by id."""
    notes.value("title", older.title, newer.title, grade="wording")
    _parties(notes, older, newer)
    _bases(notes, older, newer)
    later = newer.effective_from > older.effective_from
    grade = compatible_if(later)
    notes.value("effective from", older.effective_from, newer.effective_from, grade=grade)
    longer = newer.effective_through > older.effective_through
    grade = compatible_if(longer)
    notes.value(
        "effective through", older.effective_through, newer.effective_through, grade=grade, widens=longer
    )
    _permits(notes, {c.id: c for c in older.permits}, {c.id: c for c in newer.permits})
    _forbids(notes, {c.id: c for c in older.forbids}, {c.id: c for c in newer.forbids})


def _parties(notes: Notes, older: Agreement, newer: Agreement) -> None:
    both, gone, come = paired({p.partner: p for p in older.parties}, {p.partner: p for p in newer.parties})
    for partner, before, after in both:
        provides = after.role == "provider"
        notes.value(f"party {partner}: role", before.role, after.role, grade="breaking", widens=provides)
        grade = compatible_if(before.designated_as is None)
        path = f"party {partner}: designated as"
        notes.value(path, before.designated_as, after.designated_as, grade=grade)
    for partner, party in gone:
        notes.value(f"party {partner}", party.role, None, grade="breaking")
    for partner, party in come:
        provides = party.role == "provider"
        notes.value(f"party {partner}", None, party.role, grade="compatible", widens=provides)


def _bases(notes: Notes, older: Agreement, newer: Agreement) -> None:
    both, gone, come = paired(
        {b.basis: b for b in older.legal_bases}, {b.basis: b for b in newer.legal_bases}
    )
    for basis, before, after in both:
        kept, lost, found = paired(_written(before.written_elements), _written(after.written_elements))
        for name, old, new in kept:
            notes.value(f"legal basis {basis}: {name}", old, new, grade="wording")
        for name, place in lost:
            notes.value(f"legal basis {basis}: {name}", place, None, grade="breaking")
        for name, place in found:
            notes.value(f"legal basis {basis}: {name}", None, place, grade="compatible", widens=True)
    for basis, _ in gone:
        notes.value("legal basis", basis, None, grade="breaking")
    for basis, _ in come:
        notes.value("legal basis", None, basis, grade="compatible", widens=True)


def _written(places: Mapping[str, str]) -> dict[str, str]:
    """Return the written elements that are there; a blank place is none."""
    return {name: place for name, place in places.items() if place.strip()}


def _permits(notes: Notes, older: Mapping[str, Permit], newer: Mapping[str, Permit]) -> None:
    both, gone, come = paired(older, newer)
    for name, before, after in both:
        path = f"clause {name}"
        notes.value(f"{path}: text", before.text, after.text, grade="wording")
        for word, attribute in _PERMIT_SETS.items():
            old, new = getattr(before, attribute), getattr(after, attribute)
            notes.members(f"{path}: {word}", old, new, widens="gained")
        _permitted_fields(notes, path, before.fields, after.fields)
        _conditions(notes, path, before.conditions, after.conditions)
        rows = [[_row(row) for row in clause.onward] for clause in (before, after)]
        notes.members(f"{path}: onward", rows[0], rows[1], widens="gained")
    for name, _ in gone:
        notes.value(f"clause {name}", "permit", None, grade="breaking")
    for name, _ in come:
        notes.value(f"clause {name}", None, "permit", grade="compatible", widens=True)


_PERMIT_SETS: Final = {
    "from": "origins",
    "to": "to",
    "purposes": "purposes",
    "zones": "zones",
    "forms": "forms",
}


def _permitted_fields(notes: Notes, path: str, before: Fields, after: Fields) -> None:
    notes.members(f"{path}: elements", before.elements, after.elements, widens="gained")
    old, new = _by_group(before.groups), _by_group(after.groups)
    both, gone, come = paired(old, new)
    for _, earlier, later in both:
        if len(earlier) == len(later) == 1:
            ((one,), (other,)) = (earlier, later)
            grade = pin_grade(one, other)
            notes.value(f"{path}: groups", one, other, grade=grade, widens=True)
        else:
            notes.members(f"{path}: groups", earlier, later, widens="gained")
    notes.members(f"{path}: groups", [pin for _, pins in gone for pin in pins], ())
    notes.members(f"{path}: groups", (), [pin for _, pins in come for pin in pins], widens="gained")
    old_ones, new_ones = before.exceptions, after.exceptions
    notes.members(f"{path}: except", old_ones, new_ones, lost="compatible", gained="breaking", widens="lost")


def _by_group(pins: tuple[Pin, ...]) -> dict[str, set[Pin]]:
    return {pin.id: {other for other in pins if other.id == pin.id} for pin in pins}


def _conditions(notes: Notes, path: str, before: Conditions, after: Conditions) -> None:
    looser = _less(after.min_cell, before.min_cell)
    notes.value(f"{path}: min cell", before.min_cell, after.min_cell, grade="breaking", widens=looser)
    notes.value(f"{path}: irb", before.irb, after.irb, grade="breaking", widens=after.irb is None)
    old, new = before.retain_through, after.retain_through
    longer = old is not None and (new is None or new > old)
    later = longer and new is not None
    grade = compatible_if(later)
    notes.value(f"{path}: retain through", old, new, grade=grade, widens=longer)
    days = (before.destroy_within_days, after.destroy_within_days)
    slower = days[0] is not None and (days[1] is None or days[1] > days[0])
    notes.value(f"{path}: destroy within days", days[0], days[1], grade="breaking", widens=slower)
    for name in ("no_reidentification", "publish_notice"):
        asked, now = getattr(before, name), getattr(after, name)
        notes.value(f"{path}: {name.replace('_', ' ')}", asked, now, grade="breaking", widens=not now)
    fewer = bool(set(before.rows) - set(after.rows))
    old_rows, new_rows = _rows(before), _rows(after)
    notes.value(f"{path}: rows", old_rows, new_rows, grade="breaking", widens=fewer)


def _rows(asked: Conditions) -> str | None:
    """Return the conditions on rows in words, in one order; ``None`` if there are none."""
    return "; ".join(sorted(row.said() for row in asked.rows)) or None


def _less(one: int | None, other: int | None) -> bool:
    """Say whether one number asks for less than the other; no number asks for nothing."""
    return (-1 if one is None else one) < (-1 if other is None else other)


def _row(row: Onward) -> str:
    """Return an onward row in words; two rows are the same when they say the same."""
    purposes = "the clause's purposes" if row.purposes is None else told(frozenset(row.purposes))
    asked = {
        "min cell": row.conditions.min_cell,
        "irb": row.conditions.irb,
        "retain through": row.conditions.retain_through,
        "destroy within days": row.conditions.destroy_within_days,
        "no reidentification": row.conditions.no_reidentification or None,
        "publish notice": row.conditions.publish_notice or None,
        "rows": _rows(row.conditions),
    }
    where = f"to {told(row.to)} for {purposes} in {told(row.zones)} as {told(row.forms)}"
    listed = ", ".join(f"{name} {told(value)}" for name, value in asked.items() if value is not None)
    return where + (f" ({listed})" if listed else "")


def _forbids(notes: Notes, older: Mapping[str, Forbid], newer: Mapping[str, Forbid]) -> None:
    both, gone, come = paired(older, newer)
    for name, before, after in both:
        path = f"clause {name}"
        notes.value(f"{path}: text", before.text, after.text, grade="wording")
        for word, attribute in _PERMIT_SETS.items():
            _reach(notes, f"{path}: {word}", getattr(before, attribute), getattr(after, attribute))
        _forbidden_fields(notes, path, before.fields, after.fields)
        notes.value(
            f"{path}: survives", before.survives, after.survives, grade="breaking", widens=before.survives
        )
    for name, _ in gone:
        notes.value(f"clause {name}", "forbid", None, grade="breaking", widens=True)
    for name, _ in come:
        notes.value(f"clause {name}", None, "forbid", grade="breaking")


def _reach(
    notes: Notes,
    path: str,
    old: frozenset[str] | tuple[str, ...] | None,
    new: frozenset[str] | tuple[str, ...] | None,
) -> None:
    """Note another reach of a prohibition. ``None`` reaches everything, so naming some frees others."""
    if old is None and new is None:
        return
    if old is None or new is None:
        before, after = (_ANY if one is None else frozenset(one) for one in (old, new))
        notes.value(path, before, after, grade="breaking", widens=old is None)
    else:
        notes.members(path, old, new, gained="breaking", widens="lost")


def _forbidden_fields(notes: Notes, path: str, before: Fields | None, after: Fields | None) -> None:
    """Note other fields of a prohibition. Fields that name neither elements nor groups are all."""
    _reach(notes, f"{path}: fields", _named(before), _named(after))
    excepted = [() if one is None else one.exceptions for one in (before, after)]
    notes.members(f"{path}: except", excepted[0], excepted[1], gained="breaking", widens="gained")


def _named(fields: Fields | None) -> frozenset[str] | None:
    if fields is None or not (fields.elements or fields.groups or fields.floating_groups):
        return None
    groups = (*(str(pin) for pin in fields.groups), *fields.floating_groups)
    return frozenset((*fields.elements, *(f"group {group}" for group in groups)))
