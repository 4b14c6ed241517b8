"""The codes of what can be wrong with a meeting or a vote: how severe, what to do, and the law behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.records.codes.clerk_codes import CLERK_CODES
from catalog.records.codes.floor_codes import FLOOR_CODES
from catalog.records.codes.kept_codes import KEPT_CODES
from catalog.records.codes.meeting_code import MeetingCode, refuses, warns
from catalog.records.codes.session_codes import SESSION_CODES
from catalog.records.codes.statutes import AGENDA, PUBLIC_VOTES, RECONSIDER, SEATS, TWO_THIRDS

_NOTICE: Final = (
    refuses(
        "no-rules-that-day",
        "The body has no rules on the day of the meeting.",
        "Give the body rules from a day not after the meeting.",
    ),
    refuses(
        "notice-missing",
        "A meeting was called without a notice.",
        "Record when and where the notice was posted.",
        "Gov. Code 11125(a)",
        rule="BK-01",
    ),
    refuses(
        "notice-late",
        "A regular meeting had less than 10 days of notice.",
        "Hold the meeting later; the day of posting does not count, the day of the meeting does.",
        "Gov. Code 11125(a)",
        rule="BK-01",
    ),
    refuses(
        "notice-contact",
        "The notice's contact is not whole.",
        "A notice gives the name, address and telephone of a contact.",
        "Gov. Code 11125(a)",
        rule="BK-02",
    ),
    refuses(
        "special-notice-late",
        "A special meeting had less than 48 hours of notice.",
        "Hold the meeting later.",
        "Gov. Code 11125.4(b)",
        rule="BK-18",
    ),
    refuses(
        "emergency-notice-late",
        "An emergency meeting had less than one hour of notice.",
        "Hold the meeting later.",
        "Gov. Code 11125.5(b)",
        rule="BK-20",
    ),
)

_AGENDA: Final = (
    warns(
        "item-not-brief",
        "The description of an item has more than 20 words.",
        "A brief description need generally not exceed 20 words.",
        AGENDA,
        rule="BK-03",
    ),
    refuses(
        "closed-item-without-law",
        "A closed item cites no law.",
        "Name in its description the section under which the session may be closed.",
        AGENDA,
        rule="BK-04",
    ),
    refuses(
        "agenda-not-as-posted",
        "The agenda is not as it was posted.",
        "Restore the posted agenda; a lawful revision names the new digest in `revisions`.",
        AGENDA,
        rule="BK-05",
    ),
    warns(
        "agenda-revised",
        "The agenda was revised after it was first posted.",
        "A late item needs a finding that the record shows.",
        "Gov. Code 11125.3",
        rule="BK-06",
        verified=False,
    ),
    refuses(
        "not-on-agenda",
        "A motion is on no item of the agenda.",
        "No action may be taken on what the agenda does not name.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "adoption-outside-regular-meeting",
        "A special or emergency meeting would adopt a text.",
        "Put it on the agenda of the next regular meeting.",
        "Gov. Code 11125.4(a), 11125.5(a)",
        rule="BK-18",
    ),
    warns(
        "special-finding",
        "A special meeting does not begin with the finding it needs.",
        "Without a finding of hardship by two-thirds, or by all if fewer are there, the meeting ends.",
        "Gov. Code 11125.4(c)",
        rule="BK-19",
        verified=False,
    ),
    refuses(
        "proposal-base-stale",
        "A proposal was made on a version that is not the one adopted last.",
        "Propose it anew on the present version, and post it again.",
        AGENDA,
    ),
)

_VOTES: Final = (
    refuses(
        "unknown-motion",
        "A motion that the meeting does not have.",
        "Name a motion of the meeting by its id.",
    ),
    refuses(
        "vote-outside-meeting",
        "A vote before the meeting, or in one that was not in session.",
        "A body acts only in a meeting that was noticed and is open.",
        AGENDA,
    ),
    MeetingCode(
        id="comment-not-opened",
        severity="error",
        title="A vote before the public could address the body on the item.",
        help="Open comment on the item, record when, and vote after that.",
        citation="Gov. Code 11125.7(a)",
        rule="BK-13",
        verified=False,
    ),
    refuses(
        "no-quorum",
        "A vote without a quorum.",
        "Whoever is recused does not count; take the item up when a quorum may act on it.",
        "Educ. Code 10865(a)(5), 2 CCR 18707(a)(3)",
        rule="BK-28",
    ),
    refuses(
        "roll-call-needed",
        "A vote that had to be by roll call was not.",
        "Take the vote again by roll call.",
        "Gov. Code 11123(b)(1)(D), 11123.2, 11123.5, 11125.5(d)",
        rule="BK-09",
    ),
    refuses(
        "majority-not-in-room",
        "Members take part remotely, and no majority is at one place.",
        "A majority of the members must be at one place where the public may come.",
        "Gov. Code 11123.2",
        rule="BK-11",
    ),
    refuses(
        "attendance-missing",
        "A vote at which nobody is noted as present.",
        "Note who was there, where and from when; the roll is held against it.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "roll-incomplete",
        "The roll does not show every member present.",
        "Record the vote, the abstention or the recusal of each member present.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    warns(
        "recusal-not-stated",
        "The roll shows a recusal that was not stated.",
        "Add the recusal with its interest, its law and when it was stated.",
        "Gov. Code 87105",
        verified=False,
    ),
    refuses(
        "recused-votes",
        "A member votes on an item from which they are recused.",
        "Whoever is recused takes no part in the vote: record `recused`.",
        "2 CCR 18707(a)(3)",
    ),
    refuses(
        "proxy-vote",
        "A vote of a seat that was not in the meeting.",
        "No proxy counts; if the member was there, correct the attendance.",
        SEATS,
    ),
    refuses(
        "vacant-seat-votes",
        "A vote of a seat that nobody holds.",
        "Add its holder's term to the body.",
        SEATS,
    ),
    refuses("seat-has-no-vote", "A vote of a seat without a vote.", "Take it off the roll.", SEATS),
    refuses(
        "designee-refused",
        "Another votes for a member who must vote in person.",
        "Only a seat with `designee: true` may be held by another at a meeting.",
        SEATS,
    ),
    warns(
        "holder-not-named",
        "The body does not say who held the seat in that capacity.",
        "Add the term to the body's file, so that the record says who voted.",
        SEATS,
    ),
)

_MOTIONS: Final = (
    refuses(
        "motion-class",
        "A motion that adopts a text is not of class `adopt`.",
        "A motion that adopts a text is of class `adopt` and needs that threshold.",
        TWO_THIRDS,
        rule="BK-28",
    ),
    refuses(
        "nothing-to-reconsider",
        "A motion to reconsider what was not voted on.",
        "Only a vote of the same meeting can be reconsidered.",
        RECONSIDER,
    ),
    refuses(
        "reconsider-not-prevailing",
        "A motion to reconsider by a member who was not on the prevailing side.",
        "A member of the prevailing side may move it.",
        RECONSIDER,
    ),
    refuses(
        "voted-twice",
        "A motion is voted on again.",
        "A motion is decided once, unless its item is reconsidered.",
        RECONSIDER,
    ),
)

_RECORDS: Final = (
    refuses(
        "decision-missing",
        "A vote without a decision record.",
        "Every motion put to a vote has its record, also one that failed.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "unknown-vote", "A decision on a vote that its meeting does not have.", "Name a vote of the meeting."
    ),
    refuses(
        "unknown-item",
        "A decision on an item that its meeting does not have.",
        "A decision names the agenda item it was taken under.",
        AGENDA,
    ),
    refuses("item-differs", "A decision names another item than its motion.", "Name the item of the motion."),
    refuses(
        "proposal-differs",
        "A decision names another proposal than its agenda item.",
        "The record names the proposal that the agenda item names.",
        AGENDA,
    ),
    refuses(
        "decided-on-differs",
        "A decision is dated on another day than its vote.",
        "`decided_on` is the day of the vote.",
    ),
    refuses(
        "vote-missing",
        "A decision names no vote.",
        "Name the vote; only what was withdrawn or continued had none.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "arithmetic-missing",
        "A decision does not add up its vote.",
        "Spell out the sum as it follows from the roll.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "arithmetic-differs",
        "A decision adds up its vote otherwise than the roll.",
        "The sum follows from the roll; correct whichever is wrong.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    warns(
        "arithmetic-says",
        "The sum in words is not the one that follows from the roll.",
        "Say the sum as it is derived from the roll.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "outcome-differs",
        "A decision has another outcome than the roll gives.",
        "The outcome follows from the roll; correct whichever is wrong.",
        TWO_THIRDS,
        rule="BK-28",
    ),
    refuses(
        "effects-of-another-motion",
        "A motion that adopts no text by itself has effects.",
        "The effects belong to the vote on the main motion.",
        TWO_THIRDS,
    ),
    refuses(
        "result-reconsidered",
        "A vote that was reconsidered has effects.",
        "The later vote governs; both records are published, the first without effects.",
        RECONSIDER,
    ),
    refuses(
        "effects-missing",
        "A proposal was adopted, but no record of the vote has effects.",
        "Add the effect, with the digest that was posted or the carried amendment's.",
        TWO_THIRDS,
    ),
    refuses(
        "effect-not-proposed",
        "An effect is on another object than the agenda item proposes.",
        "An effect is on the object of the proposal that the agenda item names.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "not-the-text-voted-on",
        "The adopted digest is not the posted one, or not the last carried amendment's (I2).",
        "Adopt the text that was put to the vote, or post another one.",
        AGENDA,
        rule="BK-05",
    ),
)

MEETING_CODES: Final[Mapping[str, MeetingCode]] = {
    code.id: code
    for code in (
        *_NOTICE,
        *_AGENDA,
        *_VOTES,
        *_MOTIONS,
        *_RECORDS,
        *CLERK_CODES,
        *SESSION_CODES,
        *FLOOR_CODES,
        *KEPT_CODES,
    )
}
"""Every code of a meeting or a vote."""
