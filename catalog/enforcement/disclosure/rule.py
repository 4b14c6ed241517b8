"""The rule of a release: the smallest count to be shown, how rates are capped, how counts are rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from catalog.errors import BadInput

BOUNDS: Final = (1, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50)
"""The bounds, in percent, that a capped rate may be shown with; the rule's own cap is one more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRule:
    """What a release must keep to.

    ``minimum`` is the smallest count that is shown. ``cap`` is the narrowest bound for a rate, in percent:
    a rate below it, or as near to 100, is shown only as a bound. ``round_to`` is the base that counts are
    rounded to; one is no rounding. A base above the minimum is refused, since a count would round to zero.
    """

    minimum: int
    cap: int = 5
    round_to: int = 1

    def __post_init__(self) -> None:
        """Refuse a rule that protects nobody, or that cannot be kept."""
        if self.minimum < 1 or not 1 <= self.cap <= BOUNDS[-1] or not 1 <= self.round_to <= self.minimum:
            raise BadInput(
                "the rule cannot be kept",
                hint="the minimum is 1 or more, the cap 1 to 50 percent, the rounding base 1 to the minimum",
            )

    def rounded(self, value: int) -> int:
        """Return a value as it is shown: to the nearest multiple of the base, halves up."""
        return (value + self.round_to // 2) // self.round_to * self.round_to

    def range_of(self, shown: int) -> tuple[int, int]:
        """Return the smallest and the largest value that is shown so."""
        low = shown - self.round_to // 2
        return max(0, low), low + self.round_to - 1

    def bound_for(self, shown: int) -> int | None:
        """Return the bound, in percent, for a rate among so many people; ``None`` where no rate is safe.

        It depends on nothing but the count that is shown, and it is so wide that the numerator behind a
        capped rate may be the minimum or more.
        """
        fewest = max(self.minimum, self.range_of(shown)[0])
        wide_enough = (
            bound
            for bound in sorted({self.cap, *BOUNDS})
            if bound >= self.cap and most_below(bound, fewest) >= self.minimum
        )
        return next(wide_enough, None)


def most_below(bound: int, count: int) -> int:
    """Return the largest numerator whose rate among ``count`` people is below a bound in percent."""
    return (bound * count - 1) // 100


def strictest(rules: Iterable[DisclosureRule]) -> DisclosureRule:
    """Return the rule that keeps all the rules: the largest minimum, the widest cap, the coarsest rounding.

    Bases that do not divide each other are kept by their largest, as rounding to it hides at least as much.
    No rules at all are refused: what nobody ruled on is not released.
    """
    given = tuple(rules)
    if not given:
        raise BadInput(
            "no rule for small cells was given", hint="an agreement that permits aggregates says one"
        )
    return DisclosureRule(
        minimum=max(rule.minimum for rule in given),
        cap=max(rule.cap for rule in given),
        round_to=max(rule.round_to for rule in given),
    )
