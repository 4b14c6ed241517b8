"""Bodies, meetings and proposals (names of Popolo and Open Civic Data)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from catalog.records.element import Provenance
from catalog.records.ids import BodyId, DecisionId, Digest, MeetingId, Object, ProposalId, SeatId, Version

Choice = Literal["aye", "no", "abstain", "recused", "absent", "left"]
Grade = Literal["wording", "compatible", "breaking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the membership or of those present: two thirds, or more than a half."""

    fraction: Fraction
    of: str
    more_than: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRules:
    """A body's rules from a day on; a vote is judged by the rules of its day.

    ``comment_days`` are the days for which a proposal is open for comment, by the grade of its change.
    """

    since: date
    seats: int
    quorum: Share
    notice_days: int
    may_adopt: frozenset[str]
    adopt: Share
    procedural: Share
    membership_base: str
    comment_days: Mapping[Grade, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat of a body, named by its office."""

    id: SeatId
    label: str
    law: str
    designee: bool
    voting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Who holds a seat, in what capacity, through which day (inclusive; ``None`` is open)."""

    seat: SeatId
    holder: str
    kind: Literal["principal", "designee", "acting", "alternate"]
    since: date
    through: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A governing board, an advisory board or a committee."""

    id: BodyId
    title: str
    classification: Literal["governing", "advisory", "committee"]
    law: tuple[str, ...]
    seats: tuple[Seat, ...]
    rules: tuple[BodyRules, ...]
    terms: tuple[Term, ...]
    provenance: Provenance | None

    def rules_on(self, day: date) -> BodyRules | None:
        """Return the rules of that day, or ``None`` before the first."""
        begun = [rules for rules in self.rules if rules.since <= day]
        return max(begun, key=lambda rules: rules.since, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """When, where and to how many a meeting's agenda was made public.

    ``recorded_at`` is what the clock said where it was recorded more than a day after it was posted.
    """

    posted_at: datetime
    url: str
    contact: Mapping[str, str]
    agenda_digest: Digest
    sent_to: int
    revisions: tuple[str, ...]
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateItem:
    """Under which exception, and why, an item came onto an agenda that was posted already."""

    at: datetime
    exception: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item of an agenda; ``comment_opened_at`` is when the public could first speak to it.

    ``clerk`` keeps the record of the item where that is another than the meeting's. ``materials`` are
    files handed out, each with its hash.
    """

    number: str
    title: str
    item_class: str
    proposal: ProposalId | None
    materials: tuple[str, ...]
    comment_opened_at: datetime | None
    comment_closed_at: datetime | None
    status: str | None
    clerk: str | None = None
    continued_from: MeetingId | None = None
    added: LateItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where a seat was from a moment on."""

    seat: SeatId
    at: datetime
    presence: str
    holder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """A seat that takes no part in an item, and the interest it states."""

    seat: SeatId
    item: str
    interest: str
    law: str
    stated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a member of the public said or wrote to an item.

    One that came through the application has its ``receipt`` and the moment it was ``received``.
    """

    item: str
    form: str
    speaker: str
    minutes: int
    interpreter: bool
    text: str
    at: datetime | None = None
    receipt: str | None = None
    received: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A motion on an item. ``adopts`` is the digest it would adopt, ``amends`` the motion it amends.

    ``reconsiders`` is the vote that a motion to reconsider is about; ``minutes_of`` the meeting whose
    minutes it would approve, as they were drafted with ``minutes_digest``.
    """

    id: str
    item: str
    motion_class: str
    text: str
    mover: SeatId
    seconder: SeatId | None
    adopts: Digest | None
    amends: str | None
    reconsiders: str | None = None
    minutes_of: MeetingId | None = None
    minutes_digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """How one seat voted, and in what capacity its holder sat there."""

    vote: Choice
    holder: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One vote on a motion. Counts are derived from the roll, never stored."""

    id: str
    motion: str
    at: datetime
    method: str
    roll: Mapping[SeatId, Ballot]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEvent:
    """What happened in a meeting and has no list of its own: opened, seconded, continued, adjourned ..."""

    event: str
    at: datetime
    item: str | None
    motion: str | None
    seat: SeatId | None
    to: MeetingId | None
    reason: str | None
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentVolume:
    """A file among the materials that holds further comments, how many, and its digest."""

    file: str
    count: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The state of a meeting's minutes."""

    status: str
    approved_by: DecisionId | None
    digest: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting: notice, agenda, attendance, comments, motions and votes.

    ``clerk`` keeps its record. ``comment_limit`` are the minutes that each speaker has, where there is a
    limit. ``seal`` is the digest that the last command left the record with, and
    ``unsealed`` the digest it has now: where they differ, someone edited the file by hand. ``final`` is
    the digest of a sealed record that is over, without its minutes: what its decisions name.
    """

    id: MeetingId
    body: BodyId
    meeting_kind: str
    start: datetime
    place_name: str
    place_address: str
    remote: tuple[Mapping[str, str], ...]
    status: str
    notice: Notice | None
    languages: tuple[Mapping[str, str], ...]
    agenda: tuple[AgendaItem, ...]
    agenda_digest: Digest
    attendance: tuple[Presence, ...]
    recusals: tuple[Recusal, ...]
    comments: tuple[Comment, ...]
    motions: tuple[Motion, ...]
    votes: tuple[Vote, ...]
    minutes: Minutes | None
    provenance: Provenance | None
    clerk: str | None = None
    comment_limit: int | None = None
    events: tuple[MeetingEvent, ...] = ()
    more_comments: tuple[CommentVolume, ...] = ()
    seal: Digest | None = None
    unsealed: Digest | None = None
    final: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed change of the catalog: what, on which base, and why.

    ``recorded_on`` is when that was written down, where it was not on the day itself.
    From ``proposed_on`` it is open for comment, for as many days as the body asks for its ``grade``.
    ``effective`` is the day from which it is wanted, if adopted.
    """

    id: ProposalId
    change: str
    object: Object
    base: Digest | None
    version: Version
    digest: Digest
    rationale: str
    options: tuple[str, ...]
    author: str
    advisory: str | None
    provenance: Provenance | None
    title: str | None = None
    body: BodyId | None = None
    proposed_on: date | None = None
    recorded_on: date | None = None
    grade: Grade | None = None
    effective: date | None = None
