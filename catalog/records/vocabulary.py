"""The catalog's vocabularies: partners, purposes, zones, law, policy questions, promises."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.records.ids import BasisId, ElementId, Form, PartnerId, PurposeId, RegimeId, ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An agency, a segment of schooling, a researcher, or the public."""

    id: PartnerId
    name: str
    sector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What data is used for. Purposes form a tree by ``parent``; dots in ids mean nothing."""

    id: PurposeId
    parent: PurposeId | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Where data may rest; one partner holds it."""

    id: ZoneId
    held_by: PartnerId
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """A privacy law, and the forms of data that it protects."""

    id: RegimeId
    protects: frozenset[Form]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenElement:
    """Something the law wants in the written agreement, with its citation."""

    id: str
    text: str
    citation: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A ground in law on which data may be shared. No purposes means any purpose."""

    id: BasisId
    title: str
    covers: frozenset[RegimeId]
    purposes: tuple[PurposeId, ...]
    written_elements: tuple[WrittenElement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """A policy question, and the flows that answering it needs.

    Without ``sender`` each provider sends its own.
    """

    id: str
    title: str
    question: str
    citation: str | None
    needs: tuple[str, ...]
    sender: PartnerId | None
    recipient: PartnerId
    purpose: PurposeId
    zone: ZoneId
    form: Form | None
    min_cell: int | None
    irb: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A flow that must never be permitted: one that meets every condition given here.

    ``None`` is no condition. ``purposes`` means the named ones and all narrower ones; ``not_zones``
    means any zone but these.
    """

    id: str
    title: str
    identifiability: frozenset[str] | None
    regimes: frozenset[RegimeId] | None
    elements: frozenset[ElementId] | None
    providers: frozenset[PartnerId] | None
    recipients: frozenset[PartnerId] | None
    purposes: frozenset[PurposeId] | None
    zones: frozenset[ZoneId] | None
    not_zones: frozenset[ZoneId] | None
    forms: frozenset[Form] | None
