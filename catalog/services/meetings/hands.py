"""Whose hand a step is: what is recorded on an item is recorded by another than its proposer."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.records.meetings import Meeting
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.hands import proposer_objections
from catalog.rules.meetings.motions import item_of
from catalog.rules.meetings.objections import Objection
from catalog.services.meetings.answers import Entry


def hand_objections(
    snapshot: Snapshot, meeting: Meeting, entry: Entry | None, *, by: str | None
) -> Iterator[Objection]:
    """Object to an entry on an item whose proposal is by whoever records it.

    An entry tells its item, or the motion on it. Where nobody is signed in nothing is known of hands but
    what the record itself says.
    """
    item = None if entry is None or by is None else item_of(meeting, _item_named(meeting, entry))
    if item is None or item.proposal is None or by is None:
        return
    yield from proposer_objections(snapshot.proposals[item.proposal], clerk=by, at=())


def _item_named(meeting: Meeting, entry: Entry) -> str | None:
    named: str | None = entry.get("item")
    motions = {one.id: one.item for one in meeting.motions}
    return named or motions.get(entry.get("motion", ""))
