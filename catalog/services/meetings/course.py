"""The course of a meeting: everything that its record tells of, one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.records.ids import SeatId
from catalog.records.meetings import Body, Meeting, Vote
from catalog.rules.meetings.motions import count_of, motion_of, result_of
from catalog.services.meetings.voting import told_outcome

_ORDER: Final = ("attended", "recused", "comment-opened", "commented", "comment-closed", "moved", "voted")
"""What stands first of what was recorded for the same second, where the record does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened. ``word`` says what; the others are there as far as it has them."""

    at: datetime
    word: str
    item: str | None = None
    motion: str | None = None
    seats: tuple[SeatId, ...] = ()
    said: str | None = None
    told: str | None = None
    sum: str | None = None
    by: str | None = None


def course_of(body: Body, meeting: Meeting) -> tuple[Happening, ...]:
    """Return the course of a meeting, oldest first."""
    found = [
        *_notices(meeting),
        *_attended(meeting),
        *_heard(meeting),
        *_events(meeting),
        *(_voted(body, meeting, vote) for vote in meeting.votes),
    ]
    return tuple(sorted(found, key=lambda one: (one.at, _rank(one))))


def _rank(one: Happening) -> int:
    return _ORDER.index(one.word) if one.word in _ORDER else -1 if one.word == "opened" else len(_ORDER)


def _notices(meeting: Meeting) -> Iterator[Happening]:
    if meeting.notice is not None:
        yield Happening(at=meeting.notice.posted_at, word="posted", told=str(meeting.notice.sent_to))


def _attended(meeting: Meeting) -> Iterator[Happening]:
    together: dict[tuple[datetime, str], list[SeatId]] = defaultdict(list)
    for entry in meeting.attendance:
        together[entry.at, entry.presence].append(entry.seat)
    for (at, presence), seats in together.items():
        yield Happening(at=at, word="attended", told=presence, seats=tuple(seats))
    for one in meeting.recusals:
        told = f"{one.interest} ({one.law})"
        yield Happening(at=one.stated_at, word="recused", item=one.item, seats=(one.seat,), told=told)


def _heard(meeting: Meeting) -> Iterator[Happening]:
    for item in meeting.agenda:
        if item.comment_opened_at is not None:
            yield Happening(at=item.comment_opened_at, word="comment-opened", item=item.number)
        if item.comment_closed_at is not None:
            yield Happening(at=item.comment_closed_at, word="comment-closed", item=item.number)
    for comment in meeting.comments:
        if comment.at is not None:
            yield Happening(
                at=comment.at,
                word="commented",
                item=comment.item,
                told=comment.speaker,
                said=comment.text,
                sum=comment.form,
            )


def _events(meeting: Meeting) -> Iterator[Happening]:
    motions = {one.id: one for one in meeting.motions}
    for event in meeting.events:
        motion = motions.get(event.motion or "")
        yield Happening(
            at=event.at,
            word=event.event,
            item=event.item or (None if motion is None else motion.item),
            motion=event.motion,
            seats=_seats(event.seat, motion.mover if motion and event.event == "moved" else None),
            said=motion.text if motion and event.event == "moved" else None,
            told=event.to or event.reason,
            by=event.by,
        )


def _seats(*named: SeatId | None) -> tuple[SeatId, ...]:
    return tuple(seat for seat in named if seat is not None)[:1]


def _voted(body: Body, meeting: Meeting, vote: Vote) -> Happening:
    motion, total = motion_of(meeting, vote), count_of(body, meeting, vote=vote)
    outcome = result_of(body, meeting, vote=vote)
    return Happening(
        at=vote.at,
        word="voted",
        item=None if motion is None else motion.item,
        motion=vote.motion,
        said=None if motion is None else motion.text,
        told=outcome if motion is None or outcome is None else told_outcome(motion, outcome),
        sum=None if total is None else total.says,
    )
