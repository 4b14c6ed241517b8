"""What differs between two versions of a lineage graph: datasets, fields, and what each is made from.

A new field is compatible. Whatever an existing field is made from, in which form, or where it rests
cannot change without changing what the field is.
"""

from __future__ import annotations

from catalog.records.ids import FORMS, RANK
from catalog.records.lineage import Dataset, Input, Lineage
from catalog.rules.changes.noting import Notes, compatible_if, paired, told


def lineage_notes(notes: Notes, older: Lineage, newer: Lineage) -> None:
    """Note what differs between two versions of a lineage graph; jobs and datasets are compared by id."""
    both, gone, come = paired({d.id: d for d in older.datasets}, {d.id: d for d in newer.datasets})
    for name, before, after in both:
        _dataset(notes, f"dataset {name}", before, after)
    for name, dataset in gone:
        notes.value(f"dataset {name}", f"in {dataset.zone}", None, grade="breaking")
    for name, dataset in come:
        notes.value(f"dataset {name}", None, f"in {dataset.zone}", grade="compatible")
    jobs = [{job.id: str(job.run_by) for job in one.jobs} for one in (older, newer)]
    same, ended, begun = paired(jobs[0], jobs[1])
    for name, old, new in same:
        notes.value(f"job {name}: run by", old, new, grade="breaking")
    for name, partner in ended:
        notes.value(f"job {name}", f"run by {partner}", None, grade="breaking")
    for name, partner in begun:
        notes.value(f"job {name}", None, f"run by {partner}", grade="compatible")
    _made(notes, older, newer)


def _dataset(notes: Notes, path: str, before: Dataset, after: Dataset) -> None:
    notes.value(f"{path}: zone", before.zone, after.zone, grade="breaking", widens=True)
    notes.value(f"{path}: purpose", before.purpose, after.purpose, grade="breaking", widens=True)
    notes.value(f"{path}: key", before.key or None, after.key or None, grade=compatible_if(not after.key))
    both, gone, come = paired({f.name: f for f in before.fields}, {f.name: f for f in after.fields})
    for name, old, new in both:
        notes.value(f"{path}: {name}: element", old.element, new.element, grade="breaking", widens=True)
        notes.value(f"{path}: {name}: provider", old.provider, new.provider, grade="breaking", widens=True)
    for name, _ in gone:
        notes.value(f"{path}: field", name, None, grade="breaking")
    for name, _ in come:
        notes.value(f"{path}: field", None, name, grade="compatible")


def _made(notes: Notes, older: Lineage, newer: Lineage) -> None:
    """Compare what the fields that both versions have are made from."""
    before, after = _inputs(older), _inputs(newer)
    for field in sorted(_fields(older) & _fields(newer)):
        both, gone, come = paired(before.get(field, {}), after.get(field, {}))
        for name, old, new in both:
            _input(notes, f"{field} from {name}", old, new)
        for name, one in gone:
            notes.value(f"{field} from {name}", _kind(one), None, grade="breaking", widens=True)
        for name, one in come:
            notes.value(f"{field} from {name}", None, _kind(one), grade="breaking")


def _fields(graph: Lineage) -> set[str]:
    return {f"{dataset.id}.{field.name}" for dataset in graph.datasets for field in dataset.fields}


def _inputs(graph: Lineage) -> dict[str, dict[str, Input]]:
    """Return each field's inputs by name, with the kind where one field is an input more than once."""
    found: dict[str, dict[str, Input]] = {}
    for job in graph.jobs:
        for output in job.outputs:
            named = found.setdefault(output.field, {})
            for one in output.inputs:
                named[f"{one.field} ({_kind(one)})" if one.field in named else one.field] = one
    return found


def _kind(one: Input) -> str:
    return f"{one.type} {one.subtype}"


def _input(notes: Notes, path: str, old: Input, new: Input) -> None:
    notes.value(f"{path}: kind", _kind(old), _kind(new), grade="breaking")
    notes.value(f"{path}: masking", old.masking, new.masking, grade="compatible")
    fewer = (new.min_cell or 0) < (old.min_cell or 0)
    grade = compatible_if(not fewer)
    notes.value(f"{path}: min cell", old.min_cell, new.min_cell, grade=grade)
    lower = _rank(new) > _rank(old)
    notes.value(f"{path}: yields", old.yields, new.yields, grade="breaking", widens=lower)
    grade = compatible_if(_whole(old) == _whole(new))
    attested = [
        told(tuple(x for x in (one.attested_by, one.attested_on, one.method) if x)) for one in (old, new)
    ]
    gained = _whole(new) and not _whole(old)
    notes.value(f"{path}: attestation", attested[0], attested[1], grade=grade, widens=gained)


def _whole(one: Input) -> bool:
    """Say whether all three parts of an attestation are there."""
    return bool(one.attested_by and one.attested_on and one.method)


def _rank(one: Input) -> int:
    return RANK[one.yields or FORMS[0]]
