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
    if people in bound and not dataset.fields[people].identifier:
        return Stopped(
            because=(f"`{people}` does not tell people apart: its values are no identifiers",),
            hints=("count by --people with a field that is an identifier, or a pseudonym of one",),
        )
    only = tuple(dict.fromkeys(name for name, _ in wanted.only))
    named = [*wanted.by, people, *([wanted.rate] if wanted.rate else []), *only]
    unknown = [name for name in named if name not in bound]
    if unknown:
        return Stopped(
            because=(f"the data has no column `{unknown[0]}` that is a field of `{dataset.dataset}`",)
        )
    if len(set(named)) < len(named):
        return Stopped(because=("one column has two parts in the table",))
    return _unfit(wanted, dataset) or Counting(by=wanted.by, people=people, rate=wanted.rate, only=only)


def _unfit(wanted: Wanted, dataset: DatasetFields) -> Stopped | None:
    """Say which column cannot have its part in a table; ``None`` if all can.

    The names of groups are shown to everybody, so no group is a person or a day. A flag is told as a rate,
    which is capped: counted by, it would tell the same without a cap.
    """
    for name in wanted.by:
        field = dataset.fields[name]
        if field.identifier or field.value_type == "date":
            return Stopped(
                because=(f"a table is not counted by `{name}`: its values single persons out",),
                hints=("count by what many people share",),
            )
        if field.value_type == "boolean":
            return Stopped(
                because=(f"`{name}` is a flag: a table tells it as a rate",), hints=(f"say --rate {name}",)
            )
    for name, _ in wanted.only:
        if dataset.fields[name].identifier:
            return Stopped(because=(f"rows are not selected by `{name}`: its values single persons out",))
    if wanted.rate is not None and dataset.fields[wanted.rate].value_type != "boolean":
        return Stopped(because=(f"`{wanted.rate}` is no flag: a rate tells for how many it is true",))
    return None


def _people(dataset: DatasetFields, bound: Sequence[str]) -> str | None:
    """Return the one identifier of the data; ``None`` where there is none, or more than one."""
    found = [name for name in bound if dataset.fields[name].identifier]
    return found[0] if len(found) == 1 else None
