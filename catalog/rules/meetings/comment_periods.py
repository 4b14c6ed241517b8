"""How long the public may comment on a proposal, and the first day on which a vote on it may be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from catalog.records.difference import Grade
from catalog.records.meetings import Body

USUAL_DAYS: Final[Mapping[Grade, int]] = {"wording": 30, "compatible": 60, "breaking": 90}
"""How long a proposal is open for comment where the body's rules do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPeriod:
    """The days on which the public may comment on a proposal, and the first day of a vote after them.

    The day it was proposed is not counted, the last day of comment is.
    """

    opened: date
    days: int
    through: date

    @property
    def first_vote(self) -> date:
        """The first day on which a vote may be taken: the day after the last day of comment."""
        return self.through + timedelta(days=1) if self.days else self.opened

    def is_open_on(self, day: date) -> bool:
        """Say whether the public may comment on a day."""
        return self.days > 0 and self.opened <= day <= self.through

    def days_left(self, day: date) -> int:
        """Return how many days of comment are left after a day; never less than none."""
        return max((self.through - day).days, 0)


def comment_period(body: Body, grade: Grade, *, proposed_on: date) -> CommentPeriod:
    """Return the comment period of a proposal of that grade, by the rules of the day it was proposed."""
    rules = body.rules_on(proposed_on)
    named = USUAL_DAYS if rules is None or rules.comment_days is None else rules.comment_days
    days = named[grade]
    return CommentPeriod(opened=proposed_on, days=days, through=proposed_on + timedelta(days=days))
