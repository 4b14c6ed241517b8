"""Edits carried out on an agreement's text: the whole next version, as an amendment is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from catalog.records.agreement import Agreement, ClaimedBasis, Conditions, Fields, Onward, Permit
from catalog.records.ids import BasisId, ElementId, Form, PartnerId, PurposeId, Version, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.rules.amending.edits import Edit, Place, Target
from catalog.rules.flows.purposes import PurposeTree
from catalog.rules.flows.ways import less_identifiable

TO_BE_WRITTEN = "to be written"
"""Stands for the place of a written element that the amended text would have to hold."""


def amended(
    snapshot: Snapshot,
    tree: PurposeTree,
    place: Place,
    *,
    edits: Iterable[Edit],
    target: Target,
    version: Version,
) -> Agreement:
    """Return the next version of the place's agreement with the edits made, and all else as it is."""
    changes = list(edits)
    clause = _clause(snapshot, tree, place, changes=changes, target=target)
    permits = tuple(clause if one is place.clause else one for one in place.agreement.permits)
    found = replace(place.agreement, permits=permits, version=version)
    for edit in changes:
        found = _of_the_whole(snapshot, found, edit)
    return found


def _of_the_whole(snapshot: Snapshot, agreement: Agreement, edit: Edit) -> Agreement:
    if edit.dimension == "term-start" and edit.new:
        return replace(agreement, effective_from=date.fromisoformat(edit.new))
    if edit.dimension == "term-end" and edit.new:
        return replace(agreement, effective_through=date.fromisoformat(edit.new))
    if edit.dimension in {"basis", "written-elements"} and edit.new:
        return _based(snapshot, agreement, BasisId(edit.new))
    return agreement


def _based(snapshot: Snapshot, agreement: Agreement, id: BasisId) -> Agreement:
    """Return the agreement with a legal basis claimed, and every written element that it asks for."""
    wanted = [one.id for one in snapshot.bases[id].written_elements if one.required]
    before = next((one for one in agreement.legal_bases if one.basis == id), None)
    there = {} if before is None else {name: at for name, at in before.written_elements.items() if at.strip()}
    claimed = ClaimedBasis(basis=id, written_elements={**dict.fromkeys(wanted, TO_BE_WRITTEN), **there})
    others = tuple(one for one in agreement.legal_bases if one.basis != id)
    return replace(agreement, legal_bases=(*others, claimed))


def _clause(
    snapshot: Snapshot, tree: PurposeTree, place: Place, *, changes: list[Edit], target: Target
) -> Permit:
    clause, named = place.clause, {edit.dimension for edit in changes}
    if "origin" in named:
        clause = replace(clause, origins=(*clause.origins, target.provider))
    if "element" in named:
        clause = replace(clause, fields=_fields(snapshot, clause.fields, target.element))
    if "sender" in named:
        clause = replace(clause, to=clause.to | {target.sender})
    if place.row is None:
        direct: Permit = _row(tree, clause, changes=changes, target=target)
        return direct
    if "purpose" in named and target.purpose not in tree.contained(clause.purposes):
        clause = replace(clause, purposes=(*clause.purposes, target.purpose))
    if "form" in named:
        clause = replace(clause, forms=_forms(clause.forms, target.form))
    if place.row == "new":
        rows = (*clause.onward, _new_row(target))
        return replace(clause, onward=rows, conditions=_weaker(clause.conditions, changes))
    own = _row(tree, clause.onward[place.row], changes=changes, target=target)
    rows = tuple(own if number == place.row else row for number, row in enumerate(clause.onward))
    return replace(clause, onward=rows, conditions=_weaker(clause.conditions, changes))


def _new_row(target: Target) -> Onward:
    return Onward(
        to=frozenset[PartnerId]({target.recipient}),
        purposes=None,
        zones=frozenset[ZoneId]({target.zone}),
        forms=frozenset[Form]({target.form}),
        conditions=Conditions(),
    )


def _row(tree: PurposeTree, row: Any, *, changes: list[Edit], target: Target) -> Any:
    """Return a clause, or a row of one, that contains the target in the dimensions that change."""
    named = {edit.dimension for edit in changes}
    if "recipient" in named:
        row = replace(row, to=row.to | {target.recipient})
    if "zone" in named:
        row = replace(row, zones=row.zones | {target.zone})
    if "form" in named:
        row = replace(row, forms=_forms(row.forms, target.form))
    if "purpose" in named and row.purposes is not None and target.purpose not in tree.contained(row.purposes):
        purposes: tuple[PurposeId, ...] = (*row.purposes, target.purpose)
        row = replace(row, purposes=purposes)
    return replace(row, conditions=_weaker(row.conditions, changes))


def _forms(forms: frozenset[Form], wanted: Form) -> frozenset[Form]:
    return forms if wanted in less_identifiable(forms) else forms | {wanted}


def _fields(snapshot: Snapshot, fields: Fields, element: ElementId) -> Fields:
    """Return the fields with an element listed by name, and no more excepted."""
    exceptions = tuple(one for one in fields.exceptions if snapshot.element_id(one) != element)
    listed = {snapshot.element_id(one) for one in fields.elements}
    elements = fields.elements if element in listed else (*fields.elements, element)
    return replace(fields, elements=elements, exceptions=exceptions)


def _weaker(conditions: Conditions, changes: list[Edit]) -> Conditions:
    for edit in changes:
        if edit.dimension == "retention" and conditions.retain_through is not None and edit.new:
            last = max(conditions.retain_through, date.fromisoformat(edit.new))
            conditions = replace(conditions, retain_through=last)
        elif edit.dimension == "min-cell" and conditions.min_cell is not None:
            most = None if edit.new is None else min(conditions.min_cell, int(edit.new))
            conditions = replace(conditions, min_cell=most)
        elif edit.dimension == "irb":
            conditions = replace(conditions, irb=None)
        elif edit.dimension == "duty":
            conditions = _without_duty(conditions, edit.old or "")
    return conditions


def _without_duty(conditions: Conditions, duty: str) -> Conditions:
    nothing = getattr(Conditions(), duty)
    return replace(conditions, **{duty: nothing})
