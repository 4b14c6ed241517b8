"""Which table of counts is wanted, if one is, and which column tells its people apart."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.records.ids import RANK
from catalog.rules.release.counting import Counting
from catalog.rules.release.fields import DatasetFields
from catalog.services.gating.asking import Stopped, Wanted


def counting_of(wanted: Wanted, dataset: DatasetFields, bound: Sequence[str]) -> Counting | Stopped | None:
    """Return the table of counts that is wanted, or why it cannot be made; ``None`` where rows are wanted.

    Data that lineage attests to be aggregate is a table already, and passes as rows do.
    """
    attested = all(RANK[dataset.fields[name].form] >= RANK["aggregate"] for name in bound)
    if not wanted.by and (wanted.form != "aggregate" or attested):
        return None
    if not wanted.by:
        return Stopped(
            because=("the columns to count by are not named",), hints=("say --by COLUMN, once for each",)
        )
    if wanted.form not in {None, "aggregate"}:
        return Stopped(
            because=(f"a table of counts is not {wanted.form} data",), hints=("say --form aggregate",)
        )
    people = wanted.people or _people(dataset, bound)
    if people is None:
        return Stopped(
            because=("which column tells people apart is not known: rows are no people",),
            hints=("say --people COLUMN",),
        )
    named = [*wanted.by, people, *([wanted.rate] if wanted.rate else [])]
    unknown = [name for name in named if name not in bound]
    if unknown:
        return Stopped(
            because=(f"the data has no column `{unknown[0]}` that is a field of `{dataset.dataset}`",)
        )
    if len(set(named)) < len(named):
        return Stopped(because=("one column has two parts in the table",))
    return Counting(by=wanted.by, people=people, rate=wanted.rate)


def _people(dataset: DatasetFields, bound: Sequence[str]) -> str | None:
    """Return the one identifier of the data; ``None`` where there is none, or more than one."""
    found = [name for name in bound if dataset.fields[name].identifier]
    return found[0] if len(found) == 1 else None
