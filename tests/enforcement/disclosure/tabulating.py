"""Build tables for the tests of disclosure control: from rows as a reader sees them, and at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from catalog.enforcement.disclosure.protecting import Protected, Refusal, protect
from catalog.enforcement.disclosure.published import Published
from catalog.enforcement.disclosure.releases import Release, release_of
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import Cell, CountTable, Dimension, Key, Selection

ELEVEN = DisclosureRule(minimum=11)


def by_county(
    rows: Mapping[str, Sequence[int]],
    *,
    grades: Sequence[str] = ("9", "10", "11"),
    selection: Mapping[str, Sequence[str]] | None = None,
) -> CountTable:
    """Return a table of counties by grades, one row of counts for each county."""
    chosen = (selection or {}).items()
    return CountTable(
        dimensions=(
            Dimension(name="county", categories=tuple(rows)),
            Dimension(name="grade", categories=tuple(grades)),
        ),
        cells=tuple(
            Cell(key=(county, grade), count=count)
            for county, counts in rows.items()
            for grade, count in zip(grades, counts, strict=True)
        ),
        selection=tuple(Selection(field=field, values=frozenset(values)) for field, values in chosen),
    )


def with_rates(cells: Mapping[str, tuple[int, int]]) -> CountTable:
    """Return a table of schools: how many pupils, and how many of them graduated."""
    return CountTable(
        dimensions=(Dimension(name="school", categories=tuple(cells)),),
        cells=tuple(Cell(key=(name,), count=of, numerator=having) for name, (having, of) in cells.items()),
        numerator="graduated",
    )


def at_random(
    seed: int, shape: Sequence[int], *, mean: float, rates: bool = False, regions: int = 0
) -> CountTable:
    """Return a table of skewed counts; with ``regions``, the first dimension adds up to so many groups."""
    rng = np.random.default_rng(seed)
    names = [tuple(f"{axis}-{at}" for at in range(size)) for axis, size in enumerate(shape)]
    above = tuple((name, f"region-{at % regions}") for at, name in enumerate(names[0])) if regions else ()
    cells = []
    for at in np.ndindex(*shape):
        count = int(rng.negative_binomial(1.2, 1.2 / (1.2 + mean)))
        having = int(rng.binomial(count, rng.choice([0.02, 0.3, 0.6, 0.97])))
        key = tuple(names[axis][place] for axis, place in enumerate(at))
        cells.append(Cell(key=key, count=count, numerator=having if rates else None))
    return CountTable(
        dimensions=tuple(
            Dimension(name=f"d{axis}", categories=found, above=above if axis == 0 else ())
            for axis, found in enumerate(names)
        ),
        cells=tuple(cells),
        numerator="flag" if rates else None,
    )


def shown(published: Published) -> dict[Key, int | None]:
    """Return the counts as they are shown."""
    return {cell.key: cell.count for cell in published.cells}


def rates(published: Published) -> dict[Key, str]:
    """Return the rates as they are printed."""
    return {cell.key: cell.rate.text(cell.count) for cell in published.cells if cell.rate is not None}


def protected(table: CountTable, rule: DisclosureRule = ELEVEN) -> Protected:
    """Return a table protected, or fail with the findings."""
    found = protect(table, rule)
    assert not isinstance(found, Refusal), found.findings
    return found


def a_release(table: CountTable, *, rule: DisclosureRule = ELEVEN, recipient: str = "ucla") -> Release:
    """Return the release of a table, protected."""
    return release_of(
        protected(table, rule),
        dataset="k12/enrolment",
        recipient=recipient,
        purpose="research",
        on=date(2026, 8, 1),
        catalog="sha256:00",
    )
