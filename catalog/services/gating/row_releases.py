"""Let rows through: look at values that treatments depend on, stream, measure, prove."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from catalog.enforcement.recipe import Recipe, Written, met_rows, released
from catalog.errors import BadInput
from catalog.services.gating.asking import Stopped
from catalog.services.gating.engines import Engine, engine_on
from catalog.services.gating.receipts import Made
from catalog.services.gating.surveying import RARE, bad_days, classes, formulas, kept_values, runs
from catalog.services.gating.working import Work, prove_read, prove_written


def rows_made(work: Work, out: Path, scratch: Path) -> tuple[Made, bool] | Stopped:
    """Write the rows that may pass into ``scratch``, and say what was made and whether a key was."""
    recipe = work.recipe()
    if isinstance(recipe, Stopped):
        return recipe
    key, new_key = work.key(recipe)
    beside = scratch / out.name
    often = work.plan.made_deidentified or work.kind == "csv"
    with engine_on(work, recipe, scratch=scratch, key=key, often=often) as engine:
        surveyed = _surveyed(work, recipe, engine)
        if isinstance(surveyed, Stopped):
            return surveyed
        measured = _measured(work, surveyed, engine)
        if isinstance(measured, Stopped):
            return measured
        wrote = engine.write(surveyed, beside, kind=work.kind, tell=work.told())
        read = _read(work, engine, wrote)
    prove_read(work, read=read)
    columns = [step.column.name for step in surveyed.steps]
    prove_written(beside, work.kind, columns)
    made = Made(
        path=beside,
        kind=work.kind,
        columns=columns,
        rows=wrote.rows,
        read=read,
        engine=engine.name,
        key=None if key is None else key.name,
        measured=measured,
    )
    return made, new_key


def _read(work: Work, engine: Engine, wrote: Written) -> int:
    """Return how many rows the data had. A table's stream is over once it was read."""
    if wrote.read is not None:
        return wrote.read
    return engine.count() if work.place is None else wrote.rows


def _surveyed(work: Work, recipe: Recipe, engine: Engine) -> Recipe | Stopped:
    """Look at the values that a treatment depends on, before anything is written."""
    steps = []
    for step in recipe.steps:
        column = step.column
        if step.treatment == "year-only" and column.type == "VARCHAR" and bad_days(engine.ask, column):
            raise BadInput(f"column `{column.name}` holds values that are no days", hint="write 2026-07-01")
        if step.treatment == "as-is" and work.kind == "csv" and formulas(engine.ask, column):
            return _running(work, column.name)
        if step.treatment in {"rare-grouped", "year-only"}:
            kept = kept_values(engine.ask, met_rows(recipe), step)
            if work.kind == "csv" and any(runs(value) for value in kept):
                return _running(work, column.name)
            steps.append(replace(step, kept=kept))
        else:
            steps.append(step)
    return replace(recipe, steps=tuple(steps))


def _running(work: Work, name: str) -> Stopped:
    return Stopped(
        because=(f"column `{name}` holds values that a spreadsheet would run",),
        hints=("write Parquet: `--out NAME.parquet`",),
        plan=work.plan,
    )


def _measured(work: Work, recipe: Recipe, engine: Engine) -> dict[str, int] | Stopped:
    """Measure de-identified rows: how many share what could single a person out."""
    if not work.plan.made_deidentified:
        return {}
    quasi = [one.name for one in work.plan.carried if one.quasi]
    smallest, below = classes(engine.ask, released(recipe), quasi)
    asked = work.plan.conditions.min_cell
    if asked is not None and smallest < asked:
        return Stopped(
            because=(f"the smallest group of like rows has {smallest}; a clause asks for at least {asked}",),
            hints=("leave out columns that single persons out, or gate it as `--form aggregate --by`",),
            plan=work.plan,
        )
    return {"smallest_class": smallest, f"rows_in_classes_below_{RARE}": below}
