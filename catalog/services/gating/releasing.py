"""Let data through: bind, decide, stream what passes through an engine, prove it, give it its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.enforcement.embedded import Embedded, Source, opened, version
from catalog.enforcement.inputs.seen import Column, Input
from catalog.enforcement.inputs.tables import Place, streamed
from catalog.enforcement.keys import HashKey
from catalog.enforcement.outputs import columns_written, put, scratch_beside
from catalog.enforcement.recipe import Recipe, Step, released
from catalog.errors import BadInput
from catalog.records.release import ReleasePlan
from catalog.records.snapshot import Snapshot
from catalog.rules.release.fields import DatasetFields
from catalog.rules.release.planning import plan_release
from catalog.rules.release.ruling import Ruler
from catalog.services.gating.asking import (
    OutputKind,
    Stopped,
    Tell,
    Wanted,
    columns_bound,
    dataset_of,
    look_at,
    output_kind,
    place_if_any,
)
from catalog.services.gating.keeping_keys import keyring
from catalog.services.gating.receipts import Made, receipt_of, receipt_path, registry, written
from catalog.services.gating.rows import row_tests
from catalog.services.gating.surveying import RARE, bad_days, classes, formulas, kept_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A release that was made: its plan, its receipt, and whether a key had to be made for it."""

    plan: ReleasePlan
    receipt: dict[str, Any]
    out: Path
    new_key: bool


def release(
    snapshot: Snapshot, wanted: Wanted, *, root: Path, tell: Tell = lambda *_: None
) -> Released | Stopped:
    """Make a release, or say why it is refused; a refusal and an error leave nothing behind.

    Raises ``BadInput`` where the data cannot be read whole and exactly, ``NotFound`` where there is no such
    dataset, ``WriteRefused`` where the output cannot be written or holds something else already.
    """
    kind = output_kind(wanted, root)
    dataset = dataset_of(snapshot, wanted)
    place = place_if_any(wanted)
    data = look_at(wanted, place, tell)
    if any(file.path.resolve() == wanted.out.resolve() for file in data.files):
        raise BadInput("the output would replace the input", hint="name another file")
    binding = columns_bound(dataset, [column.name for column in data.columns], drop=wanted.drop)
    if isinstance(binding, Stopped):
        return binding
    ruler = Ruler(snapshot=snapshot, use=wanted.use, dataset=dataset)
    plan = plan_release(ruler, binding.bound, binding.unbound, form=wanted.form)
    if not plan.permitted:
        return Stopped(because=("no column may flow so",), plan=plan)
    with scratch_beside(wanted.out) as scratch:
        return _made(_Work(snapshot, plan, dataset, data, place, kind, root, tell), wanted.out, scratch)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be made: the plan, the data it is made of, and as what."""

    snapshot: Snapshot
    plan: ReleasePlan
    dataset: DatasetFields
    data: Input
    place: Place | None
    kind: OutputKind
    root: Path
    tell: Tell

    @property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.data.columns}

    def steps(self) -> tuple[Step, ...]:
        columns = self.columns
        return tuple(Step(column=columns[one.name], treatment=one.treatment) for one in self.plan.carried)


def _made(work: _Work, out: Path, scratch: Path) -> Released | Stopped:
    tests = row_tests(work.plan, work.dataset, work.columns)
    if isinstance(tests, Stopped):
        return tests
    recipe = Recipe(steps=work.steps(), tests=tests)
    key, new_key = _key(work.plan, work.root) if recipe.hashes else (None, False)
    beside = scratch / out.name
    with _engine(work, recipe, scratch=scratch, key=key) as engine:
        surveyed = _surveyed(work, recipe, engine)
        if isinstance(surveyed, Stopped):
            return surveyed
        measured = _measured(work, surveyed, engine)
        if isinstance(measured, Stopped):
            return measured
        rows = engine.write(surveyed, beside, kind=work.kind, tell=_told(work))
        read = engine.count() if surveyed.tests and work.place is None else rows
    _proved(work, surveyed, beside, read=read)
    made = Made(
        path=beside,
        kind=work.kind,
        rows=rows,
        engine=version(),
        key=None if key is None else key.name,
        measured=measured,
    )
    receipt = receipt_of(
        work.snapshot,
        work.plan,
        replace(work.data, rows=work.data.rows if work.data.rows is not None else rows),
        made,
    )
    told = scratch / receipt_path(out).name
    told.write_bytes(written(receipt))
    registry().add(receipt["release"], written(receipt))
    put({beside: out, told: receipt_path(out)})
    return Released(plan=work.plan, receipt=receipt, out=out, new_key=new_key)


@contextmanager
def _engine(work: _Work, recipe: Recipe, *, scratch: Path, key: HashKey | None) -> Iterator[Embedded]:
    """Give the engine on the data. A table that is looked at more than once is read once, and kept for it."""
    with ExitStack() as stack:
        stream = None
        if work.place is not None:
            names = [column.name for column in recipe.columns]
            stream = stack.enter_context(streamed(work.place, names))
        surveyed = work.plan.made_deidentified or work.kind == "csv"
        yield stack.enter_context(
            opened(
                Source(data=work.data, columns=recipe.columns, stream=stream, kept=surveyed),
                scratch=scratch,
                key=key,
            )
        )


def _told(work: _Work) -> Any:
    of = work.data.rows or 0
    return lambda part: work.tell("letting rows through", int(part * of), of)


def _key(plan: ReleasePlan, root: Path) -> tuple[HashKey, bool]:
    keys = keyring(root)
    number, is_new = keys.ready()
    return keys.key(number, recipient=plan.use.recipient, purpose=plan.use.purpose), is_new


def _surveyed(work: _Work, recipe: Recipe, engine: Embedded) -> Recipe | Stopped:
    """Look at the values that a treatment depends on, before anything is written."""
    steps = []
    for step in recipe.steps:
        column = step.column
        if step.treatment == "year-only" and column.type == "VARCHAR" and bad_days(engine.ask, column):
            raise BadInput(f"column `{column.name}` holds values that are no days", hint="write 2026-07-01")
        if step.treatment == "as-is" and work.kind == "csv" and formulas(engine.ask, column):
            return Stopped(
                because=(f"column `{column.name}` holds values that a spreadsheet would run",),
                hints=("write Parquet: `--out NAME.parquet`",),
                plan=work.plan,
            )
        rare = step.treatment == "rare-grouped"
        steps.append(replace(step, kept=kept_values(engine.ask, column)) if rare else step)
    return replace(recipe, steps=tuple(steps))


def _proved(work: _Work, recipe: Recipe, made: Path, *, read: int) -> None:
    """Raise unless what was read is what was looked at, and what was written is what was planned."""
    changed = work.data.changed()
    if changed is not None:
        raise BadInput(
            f"`{changed.path}` changed while it was read", hint="gate a file that nobody writes in"
        )
    if work.data.rows is not None and read != work.data.rows:
        raise BadInput(
            f"the data has {work.data.rows} rows, of which {read} could be read: nothing was let through"
        )
    if columns_written(made, work.kind) != [step.column.name for step in recipe.steps]:
        raise BadInput("what was written is not what was planned: nothing was let through")


def _measured(work: _Work, recipe: Recipe, engine: Embedded) -> dict[str, int] | Stopped:
    """Measure de-identified rows: how many share what could single a person out."""
    if not work.plan.made_deidentified:
        return {}
    quasi = [one.name for one in work.plan.carried if one.quasi]
    smallest, below = classes(engine.ask, released(recipe), quasi)
    asked = work.plan.conditions.min_cell
    if asked is not None and smallest < asked:
        return Stopped(
            because=(f"the smallest group of like rows has {smallest}; a clause asks for at least {asked}",),
            hints=("leave out columns that single persons out, or gate it as `--form aggregate`",),
            plan=work.plan,
        )
    return {"smallest_class": smallest, f"rows_in_classes_below_{RARE}": below}
