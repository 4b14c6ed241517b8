"""Turn a table and what is hidden of it into what everybody sees."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.enforcement.disclosure.cube import Cube
from catalog.enforcement.disclosure.hiding import Pattern
from catalog.enforcement.disclosure.published import Published, PublishedCell, Rate, RateForm
from catalog.enforcement.disclosure.rule import DisclosureRule, most_below


def publish(cube: Cube, rule: DisclosureRule, pattern: Pattern) -> Published:
    """Return the table as it is shown. Margins are rounded from their own true values, not from their parts.

    Cells that were given and hold nobody come last, with the count 0.
    """
    table = cube.table
    shown = (_cell(cube, rule, pattern, at) for at in range(len(cube.keys)))
    return Published(
        dimensions=table.dimensions,
        cells=(*shown, *_empty(cube)),
        rule=rule,
        numerator=table.numerator,
        sums=table.sums,
    )


def _empty(cube: Cube) -> Iterator[PublishedCell]:
    table = cube.table
    for cell in sorted((cell for cell in table.cells if not cell.count), key=lambda cell: cell.key):
        yield PublishedCell(key=cell.key, count=0, sums=cell.sums)


def _cell(cube: Cube, rule: DisclosureRule, pattern: Pattern, at: int) -> PublishedCell:
    has_rate = cube.table.numerator is not None
    if pattern.counts[at]:
        rate = Rate(form=RateForm.HIDDEN) if has_rate else None
        return PublishedCell(key=cube.keys[at], count=None, rate=rate)
    return PublishedCell(
        key=cube.keys[at],
        count=rule.rounded(int(cube.counts[at])),
        rate=_rate(cube, rule, pattern, at) if has_rate else None,
        sums=tuple(int(value) for value in cube.sums[at]),
    )


def _rate(cube: Cube, rule: DisclosureRule, pattern: Pattern, at: int) -> Rate:
    count, having = int(cube.counts[at]), int(cube.numerators[at])
    bound = rule.bound_for(rule.rounded(count))
    if not pattern.rates[at]:
        return Rate(form=RateForm.SHOWN, numerator=rule.rounded(having))
    if bound is None or most_below(bound, count) < min(having, count - having):
        return Rate(form=RateForm.HIDDEN)
    return Rate(form=RateForm.BELOW if having <= count - having else RateForm.ABOVE, bound=bound)
