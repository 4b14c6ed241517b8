"""Plan a table of counts: each column that it is made from is decided, as aggregate data, or none is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from catalog.records.release import Carried, LeftOut, ReleasePlan
from catalog.rules.flows.conditions import join
from catalog.rules.lineage.hops import ANY_CELL
from catalog.rules.release.ruling import Ruler

Part = Literal["grouped-by", "counted", "rated", "selected-by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A table that is wanted: of the people that a column tells apart, by others, perhaps with a rate.

    ``only`` are columns whose values select the rows that are counted.
    """

    by: tuple[str, ...]
    people: str
    rate: str | None = None
    only: tuple[str, ...] = ()

    def parts(self) -> tuple[tuple[str, Part], ...]:
        """Return the columns that the table is made from, each with its part in it."""
        grouped: list[tuple[str, Part]] = [(name, "grouped-by") for name in self.by]
        grouped.append((self.people, "counted"))
        rated: list[tuple[str, Part]] = [] if self.rate is None else [(self.rate, "rated")]
        selecting: list[tuple[str, Part]] = [(name, "selected-by") for name in self.only]
        return (*grouped, *rated, *selecting)


def plan_counts(ruler: Ruler, counting: Counting, others: Sequence[str] = ()) -> ReleasePlan:
    """Plan a table of counts; ``others`` are columns of the data that no part of it is made from.

    How large cells must be is found here and held to when the table is made: that is the evidence. A column
    that is refused refuses the whole table, since the counts would descend from it all the same.
    """
    asking = replace(ruler, use=replace(ruler.use, min_cell=ANY_CELL))
    carried, refused = [], []
    for name, part in counting.parts():
        decision = asking.rule(name, form="aggregate")
        field = asking.dataset.fields[name]
        if not decision.permitted:
            refused.append(LeftOut(name=name, why="refused", decision=decision))
            continue
        carried.append(
            Carried(
                name=name,
                address=field.address,
                decision=decision,
                treatment=part,
                value_type=field.value_type,
                quasi=field.quasi,
            )
        )
    unbound = [LeftOut(name=name, why="unbound") for name in others]
    return ReleasePlan(
        dataset=ruler.dataset.dataset,
        use=ruler.use,
        form="aggregate",
        carried=() if refused else tuple(carried),
        left_out=(*refused, *unbound),
        conditions=join(() if refused else [one.decision.verdict.conditions for one in carried]),
        attested=False,
    )
