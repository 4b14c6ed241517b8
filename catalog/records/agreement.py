"""Data-sharing agreements: parties, legal bases, clauses, and the events of their life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from catalog.records.element import Provenance
from catalog.records.ids import (
    AgreementId,
    BasisId,
    ElementId,
    Form,
    GroupId,
    PartnerId,
    Pin,
    PurposeId,
    Version,
    ZoneId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A partner that signs the agreement, in a role."""

    partner: PartnerId
    role: str
    designated_as: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedBasis:
    """A legal basis the agreement rests on, and where its written elements stand in the text."""

    basis: BasisId
    written_elements: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCondition:
    """Which rows a permit lets through: those with one of these values of an element, or between two.

    Values are compared as they are written, numbers as numbers; both ends are included. A row without a
    value is not let through.
    """

    element: ElementId
    values: tuple[str, ...] | None
    first: str | None
    last: str | None

    def said(self) -> str:
        """Return it in words, the same for the same condition."""
        told = [] if self.values is None else [f"in {', '.join(self.values) or 'nothing'}"]
        told += [] if self.first is None else [f"from {self.first}"]
        told += [] if self.last is None else [f"through {self.last}"]
        return f"{self.element} {' '.join(told)}"

    def document(self) -> dict[str, object]:
        """Return it as a plain object, with the keys of the contract's YAML."""
        given = {
            "element": self.element,
            "in": None if self.values is None else list(self.values),
            "from": self.first,
            "through": self.last,
        }
        return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a permit asks for: evidence before the flow, duties after it.

    ``min_cell`` (people in a cell) and ``irb`` are pre-conditions, the others are duties.
    ``retain_through`` is the last day the data may be kept; ``destroy_within_days`` counts from
    the end of its use. ``rows`` must all be met by a row that is let through.
    """

    min_cell: int | None = None
    irb: str | None = None
    retain_through: date | None = None
    destroy_within_days: int | None = None
    no_reidentification: bool = False
    publish_notice: bool = False
    rows: tuple[RowCondition, ...] = ()

    def told(self) -> Mapping[str, object]:
        """Return all that is asked for as plain values: evidence, then duties."""
        evidence = {"min_cell": self.min_cell, "irb": self.irb}
        return {**{key: value for key, value in evidence.items() if value is not None}, **self.duties()}

    def duties(self) -> Mapping[str, object]:
        """Return the post-conditions as plain values; those that are not asked for are left out."""
        kept = self.retain_through
        asked: dict[str, object] = {
            "retain_through": None if kept is None else kept.isoformat(),
            "destroy_within_days": self.destroy_within_days,
            "no_reidentification": self.no_reidentification or None,
            "publish_notice": self.publish_notice or None,
            "rows": [row.document() for row in self.rows] or None,
        }
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The elements a clause speaks of: the listed ones and the groups', less the exceptions."""

    elements: tuple[ElementId, ...]
    groups: tuple[Pin, ...]
    floating_groups: tuple[GroupId, ...]
    exceptions: tuple[ElementId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """Redisclosure: who may get the data from the clause's recipients."""

    to: frozenset[PartnerId]
    purposes: tuple[PurposeId, ...] | None
    zones: frozenset[ZoneId]
    forms: frozenset[Form]
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A clause that lets data flow. It has no way to say ``any``, and binds only when in force."""

    id: str
    text: str | None
    origins: tuple[PartnerId, ...]
    to: frozenset[PartnerId]
    fields: Fields
    purposes: tuple[PurposeId, ...]
    zones: frozenset[ZoneId]
    forms: frozenset[Form]
    conditions: Conditions
    onward: tuple[Onward, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbid:
    """A clause that stops data, wherever it lies. ``None`` in a dimension means everything in it."""

    id: str
    text: str | None
    origins: frozenset[PartnerId] | None
    to: frozenset[PartnerId] | None
    fields: Fields | None
    purposes: tuple[PurposeId, ...] | None
    zones: frozenset[ZoneId] | None
    forms: frozenset[Form] | None
    survives: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One version of an agreement's text. ``effective_through`` is the last day, inclusive."""

    id: AgreementId
    version: Version
    title: str
    parties: tuple[Party, ...]
    legal_bases: tuple[ClaimedBasis, ...]
    effective_from: date
    effective_through: date
    permits: tuple[Permit, ...]
    forbids: tuple[Forbid, ...]
    provenance: Provenance | None

    def provider_parties(self) -> frozenset[PartnerId]:
        """Return the parties that provide data under this agreement."""
        return frozenset(p.partner for p in self.parties if p.role == "provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEvent:
    """Something that happened to an agreement: signed, suspended, resumed or terminated.

    ``since`` and ``through`` are a suspension's first and last day, ``effective_from`` the first
    day after a termination; ``recorded_on`` is when the catalog learnt of it.
    """

    event: Literal["signed", "suspended", "resumed", "terminated"]
    version: Version | None
    partner: PartnerId | None
    since: date | None
    through: date | None
    effective_from: date | None
    on: date
    recorded_on: date
    by: str
    evidence: str
