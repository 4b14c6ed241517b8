"""Make a table of counts that gives nobody away: small cells hidden, audited, held to earlier tables."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.enforcement.disclosure.protecting import Protected, Refusal, protect
from catalog.enforcement.disclosure.published import HIDDEN, DisclosureFinding, Published, PublishedCell
from catalog.enforcement.disclosure.releases import release_of
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import Cell, CountTable, Dimension, Selection
from catalog.enforcement.inputs.seen import Column
from catalog.enforcement.recipe import OTHER, Recipe, RowTest, as_text, met_rows
from catalog.enforcement.tranches.conditions import FALSE_WORDS, TRUE_WORDS
from catalog.errors import BadInput
from catalog.records.release import ReleasePlan
from catalog.rules.release.counting import Counting
from catalog.services.gating.asking import OutputKind, Stopped
from catalog.services.gating.recording import ledger_to_write

LEAST_CELL: Final = 11
"""Fewer people are never shown in a cell, also where no clause says a number."""

MOST_CELLS: Final = 5_000
"""A table with more groups than so many is not made: no audit of it would end."""

PEOPLE: Final = "people"
SHOWN: Final = "shown"
TOTAL: Final = "(total)"
NOT_GIVEN: Final = "(not given)"
_OURS: Final = frozenset((TOTAL, NOT_GIVEN, OTHER))

Ask = Callable[[Any], list[tuple[Any, ...]]]


def counted(ask: Ask, recipe: Recipe, counting: Counting, *, least: int) -> CountTable | Stopped:
    """Count the people in each group. Whoever stood in two would be told twice: then nothing is made."""
    rows = met_rows(recipe)
    columns = {step.column.name: step.column for step in recipe.steps}
    person = as_text(rows[counting.people], columns[counting.people]).nullif("")  # a blank is nobody
    grouped = {f"by_{n}": as_text(rows[name], columns[name]) for n, name in enumerate(counting.by)}
    measures = {"people": person.nunique(), "rows": rows.count(), "nobody": person.isnull().sum()}
    if counting.rate:
        true, known = _flag(rows[counting.rate], columns[counting.rate])
        measures |= {"having": person.nunique(where=true), "unknown": (~known).sum()}
    found = ask(rows.group_by(**grouped).agg(**measures).limit(MOST_CELLS + 1))
    if len(found) > MOST_CELLS:
        return Stopped(because=(f"the table would have more than {MOST_CELLS:,} groups",))
    return _table(ask(person.nunique().name("all").as_table()), found, recipe, counting, least=least)


def _table(
    everybody: Sequence[tuple[Any, ...]],
    found: Sequence[tuple[Any, ...]],
    recipe: Recipe,
    counting: Counting,
    *,
    least: int,
) -> CountTable | Stopped:
    wide = len(counting.by)
    if any(row[wide + 2] for row in found):
        return Stopped(
            because=(f"some rows have no `{counting.people}`, so nobody knows how many people they are",)
        )
    if sum(row[wide] for row in found) != int(everybody[0][0]):
        return Stopped(
            because=("some people stand in more than one group, so that totals would count them twice",),
            hints=("group by what a person has once, or gate data of one year",),
        )
    if counting.rate and any(row[wide + 4] for row in found):
        return Stopped(
            because=(
                f"some values of `{counting.rate}` are neither true nor false: a rate of the others misleads",
            ),
            hints=("`p20w tranche` names the rows",),
        )
    if any(str(value) in _OURS for row in found for value in row[:wide]):
        return Stopped(
            because=(f"a value is one of {', '.join(sorted(_OURS))}, which tables use for their own",)
        )
    keys = [tuple(NOT_GIVEN if value is None else str(value) for value in row[:wide]) for row in found]
    cells = merged(
        {
            key: (int(row[wide]), int(row[wide + 3]) if counting.rate else 0)
            for key, row in zip(keys, found, strict=True)
        },
        least=least,
    )
    if not cells:
        return Stopped(because=("no row may pass, so that there is nobody to count",))
    keys = sorted(cells)
    return CountTable(
        dimensions=tuple(
            Dimension(name=name, categories=tuple(sorted({key[n] for key in keys})))
            for n, name in enumerate(counting.by)
        ),
        cells=tuple(
            Cell(key=key, count=cells[key][0], numerator=cells[key][1] if counting.rate else None)
            for key in keys
        ),
        numerator=counting.rate,
        selection=_selection(recipe.tests),
    )


def _selection(tests: Sequence[RowTest]) -> tuple[Selection, ...]:
    chosen: dict[str, frozenset[str]] = {}
    for test in tests:
        if test.values is not None:
            values = frozenset(test.values)
            chosen[test.column.name] = chosen.get(test.column.name, values) & values
    return tuple(Selection(field=name, values=values) for name, values in sorted(chosen.items()))


def merged(
    cells: Mapping[tuple[str, ...], tuple[int, int]], *, least: int
) -> dict[tuple[str, ...], tuple[int, int]]:
    """Put groups that too few people are in together as one, dimension by dimension.

    The next larger ones join them until they are enough, or all. The name of a group is shown also where its
    count is not, and a group of one is that one.

    >>> merged({("a",): (20, 0), ("b",): (3, 1), ("c",): (9, 0)}, least=11)
    {('a',): (20, 0), ('(other)',): (12, 1)}
    """
    found = dict(cells)
    for place in range(len(next(iter(cells), ()))):
        sizes: dict[str, int] = {}
        for key, (people, _) in found.items():
            sizes[key[place]] = sizes.get(key[place], 0) + people
        order = sorted(sizes, key=lambda name: (sizes[name], name))
        few = [name for name in order if sizes[name] < least]
        while few and len(few) < len(order) and sum(sizes[name] for name in few) < least:
            few = order[: len(few) + 1]
        together: dict[tuple[str, ...], tuple[int, int]] = {}
        for key, (people, having) in found.items():
            new = (*key[:place], OTHER, *key[place + 1 :]) if key[place] in few else key
            old = together.get(new, (0, 0))
            together[new] = old[0] + people, old[1] + having
        found = together
    return found


def _flag(value: Any, column: Column) -> tuple[Any, Any]:
    """Return whether a value is true, and whether it is known at all."""
    if column.type == "BOOLEAN":
        return value.fill_null(False), value.notnull()  # noqa: FBT003  # no value is no yes
    if column.type == "VARCHAR":
        word = value.lower().fill_null("")
        return word.isin(TRUE_WORDS), word.isin([*TRUE_WORDS, *FALSE_WORDS])
    raise BadInput(f"column `{column.name}` is no flag: a rate tells for how many it is true")


def rule_of(plan: ReleasePlan, *, round_to: int) -> DisclosureRule:
    """Return the strictest rule of all contributing clauses, and no looser one than this gate's own."""
    asked = [LEAST_CELL, plan.conditions.min_cell or 0, plan.use.min_cell or 0]
    return DisclosureRule(minimum=max(asked), round_to=round_to)


def protected(
    table: CountTable, rule: DisclosureRule, plan: ReleasePlan, catalog: str
) -> tuple[Protected, str] | Stopped:
    """Hide what must be hidden, audit it, and hold it against every earlier release of the dataset.

    What passes is recorded in the ledger before anybody sees it; the hash of its entry is returned too.
    """
    found = protect(table, rule)
    if isinstance(found, Refusal):
        return _stopped(found.findings, plan)
    if not any(cell.count for cell in found.published.cells):
        return Stopped(
            because=(f"no cell would be shown: none can be with {rule.minimum} people or more",),
            hints=("group by fewer columns, or by wider ones",),
            plan=plan,
        )
    use = plan.use
    release = release_of(
        found,
        dataset=plan.dataset,
        recipient=use.recipient,
        purpose=use.purpose,
        on=use.on,
        catalog=catalog,
    )
    kept = ledger_to_write()
    findings = kept.admit(release)
    return _stopped(findings, plan) if findings else (found, kept.record(release).chain)


def _stopped(findings: Sequence[DisclosureFinding], plan: ReleasePlan) -> Stopped:
    return Stopped(
        because=tuple(f"{one.code}: {one.message}" for one in findings),
        hints=tuple(dict.fromkeys(one.hint for one in findings)),
        plan=plan,
    )


def columns_of_counts(published: Published) -> list[str]:
    """Return the columns of a table of counts, as it is written."""
    rate = [f"{published.numerator}_rate"] if published.numerator else []
    return [*(dimension.name for dimension in published.dimensions), PEOPLE, SHOWN, *rate]


def write_counts(published: Published, out: Path, *, kind: OutputKind) -> int:
    """Write the table, a row for each cell and each total, and return how many rows it has.

    A count or a rate that is hidden is empty, and ``shown`` says so; all are hidden alike.
    """
    names = columns_of_counts(published)
    rows = [_row(published, cell) for cell in published.cells]
    if kind == "parquet":
        kinds = {PEOPLE: pa.int64(), SHOWN: pa.bool_()}
        schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
        values = {name: [row[at] for row in rows] for at, name in enumerate(names)}
        pq.write_table(pa.table(values, schema=schema), out)
    else:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([_as_text(value) for value in row] for row in rows)
    return len(rows)


def _row(published: Published, cell: PublishedCell) -> tuple[Any, ...]:
    place = tuple(TOTAL if node is None else node for node in cell.key)
    if published.numerator is None:
        return (*place, cell.count, cell.count is not None)
    rate = None if cell.rate is None else cell.rate.text(cell.count)
    return (*place, cell.count, cell.count is not None, None if rate == HIDDEN else rate)


def _as_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
