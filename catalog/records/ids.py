"""Identifiers, versions and the four forms: the small words that every record shares."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, NewType, get_args

PartnerId = NewType("PartnerId", str)
PurposeId = NewType("PurposeId", str)
ZoneId = NewType("ZoneId", str)
RegimeId = NewType("RegimeId", str)
BasisId = NewType("BasisId", str)
ElementId = NewType("ElementId", str)
GroupId = NewType("GroupId", str)
AgreementId = NewType("AgreementId", str)
GraphId = NewType("GraphId", str)
BodyId = NewType("BodyId", str)
SeatId = NewType("SeatId", str)
DecisionId = NewType("DecisionId", str)
ErratumId = NewType("ErratumId", str)
ProposalId = NewType("ProposalId", str)
MeetingId = NewType("MeetingId", str)
Digest = NewType("Digest", str)
Citation = NewType("Citation", str)
"""A clause as it is cited: ``cde-participation@1.1.0#load``."""

Form = Literal["identified", "pseudonymous", "deidentified", "aggregate"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
"""The forms of data, most identifiable first."""

RANK: Final[dict[Form, int]] = {form: place for place, form in enumerate(FORMS)}

ID_PATTERN: Final = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
VERSION_PATTERN: Final = r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}"
_VERSION = re.compile(VERSION_PATTERN)


class Version(NamedTuple):
    """``MAJOR.MINOR.PATCH``; versions compare by number, not by spelling."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read ``1.2.0``; raise ``ValueError`` for anything else."""
        if not _VERSION.fullmatch(text):
            raise ValueError(text)
        major, minor, patch = text.split(".")
        return cls(int(major), int(minor), int(patch))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


class Pin(NamedTuple):
    """A record at one version: ``k12-core@3.0.0``."""

    id: str
    version: Version

    @classmethod
    def parse(cls, text: str) -> Pin:
        """Read ``id@1.2.0``; raise ``ValueError`` for anything else."""
        name, _, version = text.rpartition("@")
        return cls(name, Version.parse(version))

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


class Object(NamedTuple):
    """What a decision adopts or retires: ``element:k12.ssid@1.0.0``."""

    kind: str
    id: str
    version: Version

    @classmethod
    def parse(cls, text: str) -> Object:
        """Read ``kind:id@1.2.0``; raise ``ValueError`` for anything else."""
        kind, _, pin = text.partition(":")
        name, version = Pin.parse(pin)
        return cls(kind, name, version)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}@{self.version}"
