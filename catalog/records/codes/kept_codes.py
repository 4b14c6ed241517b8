"""The codes of what a meeting's record rests on: its notice, its proposals, its quorum, its corrections."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.meeting_code import refuses
from catalog.records.codes.statutes import AGENDA, FINAL, NOTICE, PUBLIC_VOTES

KEPT_CODES: Final = (
    refuses(
        "posted-proposal-edited",
        "A proposal is not as it was when an agenda with it was posted.",
        "Put back the proposal as it was posted; make the change in a proposal of its own, and post that.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "notice-differs",
        "A meeting's record tells of another notice than the one that was logged.",
        "Put back the notice and the time of the meeting as they were logged; `p20w meeting revise` changes "
        "a posted agenda.",
        NOTICE,
        rule="BK-01",
    ),
    refuses(
        "meeting-rewritten",
        "The record of a meeting that is over is not the one that its decisions were recorded from.",
        "Put back the record as it was adjourned. What was decided is changed by a new vote, words by an "
        "erratum.",
        FINAL,
    ),
    refuses(
        "nothing-to-correct",
        "The record is as the last command left it.",
        "Edit the file first, then say with `p20w meeting correct` why.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "quorum-is-there",
        "A meeting would end for want of a quorum while a quorum is there.",
        "Note who left (`p20w meeting attend left`), or adjourn without `--no-quorum`.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
    refuses(
        "quorum-never-there",
        "A meeting would be adjourned as one that was held, and a quorum never was there.",
        "Note who is there (`p20w meeting attend room`), or adjourn with `--no-quorum`.",
        PUBLIC_VOTES,
        rule="BK-08",
    ),
)
"""Every code of what a meeting's record rests on."""
