"""What a body decided on a motion, as recorded for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from catalog.records.element import Provenance
from catalog.records.ids import BodyId, DecisionId, Digest, ErratumId, MeetingId, Object, ProposalId

VoteOutcome = Literal["adopted", "failed", "tied", "withdrawn", "continued"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an adopted motion does to one version of a text. ``became`` is the digest adopted."""

    op: Literal["adopt", "retire", "supersede"]
    object: Object
    was: Digest | None
    became: Digest | None
    effective: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """The count of a vote as the record spells it out; ``check`` derives it again from the roll."""

    aye: int
    no: int
    abstain: int
    recused: int
    absent: int
    needed: int
    of: int
    quorum: int
    counted: int
    base: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """Where the catalog knows of an adoption older than its own records."""

    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A decision in one language; a translation names its translator and what it translates."""

    text: str
    by: str | None
    of: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """The record of one motion that a body decided on. It is final: errata are new records.

    ``meeting_digest`` is the digest of the meeting's record as it was adjourned.
    """

    id: DecisionId
    body: BodyId
    meeting: MeetingId | None
    item: str | None
    proposal: ProposalId | None
    title: str
    decided_on: date
    recorded_on: date
    outcome: VoteOutcome
    vote: str | None
    arithmetic: Arithmetic | None
    effects: tuple[Effect, ...]
    dissent: tuple[str, ...]
    summary: Mapping[str, Summary]
    legacy: Legacy | None
    provenance: Provenance | None
    meeting_digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """A slip of the pen in a final record, and how it should read; the record itself stays as it is.

    It touches words alone: no effect, no outcome, no count.
    """

    id: ErratumId
    corrects: DecisionId
    recorded_on: date
    by: str
    field: Literal["title", "summary", "dissent"]
    reads: str
    should_read: str
    reason: str
    provenance: Provenance | None
