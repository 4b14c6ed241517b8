"""A clerk's slip is mended: the record as it was edited by hand is judged whole, and sealed again."""

from __future__ import annotations

from pathlib import Path

from catalog.rules.meetings.kept import fits_its_seal
from catalog.rules.meetings.objections import object_to
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, When, perform, refusal


def correct(root: Path, name: str, *, reason: str, when: When = NOW) -> Answer:
    """Take the record of a meeting that is not over as it was edited by hand, and note why.

    It is refused where nothing was edited, and for whatever the rules object to in the whole record;
    the notice, the agenda and the proposals must be as they were posted.
    """

    def step(desk: Desk) -> Deed:
        if fits_its_seal(desk.meeting):
            told = f"the record of {name} was not edited since the last command"
            return refusal(object_to("nothing-to-correct", (), message=told))
        event = desk.event("corrected", reason=reason)
        return Deed(
            document=desk.with_entries(events=[event]),
            event=event,
            says=(f"took the record of {name} as it was edited: {reason}",),
        )

    return perform(root, name, did="correct", step=step, when=when)
