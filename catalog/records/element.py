"""Data elements, value domains and groups (ISO/IEC 11179)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from catalog.records.ids import Digest, ElementId, GroupId, PartnerId, Pin, RegimeId, Version

Identifiability = Literal["direct", "indirect", "sensitive", "none"]
YearsKept = Literal["school", "school-begins", "school-ends", "calendar"]
"""A school year by a day in it or as text, the year in which one begins or ends, or a calendar year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Whether a record was taken from a named source or only illustrates."""

    status: Literal["sourced", "illustrative"]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A partner that supplies an element, from a day on, under a name of its own."""

    partner: PartnerId
    since: date
    source: str | None
    field: str | None
    comparability: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """An element's words in another language, and the digest of the text they translate."""

    title: str | None
    definition: str | None
    plain_language: str | None
    of: Digest
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFraming:
    """When the wording was read for how it speaks of people, and what was found."""

    reviewed_on: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a definition comes from or is discussed."""

    label: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLimits:
    """What an element's values must be besides their type and code list; what is not said limits nothing.

    ``minimum`` and ``maximum`` are as written and inclusive. ``pattern`` must match a whole value. ``years``
    says of a value that is a day or a year, which kind of year it tells.
    """

    required: bool = False
    minimum: str | None = None
    maximum: str | None = None
    pattern: str | None = None
    years: YearsKept | None = None


NO_LIMITS: Final = ValueLimits()


def is_day(bound: str) -> bool:
    """Say whether a bound is a day and no number, as it is written.

    >>> is_day("2026-07-01"), is_day("-12.5")
    (True, False)
    """
    return "-" in bound[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One version of a common data definition.

    ``regime`` names the privacy laws that govern the element, ``identifiability`` how near it is
    to a person by itself. ``formerly`` are ids the element had; they still resolve to it.
    """

    id: ElementId
    version: Version
    title: str
    definition: str
    plain_language: str | None
    usage_notes: str | None
    value_type: str
    value_domain: Pin | None
    unit: str | None
    regime: tuple[RegimeId, ...]
    identifiability: Identifiability
    subjects: tuple[str, ...]
    providers: tuple[Provider, ...]
    steward: PartnerId
    mappings: Mapping[str, tuple[str, ...]]
    synonyms: tuple[str, ...]
    formerly: tuple[ElementId, ...]
    translations: Mapping[str, Translation]
    asset_framing: AssetFraming | None
    references: tuple[Reference, ...]
    provenance: Provenance | None
    limits: ValueLimits = NO_LIMITS

    @property
    def is_limited(self) -> bool:
        """Whether anything limits the values besides their type and code list."""
        return self.limits != NO_LIMITS

    def supplied_by(self, partner: PartnerId, *, on: date) -> bool:
        """Say whether the partner supplies the element on that day."""
        return any(p.partner == partner and p.since <= on for p in self.providers)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissibleValue:
    """One code of a value domain; after ``until`` it is no longer to be used."""

    code: str
    label: str
    definition: str | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueDomain:
    """One version of a code list."""

    id: str
    version: Version
    title: str
    values: tuple[PermissibleValue, ...]
    provenance: Provenance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One version of a named set of elements."""

    id: GroupId
    version: Version
    title: str
    elements: tuple[ElementId, ...]
    provenance: Provenance | None
