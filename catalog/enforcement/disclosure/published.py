"""What everybody sees of a table: the values that are shown, and a mark for those that are not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import Dimension, Key

HIDDEN = "*"
"""The one mark for every value that is not shown, whatever the reason."""


class RateForm(StrEnum):
    """How a rate is shown."""

    SHOWN = "shown"
    BELOW = "below"
    ABOVE = "above"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate as it is shown: with its ``numerator``, or as a ``bound`` in percent, or not at all."""

    form: RateForm
    numerator: int | None = None
    bound: int | None = None

    def text(self, count: int | None) -> str:
        """Return the rate to print, among so many people as are shown."""
        if self.form is RateForm.BELOW:
            return f"<{self.bound}%"
        if self.form is RateForm.ABOVE:
            return f">{100 - (self.bound or 0)}%"
        if self.form is RateForm.HIDDEN or self.numerator is None or not count:
            return HIDDEN
        tenths = (min(self.numerator, count) * 2000 + count) // (2 * count)
        return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCell:
    """One cell as it is shown: a count or ``None``, sums only where the count is shown, and a rate.

    Where a cell holds nobody, its count is 0 and its rate is ``None``.
    """

    key: Key
    count: int | None
    rate: Rate | None = None
    sums: tuple[int, ...] = ()

    @property
    def has_something_hidden(self) -> bool:
        """Whether the count or the rate is not shown as it is."""
        return self.count is None or (self.rate is not None and self.rate.form is not RateForm.SHOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A whole table as it is shown, with the rule that everybody knows it was made by.

    A combination that has no cell here holds nobody: zeros are known. All else that a reader can learn
    stands in this record, and the audit reads nothing else.
    """

    dimensions: tuple[Dimension, ...]
    cells: tuple[PublishedCell, ...]
    rule: DisclosureRule
    numerator: str | None = None
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureFinding:
    """Why a table may not be released: a stable code, the cell by its categories, and what to do.

    ``at`` pairs each dimension with the cell's category, or with ``None`` for its total. No count and no
    other value of the data stands in a finding.
    """

    code: str
    at: tuple[tuple[str, str | None], ...]
    message: str
    hint: str

    def document(self) -> dict[str, object]:
        """Return the finding as the plain object that ``--format json`` prints."""
        return {"code": self.code, "at": dict(self.at), "message": self.message, "hint": self.hint}


def named(dimensions: tuple[Dimension, ...], key: Key) -> tuple[tuple[str, str | None], ...]:
    """Return a cell's place by the names of its dimensions."""
    return tuple((dimension.name, node) for dimension, node in zip(dimensions, key, strict=True))


def spoken(at: tuple[tuple[str, str | None], ...]) -> str:
    """Return a cell's place as a reader says it.

    >>> spoken((("county", "Alpine"), ("grade", None)))
    'county `Alpine`, grade in total'
    """
    return ", ".join(f"{name} in total" if node is None else f"{name} `{node}`" for name, node in at)
