"""The words of a decision record: its title and its one sentence, made from the motion and the count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog.records.decision_record import Arithmetic, Effect, VoteOutcome
from catalog.records.ids import MeetingId
from catalog.records.meetings import AgendaItem, Body, Motion, Vote
from catalog.rules.meetings.motions import adopts_text
from catalog.rules.meetings.roll import listed, seats_that, voting_seats

LONGEST_TITLE: Final = 120
_MEMBERS: Final = {
    "authorized": "authorized seats",
    "filled": "filled seats",
    "present": "members present and voting",
}


def title_of(
    motion: Motion | None, item: AgendaItem, *, outcome: VoteOutcome, amended: str | None = None
) -> str:
    """Return a record's title: the item's where its text was put to the vote, else what was moved on it.

    ``amended`` names the version that was adopted in place of the posted one.
    """
    if motion is not None and outcome == "withdrawn":
        return _shortened(f"Motion withdrawn on item {item.number}: {item.title}")
    if outcome in {"withdrawn", "continued"}:
        return _shortened(f"Item {item.number} {outcome}: {item.title}")
    if motion is None or adopts_text(motion):
        return _shortened(item.title) + (f" (as amended: {amended})" if amended else "")
    moved = {"reconsider": "Reconsider", "continue": "Continue"}.get(motion.motion_class)
    if motion.amends is not None:
        moved = "Amend the motion on"
    return _shortened(f"{moved or f'Motion ({motion.motion_class}) on'} item {item.number}: {item.title}")


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= LONGEST_TITLE:
        return plain
    return plain[: LONGEST_TITLE - 3].rsplit(" ", 1)[0] + "..."


def sentence_of_vote(
    body: Body,
    vote: Vote,
    *,
    total: Arithmetic,
    outcome: VoteOutcome,
    effects: Sequence[Effect],
    reconsidered: bool,
) -> str:
    """Return the sentence that spells what came of a vote; each abstention is named by its seat."""
    parts = [
        f"{_result(body, outcome, total=total)} with {_sum(body, vote, total=total)}",
        f"{total.needed} of {total.of} {_MEMBERS[total.base]} needed",
        f"quorum {total.quorum}, {total.counted} counted",
        *map(_effect, effects),
    ]
    if reconsidered:
        parts.append("reconsidered later in the meeting, so this result has no effect")
    elif outcome == "adopted" and body.classification == "advisory":
        parts.append("an advisory body adopts nothing")
    return "; ".join(parts) + "."


def sentence_without_vote(outcome: VoteOutcome, item: AgendaItem, *, to: MeetingId | None) -> str:
    """Return the sentence on what ended without a vote."""
    if outcome == "withdrawn":
        return f"Withdrawn without a vote on item {item.number}; nothing is decided."
    where = "" if to is None else f" to {to}"
    return f"Item {item.number} is continued{where} without a vote; nothing is decided."


def _result(body: Body, outcome: VoteOutcome, *, total: Arithmetic) -> str:
    if total.counted < total.quorum:
        return "Failed for want of a quorum"
    if outcome == "adopted" and body.classification == "advisory":
        return "Recommended"
    return {"adopted": "Carried", "continued": "Continued"}.get(outcome, outcome.capitalize())


def _sum(body: Body, vote: Vote, *, total: Arithmetic) -> str:
    abstaining = [seat for seat in seats_that(vote, "abstain") if seat in voting_seats(body)]
    named = f" ({listed(abstaining)})" if abstaining else ""
    return (
        f"{total.aye} aye, {total.no} no, {total.abstain} abstaining{named}, "
        f"{total.recused} recused, {total.absent} absent"
    )


def _effect(effect: Effect) -> str:
    done = {"adopt": "adopted, effective", "retire": "retired from"}[effect.op]
    return f"{effect.object} is {done} {effect.effective}"
