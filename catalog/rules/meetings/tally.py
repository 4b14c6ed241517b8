"""The sum of a vote: what is needed, who counted, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from math import ceil, floor
from typing import Final

from catalog.records.decision_record import Arithmetic, VoteOutcome
from catalog.records.ids import SeatId
from catalog.records.meetings import Ballot, Body, BodyRules, Motion, Share
from catalog.rules.meetings.roll import filled_seats, voting_seats

_AWAY: Final = ("absent", "left")


def needed_of(share: Share, members: int) -> int:
    """Return how many a share of so many members is: never less than one.

    >>> from fractions import Fraction
    >>> needed_of(Share(fraction=Fraction(2, 3), of="membership", more_than=False), 21)
    14
    >>> needed_of(Share(fraction=Fraction(1, 2), of="membership", more_than=True), 21)
    11
    """
    part = share.fraction * members
    return max(1, floor(part) + 1 if share.more_than else ceil(part))


def membership(body: Body, rules: BodyRules, *, day: date) -> int:
    """Return how many members a share of the membership is taken of: authorized or filled seats.

    A body that records no holders at all is counted by its authorized seats.
    """
    if rules.membership_base == "filled" and body.terms:
        return len(filled_seats(body, day))
    return rules.seats


def quorum_of(rules: BodyRules) -> int:
    """Return the quorum, which is always taken of the authorized seats."""
    return needed_of(rules.quorum, rules.seats)


def threshold_of(rules: BodyRules, motion: Motion) -> Share:
    """Return the share a motion needs: that of adoption for class ``adopt``, else the procedural one."""
    return rules.adopt if motion.motion_class == "adopt" else rules.procedural


def tally(
    body: Body, rules: BodyRules, *, motion: Motion, roll: Mapping[SeatId, Ballot], day: date
) -> Arithmetic:
    """Add up a roll by the rules of its day.

    Seats without a vote do not count. A filled seat that the roll leaves out is absent. Whoever is
    recused counts neither toward the quorum nor for or against. ``of: present`` means the members
    present and voting.
    """
    voting = voting_seats(body)
    cast = Counter(ballot.vote for seat, ballot in roll.items() if seat in voting)
    left_out = filled_seats(body, day) - roll.keys()
    share = threshold_of(rules, motion)
    if share.of == "present":
        base, members = "present", cast["aye"] + cast["no"]
    else:
        base, members = rules.membership_base, membership(body, rules, day=day)
    needed, quorum = needed_of(share, members), quorum_of(rules)
    counted = cast["aye"] + cast["no"] + cast["abstain"]
    return Arithmetic(
        aye=cast["aye"],
        no=cast["no"],
        abstain=cast["abstain"],
        recused=cast["recused"],
        absent=sum(cast[away] for away in _AWAY) + len(left_out),
        needed=needed,
        of=members,
        quorum=quorum,
        counted=counted,
        base=base,
        says=f"{cast['aye']} aye; {needed} of {members} needed; quorum {quorum}, {counted} counted",
    )


def outcome_of(total: Arithmetic) -> VoteOutcome:
    """Say what came of a vote: without a quorum nothing, and equal ayes and noes are a tie."""
    if total.counted < total.quorum:
        return "failed"
    if total.aye == total.no:
        return "tied"
    return "adopted" if total.aye >= total.needed else "failed"
