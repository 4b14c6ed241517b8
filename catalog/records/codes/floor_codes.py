"""The codes of what a motion may not do for the sake of another: texts, votes and minutes that it names."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.meeting_code import refuses
from catalog.records.codes.statutes import AGENDA, FINAL, ROBERT

FLOOR_CODES: Final = (
    refuses(
        "amendment-of-retirement",
        "A motion to retire a text would be amended by another text.",
        "Let the motion fail, and propose the text.",
        AGENDA,
        rule="BK-05",
    ),
    refuses(
        "continuance-failed",
        "An item would be continued though the body voted against it.",
        "Decide the item, or move to continue it again and have that carried.",
        ROBERT,
    ),
    refuses(
        "not-onward",
        "An item would go on in no later meeting of the body.",
        "Name a later day, or a later meeting of the body.",
        AGENDA,
    ),
    refuses(
        "minutes-not-named",
        "A motion to approve minutes does not say whose.",
        "Name the meeting with `--minutes`.",
        FINAL,
    ),
    refuses(
        "minutes-of-another-body",
        "A body would approve the minutes of another.",
        "Name a meeting of the body itself.",
        FINAL,
    ),
    refuses(
        "minutes-moved",
        "Other minutes would be drafted than those that a motion names.",
        "Vote on that motion or have it withdrawn; approve the minutes it names where it carried.",
        FINAL,
    ),
)
"""Every code of a motion that names a text, a vote or minutes it may not."""
