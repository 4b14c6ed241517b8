"""The columns of a file against those of its dataset: extra, misnamed, missing, not let in, undefined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.tranches.conditions import can_hold
from catalog.records.tranche import ColumnAsked, DatasetAsked, Definition, TrancheFinding
from catalog.rules.release.binding import Binding, bind, nearest, shown
from catalog.services.tranches.noting import note, shown_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What was found of a file's columns. ``held`` are those whose values are held to rules."""

    bound: tuple[ColumnAsked, ...]
    held: tuple[ColumnAsked, ...]
    misfits: frozenset[str]
    findings: tuple[TrancheFinding, ...]


def judge_columns(dataset: DatasetAsked, seen: Input, *, file: str) -> Columns:
    """Hold a file's columns to those of its dataset.

    Values of a column that may not come in are held to nothing, so that none of them is looked at.
    """
    names = [column.name for column in seen.columns]
    faults = _no_names(dataset, names, file=file)
    if faults:
        return Columns(bound=(), held=(), misfits=frozenset(), findings=faults)
    binding = bind(names, dataset.columns)
    bound = tuple(dataset.columns[name] for name in binding.bound)
    types = {column.name: column.type for column in seen.columns}
    held = tuple(column for column in bound if column.ways)
    misfits = {
        column.name: column.definition
        for column in held
        if column.definition is not None and not can_hold(column.definition.value_type, types[column.name])
    }
    found = (
        *_strangers(dataset, binding, names),
        *_uncovered(bound),
        *_missing(dataset, binding),
        *(_undefined(column) for column in held if column.definition is None),
        *(_misfit(name, definition, types[name], rows=seen.rows) for name, definition in misfits.items()),
    )
    return Columns(
        bound=bound,
        held=held,
        misfits=frozenset(misfits),
        findings=tuple(_placed(one, dataset=dataset.id, file=file) for one in found),
    )


def _placed(given: tuple[str, str, dict[str, object]], *, dataset: str, file: str) -> TrancheFinding:
    code, message, more = given
    return note(code, message, dataset=dataset, file=file, **more)  # type: ignore[arg-type]  # a hint is text


_Given = tuple[str, str, dict[str, object]]


def _no_names(dataset: DatasetAsked, names: Sequence[str], *, file: str) -> tuple[TrancheFinding, ...]:
    """Return what makes a first row no header. Nothing of it is shown: it may hold values."""
    folded = Counter(name.casefold() for name in names)
    twice = [at for at, name in enumerate(names, start=1) if folded[name.casefold()] > 1 or not name]
    binding = bind(names, dataset.columns)
    if not binding.bound and not binding.variants:
        message = f"none of the {len(names)} names in the first row is a field of {dataset.id}"
        return (note("no-header", message, dataset=dataset.id, file=file),)
    if twice:
        message = f"the columns {', '.join(map(str, twice))} have one name, or none"
        return (note("column-twice", message, dataset=dataset.id, file=file),)
    return ()


def _strangers(dataset: DatasetAsked, binding: Binding, names: Sequence[str]) -> Iterator[_Given]:
    for variant in binding.variants:
        name = shown_name(variant.name)
        message = f"column `{name}` is nearly `{variant.field}`: {variant.differs}"
        yield "column-misnamed", message, {"column": name, "hint": f"Name it exactly `{variant.field}`."}
    free = [name for name in dataset.columns if name not in binding.bound]
    for stranger in binding.unbound:
        name, near = shown(names, stranger), nearest(stranger, free)
        hint = None if near is None else f"Take it out, or name it `{near}` where that is meant."
        yield "column-unknown", f"`{name}` is no field of {dataset.id}", {"column": name, "hint": hint}


def _uncovered(bound: Sequence[ColumnAsked]) -> Iterator[_Given]:
    for column in bound:
        if column.ways:
            continue
        element = column.address if column.definition is None else column.definition.element
        if column.figures_alone:
            message = f"column `{column.name}` ({element}) may come in as figures about groups alone"
            yield "column-figures-alone", message, {"column": column.name}
        else:
            message = f"no clause in force lets column `{column.name}` ({element}) come in"
            yield "column-not-covered", message, {"column": column.name}


def _missing(dataset: DatasetAsked, binding: Binding) -> Iterator[_Given]:
    there = {*binding.bound, *(variant.field for variant in binding.variants)}
    for name, column in dataset.columns.items():
        if column.ways and name not in there:
            yield "column-missing", f"column `{name}` of {dataset.id} is missing", {"column": name}


def _undefined(column: ColumnAsked) -> _Given:
    message = f"column `{column.name}` has no definition in force"
    return "column-undefined", message, {"column": column.name}


def _misfit(name: str, definition: Definition, column_type: str, *, rows: int | None) -> _Given:
    message = (
        f"column `{name}` is {column_type} in the file; {definition.value_type} is wanted"
        f" ({definition.element}@{definition.version})"
    )
    return "column-type", message, {"column": name, "count": rows, "share": 1.0 if rows else None}
