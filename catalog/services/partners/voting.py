"""Who would have to vote on an agreement, and by which majority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.tally import membership, needed_of
from catalog.services.supposing import adopting_bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteNeeded:
    """The body that adopts agreements, and what its vote and its notice take.

    ``of`` is ``None`` where the share is taken of those present: then nobody can say yet how many.
    """

    body: str
    title: str
    needed: int | None
    of: int | None
    notice_days: int
    comment_days: int | None


def vote_needed(snapshot: Snapshot, *, on: date) -> VoteNeeded | None:
    """Return what adopting an agreement takes by the rules of a day; ``None`` where no body may."""
    bodies = adopting_bodies(snapshot, "agreement", on=on)
    rules = bodies[0].rules_on(on) if bodies else None
    if rules is None:
        return None
    body, is_of_all = bodies[0], rules.adopt.of != "present"
    members = membership(body, rules, day=on)
    return VoteNeeded(
        body=body.id,
        title=body.title,
        needed=needed_of(rules.adopt, members) if is_of_all else None,
        of=members if is_of_all else None,
        notice_days=rules.notice_days,
        comment_days=max(rules.comment_days.values(), default=None) if rules.comment_days else None,
    )
