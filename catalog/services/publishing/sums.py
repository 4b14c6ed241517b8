"""The sum of a vote in words: what was needed, who counted, and what follows."""

from __future__ import annotations

from typing import Final

from catalog.records.decision_record import Arithmetic
from catalog.records.meetings import Share
from catalog.rules.meetings.tally import outcome_of

_PARTS: Final = {"1/2": "one half", "2/3": "two thirds", "3/4": "three quarters", "3/5": "three fifths"}
_BASES: Final = {
    "authorized": "authorized seats",
    "filled": "filled seats",
    "present": "members present who voted aye or no",
}
_RESULTS: Final = {
    "adopted": "so the motion carried.",
    "failed": "so the motion failed.",
    "tied": "a tie, so the motion did not carry.",
}


def share_in_words(share: Share) -> str:
    """Say a share.

    >>> from fractions import Fraction
    >>> share_in_words(Share(fraction=Fraction(2, 3), of="membership", more_than=False))
    'two thirds of the membership'
    >>> share_in_words(Share(fraction=Fraction(1, 2), of="present", more_than=True))
    'more than one half of those present and voting'
    """
    part = _PARTS.get(str(share.fraction), str(share.fraction))
    of = "those present and voting" if share.of == "present" else "the membership"
    return f"{'more than ' if share.more_than else ''}{part} of {of}"


def spelled_out(total: Arithmetic, share: Share | None) -> tuple[str, ...]:
    """Return the sum of a vote, a sentence a step. ``share`` is what the rules of the day ask."""
    base = _BASES.get(total.base, total.base)
    rule = "" if share is None else f", {share_in_words(share)}"
    quorum = "there was a quorum" if total.counted >= total.quorum else "there was no quorum"
    cast = f"{total.aye} aye, {total.no} no, {total.abstain} abstaining"
    counted = f"{total.aye} + {total.no} + {total.abstain} = {total.counted} counted"
    return (
        f"Votes: {cast}; {total.recused} recused, {total.absent} absent.",
        f"Quorum: {total.quorum} needed. {counted}, so {quorum}.",
        f"To carry: {total.needed} ayes needed of {total.of} {base}{rule}.",
        f"Result: {_compared(total)}",
    )


def _compared(total: Arithmetic) -> str:
    outcome = outcome_of(total)
    if total.counted < total.quorum:
        return f"without a quorum nothing can be adopted, {_RESULTS['failed']}"
    if outcome == "tied":
        return f"{total.aye} ayes and {total.no} noes are equal, {_RESULTS['tied']}"
    size = "at least" if total.aye >= total.needed else "fewer than"
    return f"{total.aye} ayes are {size} the {total.needed} needed, {_RESULTS[outcome]}"
