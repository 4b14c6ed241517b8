"""The open-meeting rules: whether a meeting was noticed, may act on an item, and took its votes lawfully.

Days are those of the offset of the meeting's start. A body may ask for more notice than the law, never for
less. What a record does not say (who told the media, which doors were open) is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from catalog.records.meetings import AgendaItem, Body, BodyRules, Meeting, Motion, Notice, Vote
from catalog.rules.meetings.motions import item_of, motion_of
from catalog.rules.meetings.objections import Objection, Place, object_to
from catalog.rules.meetings.roll import (
    AWAY_FROM_ROOM,
    Attendance,
    attendance_at,
    attendance_by_roll,
    has_quorum,
    listed,
    presence_at,
    roll_objections,
)
from catalog.rules.meetings.tally import quorum_of, tally

NOTICE_DAYS: Final = 10
"""What the law asks for before a regular meeting; a body's own rules can only ask for more."""

INFORMATION: Final = "information"
"""The class of items on which the body takes no action."""

MOST_WORDS: Final = 20
_SPECIAL: Final = timedelta(hours=48)
_EMERGENCY: Final = timedelta(hours=1)
_UNPOSTED: Final = frozenset({"planned", "cancelled"})
_NOT_IN_SESSION: Final = frozenset({"planned", "noticed", "cancelled", "no-quorum"})
_SECTION_OF_LAW: Final = re.compile(r"\bCode\b\D{0,12}[0-9]")
_FINDING_WORDS: Final = re.compile(r"hardship|immediate action|finding", re.IGNORECASE)


def notice_days(posted_at: datetime, start: datetime) -> int:
    """Return the days of notice: the day of posting does not count, the day of the meeting does.

    Both are days where the meeting is: those of the offset of its start.
    """
    return (start.date() - posted_at.astimezone(start.tzinfo).date()).days


def notice_is_timely(meeting: Meeting, rules: BodyRules) -> bool:
    """Say whether a meeting was noticed early enough for its kind; without a notice it was not."""
    return meeting.notice is not None and is_in_time(meeting, rules, posted_at=meeting.notice.posted_at)


def is_in_time(meeting: Meeting, rules: BodyRules, *, posted_at: datetime) -> bool:
    """Say whether an agenda posted at a moment is early enough for its kind of meeting."""
    if meeting.meeting_kind == "regular":
        return notice_days(posted_at, meeting.start) >= max(NOTICE_DAYS, rules.notice_days)
    least = _SPECIAL if meeting.meeting_kind == "special" else _EMERGENCY
    return meeting.start - posted_at >= least


def minutes_offered(limit: int, *, interpreter: bool, simultaneous: bool = False) -> int:
    """Return a speaker's minutes: double through an interpreter, unless it is done simultaneously.

    >>> minutes_offered(2, interpreter=True)
    4
    """
    return limit * 2 if interpreter and not simultaneous else limit


def is_open_for_comment(item: AgendaItem, at: datetime) -> bool:
    """Say whether the public could address the body on the item before that moment."""
    return item.comment_opened_at is not None and item.comment_opened_at < at


def needs_roll_call(meeting: Meeting, at: datetime) -> bool:
    """Say whether a vote at a moment is by roll call: by then someone took part from elsewhere."""
    return any(entry.presence in AWAY_FROM_ROOM and entry.at <= at for entry in meeting.attendance)


def closed_objections(item: AgendaItem, *, at: Place) -> Iterator[Objection]:
    """Object to a closed item that names a proposal: a text is adopted in an open meeting."""
    if item.proposal is not None and item.item_class.startswith("closed"):
        yield object_to(
            "proposal-in-closed-session",
            at,
            message=f"item {item.number} is `{item.item_class}`, and names {item.proposal}",
        )


def meeting_objections(body: Body, meeting: Meeting) -> Iterator[Objection]:
    """Object to a meeting's notice and agenda."""
    rules = body.rules_on(meeting.start.date())
    if rules is None:
        yield object_to(
            "no-rules-that-day",
            ("start",),
            message=f"{body.id} has no rules on {meeting.start.date()}",
        )
    elif meeting.notice is not None:
        yield from _notice_objections(meeting, meeting.notice, rules=rules)
    elif meeting.status not in _UNPOSTED:
        yield object_to(
            "notice-missing",
            ("status",),
            message=f"the meeting is `{meeting.status}`, but no notice is recorded",
        )
    for position, item in enumerate(meeting.agenda):
        yield from _item_objections(meeting, item, at=("agenda", position))
    if meeting.meeting_kind == "special":
        yield from _finding_objections(body, meeting)


def _notice_objections(meeting: Meeting, notice: Notice, *, rules: BodyRules) -> Iterator[Objection]:
    if not notice_is_timely(meeting, rules):
        code, wanted = {
            "regular": ("notice-late", f"{max(NOTICE_DAYS, rules.notice_days)} days"),
            "special": ("special-notice-late", "48 hours"),
            "emergency": ("emergency-notice-late", "1 hour"),
        }[meeting.meeting_kind]
        given = f"posted {notice.posted_at.isoformat()} for {meeting.start.isoformat()}"
        yield object_to(
            code,
            ("notice", "posted_at"),
            message=f"a {meeting.meeting_kind} meeting needs {wanted} of notice: {given}",
        )
    blank = [key for key in ("name", "address", "phone") if not notice.contact.get(key, "").strip()]
    if blank:
        yield object_to(
            "notice-contact",
            ("notice", "contact", blank[0]),
            message=f"the notice's contact has no {', '.join(blank)}",
        )
    if notice.agenda_digest != meeting.agenda_digest:
        yield from _agenda_objections(meeting, notice, rules=rules)


def _agenda_objections(meeting: Meeting, notice: Notice, *, rules: BodyRules) -> Iterator[Objection]:
    """Object to an agenda that is not as posted; a revision that names its digest, and came late, warns."""
    revisions = [revision for revision in notice.revisions if meeting.agenda_digest in revision]
    if not revisions:
        yield object_to(
            "agenda-not-as-posted",
            ("notice", "agenda_digest"),
            message=f"the agenda is no longer as posted: its digest is {meeting.agenda_digest}",
        )
    elif not any(_was_in_time(meeting, rules, revision=revision) for revision in revisions):
        yield object_to(
            "agenda-revised",
            ("notice", "revisions"),
            message="the agenda was revised after the time of notice had begun",
        )


def _was_in_time(meeting: Meeting, rules: BodyRules, *, revision: str) -> bool:
    """Say whether a revision begins with a time at which it was posted early enough."""
    try:
        posted_at = datetime.fromisoformat(revision.split(" ", 1)[0])
    except ValueError:
        return False
    return posted_at.tzinfo is not None and is_in_time(meeting, rules, posted_at=posted_at)


def _item_objections(meeting: Meeting, item: AgendaItem, *, at: Place) -> Iterator[Objection]:
    if len(item.title.split()) > MOST_WORDS:
        yield object_to(
            "item-not-brief",
            (*at, "title"),
            message=f"item {item.number} is described in {len(item.title.split())} words",
        )
    if item.item_class.startswith("closed") and not _SECTION_OF_LAW.search(item.title):
        yield object_to(
            "closed-item-without-law",
            (*at, "title"),
            message=f"item {item.number} is closed, but its description cites no law",
        )
    if meeting.meeting_kind != "regular" and _would_adopt(meeting, item):
        yield object_to(
            "adoption-outside-regular-meeting",
            (*at, "proposal") if item.proposal else at,
            message=f"item {item.number} would adopt a text at a {meeting.meeting_kind} meeting",
        )


def _would_adopt(meeting: Meeting, item: AgendaItem) -> bool:
    moved = any(m.item == item.number and (m.motion_class == "adopt" or m.adopts) for m in meeting.motions)
    return moved or (item.proposal is not None and item.item_class != INFORMATION)


def _finding_objections(body: Body, meeting: Meeting) -> Iterator[Objection]:
    """Object to a special meeting whose first vote is not the finding that lets it go on."""
    if not meeting.votes:
        return
    vote = min(meeting.votes, key=lambda vote: vote.at)
    motion, rules = motion_of(meeting, vote), body.rules_on(vote.at.date())
    if motion is None or rules is None:
        return
    total = tally(body, rules, motion=motion, roll=vote.roll, day=vote.at.date())
    two_thirds = -(-2 * rules.seats // 3)
    carried = total.aye >= two_thirds or (total.counted < two_thirds and total.aye == total.counted)
    if not (carried and _FINDING_WORDS.search(f"{motion.motion_class} {motion.text}")):
        yield object_to(
            "special-finding",
            ("votes", meeting.votes.index(vote)),
            message=f"vote {vote.id} opens the special meeting, but is no finding that lets it go on",
        )


def vote_objections(body: Body, meeting: Meeting, *, vote: Vote, at: Place) -> Iterator[Objection]:
    """Object to a vote that the body could not take, or not so: then it is refused until mended."""
    motion = motion_of(meeting, vote)
    if motion is None:
        yield object_to(
            "unknown-motion",
            (*at, "motion"),
            message=f"`{vote.motion}` is no motion of this meeting",
        )
        return
    yield from _session_objections(meeting, vote, at=at)
    item = item_of(meeting, motion.item)
    if item is None:
        yield object_to(
            "not-on-agenda",
            (*at, "motion"),
            message=f"motion {motion.id} is on `{motion.item}`, which is no item of the agenda",
        )
    elif not is_open_for_comment(item, vote.at):
        yield object_to(
            "comment-not-opened",
            (*at, "at"),
            message=f"vote {vote.id} was taken before the public could address item {item.number}",
        )
    attendance = attendance_at(body, meeting, item=motion.item, at=vote.at)
    if not presence_at(meeting, vote.at):
        yield object_to(
            "attendance-missing",
            ("attendance",),
            message=f"nobody is noted as present at vote {vote.id}",
        )
        attendance = attendance_by_roll(body, vote)
    yield from _quorum_objections(body, vote, motion=motion, attendance=attendance, at=at)
    yield from _method_objections(body, meeting, vote=vote, attendance=attendance, at=at)
    yield from roll_objections(body, vote, attendance=attendance, at=at)


def _session_objections(meeting: Meeting, vote: Vote, *, at: Place) -> Iterator[Objection]:
    early = vote.at < meeting.start
    if early or meeting.status in _NOT_IN_SESSION:
        why = "before the meeting's start" if early else f"in a meeting that is `{meeting.status}`"
        yield object_to(
            "vote-outside-meeting",
            (*at, "at"),
            message=f"vote {vote.id} was taken {why}",
        )


def _quorum_objections(
    body: Body, vote: Vote, *, motion: Motion, attendance: Attendance, at: Place
) -> Iterator[Objection]:
    rules = body.rules_on(vote.at.date())
    if rules is None:
        yield object_to(
            "no-rules-that-day",
            (*at, "at"),
            message=f"{body.id} has no rules on {vote.at.date()}, so the vote cannot be judged",
        )
        return
    total = tally(body, rules, motion=motion, roll=vote.roll, day=vote.at.date())
    quorum = quorum_of(rules)
    if total.counted < quorum or not has_quorum(attendance, quorum):
        counting = min(total.counted, len(attendance.counting))
        yield object_to(
            "no-quorum",
            at,
            message=f"no quorum on item {motion.item}: {counting} count, {quorum} are needed",
        )


def _method_objections(
    body: Body, meeting: Meeting, *, vote: Vote, attendance: Attendance, at: Place
) -> Iterator[Objection]:
    if vote.method != "roll-call" and (
        needs_roll_call(meeting, vote.at) or meeting.meeting_kind == "emergency"
    ):
        emergency = meeting.meeting_kind == "emergency"
        why = "the meeting is an emergency meeting" if emergency else "a member takes part from elsewhere"
        yield object_to(
            "roll-call-needed",
            (*at, "method"),
            message=f"vote {vote.id} was by {vote.method}, but {why}",
        )
    yield from _consent_objections(vote, at=at)
    rules = body.rules_on(vote.at.date())
    remote = "remote" in presence_at(meeting, vote.at).values()
    here = len(attendance.in_room)
    if rules and remote and body.classification != "advisory" and here < quorum_of(rules):
        yield object_to(
            "majority-not-in-room",
            at,
            message=f"members are remote; {here} are in the room, {quorum_of(rules)} must be",
        )


def _consent_objections(vote: Vote, *, at: Place) -> Iterator[Objection]:
    """Object to unanimous consent where someone who takes part says anything but aye."""
    others = {seat for seat, ballot in vote.roll.items() if ballot.vote in {"no", "abstain"}}
    if vote.method == "unanimous-consent" and others:
        yield object_to(
            "consent-not-unanimous",
            (*at, "method"),
            message=f"vote {vote.id} was by unanimous consent, but {listed(others)} did not say aye",
        )
