"""Run a permitted statement: on the columns that it reads, in the permitted form, nothing else in reach."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from catalog.enforcement.inputs.opening import look
from catalog.enforcement.keys import HashKey
from catalog.enforcement.outputs import scratch_in
from catalog.enforcement.queries.limits import Limits
from catalog.enforcement.queries.reading import DatasetRead, Reading
from catalog.enforcement.queries.running import Rows, sealed_rows
from catalog.enforcement.queries.sealing import SealedColumn, SealedTable, seal
from catalog.enforcement.recipe import Recipe, Step
from catalog.errors import BadInput
from catalog.records.ids import RANK
from catalog.records.query import ColumnRead, QueryReason
from catalog.records.release import Carried, ReleasePlan, Treatment
from catalog.rules.flows.conditions import join
from catalog.services.gating.asking import Stopped
from catalog.services.gating.keeping_keys import keyring
from catalog.services.gating.rows import row_tests
from catalog.services.querying import Judged

LIMITS: Final = Limits()
GIVEN: Final[frozenset[Treatment]] = frozenset({"as-is", "keyed-hash"})
"""What can be done to the values that a statement reads; the rest needs all rows of a release at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The first rows of a result, under the titles of its columns, and whether there are more."""

    titles: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool


def runnable(judged: Judged) -> Judged:
    """Return the answer to whether a statement may run here: it is refused where a form cannot be made.

    Values can be given as they are, or as keyed hashes. De-identified data is made for a whole release at
    once, whose rows are counted, by ``p20w gate``.
    """
    if judged.reading is None or not judged.answer.permitted:
        return judged
    reasons = tuple(
        reason
        for column in judged.answer.columns
        if column.treatment not in GIVEN or not _may_be_given(column, judged)
        for reason in _not_made(column, judged.reading)
    )
    return replace(judged, answer=replace(judged.answer, reasons=reasons))


def _may_be_given(column: ColumnRead, judged: Judged) -> bool:
    """Say whether single rows may be given: of de-identified data only such as lineage attests to be so."""
    field = judged.datasets[column.base.dataset].fields[column.base.name]
    return judged.answer.form != "deidentified" or RANK[field.form] >= RANK["deidentified"]


def _not_made(column: ColumnRead, reading: Reading) -> Iterator[QueryReason]:
    told = "`p20w sql` cannot make this de-identified; `p20w gate` makes a release of it, and measures it"
    for clause, place in reading.fields[column.base].items():
        yield QueryReason(
            code="form-not-given", detail=told, field=column.base.address, clause=clause, place=place
        )


def key_of(judged: Judged, root: Path) -> tuple[HashKey | None, bool]:
    """Return the key of the pseudonyms that a result would hold, and whether it had to be made now.

    It is the key of the recipient and the purpose, as of a release. There is none where nothing is hashed.
    Raises ``BadInput`` where keys lie in the catalog's folder ``root``.
    """
    use = judged.answer.use
    if not any(column.treatment == "keyed-hash" for column in judged.answer.columns):
        return None, False
    keys = keyring(root)
    number, is_new = keys.ready()
    return keys.key(number, recipient=use.recipient, purpose=use.purpose), is_new


@contextmanager
def running(
    judged: Judged, data: Mapping[str, Path], *, key: HashKey | None = None, limits: Limits = LIMITS
) -> Iterator[Rows]:
    """Give the rows of a statement that ``runnable`` permits, from the files of the datasets that it reads.

    The engine sees a new file with just the columns that are read, in the permitted form, of the rows that
    the clauses let through, and the statement in names of ours. Nothing is left behind. Raises ``BadInput``
    where data is missing or cannot be read, or the statement fails or takes too much; it quotes no value.
    """
    answer, reading = judged.answer, judged.reading
    if reading is None or not answer.permitted:
        raise BadInput("the statement is refused")
    for dataset in reading.datasets:
        if dataset.name not in data:
            raise BadInput(f"no data of `{dataset.name}` is named", hint=f"--data '{dataset.name}=FILE'")
    tables = [_table(dataset, judged, data[dataset.name]) for dataset in reading.datasets]
    with scratch_in(Path(tempfile.gettempdir())) as folder:
        file = folder / "sealed.duckdb"
        seal(file, tables, key=key, limits=limits)
        with sealed_rows(file, reading.runs, limits=limits) as rows:
            yield rows


def _table(dataset: DatasetRead, judged: Judged, path: Path) -> SealedTable:
    """Return what is let in of a dataset: columns that are read, of rows that the clauses let through."""
    known = judged.datasets[dataset.name]
    plan = _plan(dataset, judged)
    data = look(path)
    columns = {column.name: column for column in data.columns}
    missing = next((one.name for one in plan.carried if one.name not in columns), None)
    if missing is not None:
        raise BadInput(
            f"the data of `{dataset.name}` has no column `{missing}`",
            hint="a column is called exactly as lineage calls the field",
        )
    tests = row_tests(plan, known, columns)
    if isinstance(tests, Stopped):
        raise BadInput(f"`{dataset.name}`: {tests.because[0]}", hint=tests.hints[0])
    steps = [Step(column=columns[one.name], treatment=one.treatment) for one in plan.carried]
    counted = [Step(column=test.column, treatment="as-is") for test in tests[:1]]
    return SealedTable(
        dataset=dataset.name,
        inside=dataset.table,
        source=data,
        recipe=Recipe(steps=tuple(steps or counted), tests=tests),
        columns=tuple(
            SealedColumn(step=step, inside=dataset.columns[one.name], value_type=one.value_type)
            for step, one in zip(steps, plan.carried, strict=True)
        ),
    )


def _plan(dataset: DatasetRead, judged: Judged) -> ReleasePlan:
    """Return what is let in of a dataset as a release, which rows of it as the clauses of its fields say."""
    fields, use, form = judged.datasets[dataset.name].fields, judged.use, judged.answer.form
    if use is None or form is None:
        raise ValueError(dataset.name)
    carried = tuple(
        Carried(
            name=column.base.name,
            address=column.base.address,
            decision=column.decision,
            treatment=column.treatment,
            value_type=fields[column.base.name].value_type,
            quasi=fields[column.base.name].quasi,
        )
        for column in judged.answer.columns
        if column.base.dataset == dataset.name and column.treatment is not None
    )
    decisions = [one.decision for one in carried] or [judged.witnesses[dataset.name]]
    return ReleasePlan(
        dataset=dataset.name,
        use=use,
        form=form,
        carried=carried,
        left_out=(),
        conditions=join(one.verdict.conditions for one in decisions),
        attested=False,
    )


def show(rows: Rows, judged: Judged, *, most: int) -> Shown:
    """Return the first rows of a result as plain values."""
    titles = judged.reading.titles if judged.reading else ()
    found: list[tuple[Any, ...]] = []
    for batch in rows.batches():
        found += _plain(batch)
        if len(found) > most:
            return Shown(titles=titles, rows=tuple(found[:most]), more=True)
    return Shown(titles=titles, rows=tuple(found), more=False)


def _plain(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in batch.columns]
    return zip(*columns, strict=True)
