"""The steps that a clerk takes on a page, in the order of a meeting's life, and which are possible now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from catalog.phrases import Phrase, phrase
from catalog.records.meetings import Meeting
from catalog.rules.meetings.kept import fits_its_seal
from catalog.rules.meetings.session import STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStep:
    """A step: what it is called, the word by which the rules know it, and what its button says."""

    word: str
    known_as: str
    title: Phrase
    button: Phrase


def _named(*steps: tuple[str, Phrase, Phrase] | tuple[str, Phrase, Phrase, str]) -> dict[str, DeskStep]:
    made = {}
    for word, title, button, *known in steps:
        made[word] = DeskStep(word=word, known_as=known[0] if known else word, title=title, button=button)
    return made


STEPS: Final = _named(
    ("agenda", phrase("Put an item on the agenda"), phrase("Put it on")),
    ("strike", phrase("Take an item off the agenda"), phrase("Take it off"), "agenda"),
    ("post", phrase("Post the agenda"), phrase("Post it: from here on it stands")),
    ("revise", phrase("Add an item to the posted agenda"), phrase("Post the agenda again")),
    (
        "strike-posted",
        phrase("Take an item off the posted agenda"),
        phrase("Post the agenda again"),
        "revise",
    ),
    ("cancel", phrase("Cancel the meeting"), phrase("Cancel it")),
    ("correct", phrase("Take the record as it was edited by hand"), phrase("Take it as it is")),
    ("open", phrase("Open the meeting"), phrase("Open it")),
    ("attend", phrase("Who is there"), phrase("Note who is there")),
    ("recuse", phrase("Note a recusal"), phrase("Note it")),
    ("window-open", phrase("Open public comment"), phrase("Open comment"), "comment"),
    ("window-close", phrase("Close public comment"), phrase("Close comment"), "comment"),
    ("comment", phrase("Note a comment"), phrase("Note it")),
    ("write", phrase("Note a comment that came in writing"), phrase("Note it")),
    ("move", phrase("Note a motion"), phrase("Note it")),
    ("second", phrase("Note who seconds"), phrase("Note it")),
    ("amend", phrase("Note a motion to amend"), phrase("Note it")),
    ("withdraw", phrase("Note that a motion is withdrawn"), phrase("Note it")),
    ("roll", phrase("Call the roll"), phrase("Record the vote")),
    ("continue", phrase("Continue an item to another meeting"), phrase("Continue it")),
    ("adjourn", phrase("Adjourn the meeting"), phrase("Adjourn: record all of this for good")),
    ("minutes", phrase("Draft the minutes"), phrase("Draft them from the record")),
    ("approve", phrase("Close the record"), phrase("The minutes are approved: close it")),
)
"""Every step on a meeting that there is, by its word."""


def possible_steps(meeting: Meeting) -> frozenset[str]:
    """Return the words of the steps that the state of a meeting lets a clerk take."""
    if meeting.minutes is not None and meeting.minutes.status == "approved":
        return frozenset()
    found = {word for word, step in STEPS.items() if meeting.status in STATES[step.known_as]}
    return frozenset(found if not fits_its_seal(meeting) else found - {"correct"})


def sitting_address(meeting: str) -> str:
    """Return where the desk shows a meeting."""
    return f"desk/meetings/{meeting}.html"


def step_address(meeting: str, word: str, **asked: str | None) -> str:
    """Return where the form of a step stands; ``asked`` is filled in already.

    >>> step_address("gb/2026-02-18", "move", item="7.b")
    'desk/meetings/gb/2026-02-18/move.html?item=7.b'
    """
    given = urlencode({key: value for key, value in asked.items() if value is not None})
    return f"desk/meetings/{meeting}/{word}.html" + (f"?{given}" if given else "")
