"""Comments that came through the application enter a meeting's record, each by its receipt, and so once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from catalog.records.meetings import Meeting
from catalog.rules.meetings.motions import item_of
from catalog.rules.meetings.on_the_floor import item_objections
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import NOW, Deed, Desk, Document, When, perform, refusal
from catalog.services.meetings.hearing import MOST_IN_RECORD, in_new_volumes
from catalog.store.materials import volume_of
from catalog.store.yaml_writing import yaml_of

NOT_GIVEN: Final = "not given"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenComment:
    """A comment that somebody sent in writing, and the item that it is to."""

    receipt: str
    item: str
    speaker: str | None
    text: str
    received: datetime


def write_down(root: Path, name: str, *, comments: Sequence[WrittenComment], when: When = NOW) -> Answer:
    """Write down the comments that the record does not have yet, all in one step.

    Refused, and no byte changed, where the meeting was not noticed or is over.
    """

    def step(desk: Desk) -> Deed:
        known = receipts_in(desk.root, desk.meeting)
        new = [one for one in comments if one.receipt not in known]
        unknown = next((one.item for one in new if item_of(desk.meeting, one.item) is None), None)
        if unknown is not None:
            return refusal(*item_objections(desk.meeting, unknown))
        if not new:
            return Deed(document=desk.document, says=("the record has every comment already",))
        entries = [_entry(one, at=desk.when) for one in new]
        has_room = not desk.meeting.more_comments and len(desk.data) + len(yaml_of(entries)) < MOST_IN_RECORD
        document, files = (
            (desk.with_entries(comments=entries), []) if has_room else in_new_volumes(desk, entries)
        )
        return Deed(
            document=document,
            event={"receipts": [one.receipt for one in new]},
            says=(f"{len(new)} written comments noted",),
            files=tuple(files),
        )

    return perform(root, name, did="comment", step=step, when=when, kind="write")


def receipts_in(root: Path, meeting: Meeting) -> frozenset[str]:
    """Return the receipts of the comments that a record has, also in files of their own.

    Raises ``BadInput`` where such a file cannot be read.
    """
    found = {comment.receipt for comment in meeting.comments}
    for volume in meeting.more_comments:
        found |= {one.get("receipt") for one in volume_of(root, meeting.id, file=volume.file)}
    return frozenset(receipt for receipt in found if receipt is not None)


def _entry(one: WrittenComment, *, at: str) -> Document:
    return {
        "item": one.item,
        "form": "written",
        "speaker": one.speaker or NOT_GIVEN,
        "minutes": 0,
        "interpreter": False,
        "text": one.text,
        "at": at,
        "receipt": one.receipt,
        "received": one.received.isoformat(timespec="seconds"),
    }
