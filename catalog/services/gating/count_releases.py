"""Let a table of counts through: count, protect, hold against what was released before, write."""

from __future__ import annotations

from pathlib import Path

from catalog.rules.release.counting import Counting
from catalog.services.gating.asking import Stopped
from catalog.services.gating.counting import columns_of_counts, counted, protected, rule_of, write_counts
from catalog.services.gating.engines import engine_on
from catalog.services.gating.receipts import Made
from catalog.services.gating.surveying import runs
from catalog.services.gating.working import Work, prove_read, prove_written


def counts_made(
    work: Work, counting: Counting, out: Path, *, scratch: Path, round_to: int
) -> tuple[Made, bool] | Stopped:
    """Write the table of counts into ``scratch``, and say what was made. It needs no key."""
    recipe = work.recipe()
    if isinstance(recipe, Stopped):
        return recipe
    rule = rule_of(work.plan, round_to=round_to)
    with engine_on(work, recipe, scratch=scratch, key=None, often=True) as engine:
        read = engine.count()
        table = counted(engine.ask, recipe, counting, least=rule.minimum)
    prove_read(work, read=read)
    if isinstance(table, Stopped):
        return table
    if work.kind == "csv" and any(runs(name) for one in table.dimensions for name in one.categories):
        return Stopped(
            because=("a group has a name that a spreadsheet would run",),
            hints=("write Parquet: `--out NAME.parquet`",),
            plan=work.plan,
        )
    admitted = protected(table, rule, work.plan, work.snapshot.digest)
    if isinstance(admitted, Stopped):
        return admitted
    found, entry = admitted
    beside = scratch / out.name
    columns = columns_of_counts(found.published)
    rows = write_counts(found.published, beside, kind=work.kind)
    prove_written(beside, work.kind, columns)
    hidden = sum(1 for cell in found.published.cells if cell.count is None)
    made = Made(
        path=beside,
        kind=work.kind,
        columns=columns,
        rows=rows,
        read=read,
        engine=engine.name,
        key=None,
        entry=entry,
        measured={"least_cell": rule.minimum, "rounded_to": rule.round_to, "cells_hidden": hidden},
    )
    return made, False
