"""The sum of a vote as a page shows it: what was needed, who counted, and a block for each seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.records.decision_record import Arithmetic, VoteOutcome
from catalog.records.meetings import Share
from catalog.rules.meetings.tally import outcome_of

_MOST_BLOCKS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SumView:
    """The sum of a vote. ``share`` is what the rules of the day ask, where they are known."""

    total: Arithmetic
    share: Share | None

    @property
    def has_quorum(self) -> bool:
        """Whether enough members counted for anything to be adopted."""
        return self.total.counted >= self.total.quorum

    @property
    def outcome(self) -> VoteOutcome:
        """What follows from the figures."""
        return outcome_of(self.total)

    @property
    def blocks(self) -> tuple[str, ...]:
        """What each seat did, the ayes first, so that the place of the last aye needed can be marked.

        A body too large to be drawn has none.
        """
        total = self.total
        votes = (total.aye, total.no, total.abstain, total.recused, total.absent)
        vacant = max(total.of - sum(votes), 0) if total.base == "authorized" else 0
        if sum(votes) + vacant > _MOST_BLOCKS:
            return ()
        named = zip(("aye", "no", "abstain", "recused", "absent", "vacant"), (*votes, vacant), strict=True)
        return tuple(name for name, times in named for _ in range(times))
