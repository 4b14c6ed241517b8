"""The codes of what a clerk cannot put on an agenda, post, or record of a roll as it was typed."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.meeting_code import refuses, warns
from catalog.records.codes.statutes import AGENDA, CLOSED, NOTICE, PUBLIC_VOTES, SEATS

CLERK_CODES: Final = (
    refuses(
        "proposal-in-closed-session",
        "A closed item names a proposal.",
        "Put the proposal on as an open item: a text is adopted in an open meeting.",
        CLOSED,
    ),
    refuses(
        "late-item-with-proposal",
        "An item on a proposal would be added after the time of notice has begun.",
        "A text that is proposed has a notice of its own: put it on the agenda of a later meeting.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "start-in-another-zone",
        "A meeting would start at a time that is not Los Angeles time.",
        "Give the start without an offset, or with that of Los Angeles on that day.",
        NOTICE,
        rule="BK-01",
    ),
    warns(
        "recorded-late",
        "A posting was recorded more than a day after the time that the clerk gives for it.",
        "Record a posting when it is made; both times stand in the record.",
        NOTICE,
        rule="BK-01",
    ),
    refuses(
        "nobody-holds-seat",
        "A seat would be attended in a capacity that nobody is named for on that day.",
        "If someone holds it, record their term first: `p20w body seat`.",
        SEATS,
    ),
    refuses(
        "consent-not-unanimous",
        "A vote by unanimous consent, in which a member did not say aye.",
        "One objection ends unanimous consent: take the vote by roll call.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
)
"""Every code of what was typed and does not stand."""
