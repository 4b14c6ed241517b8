"""The audit trail: who did what, when, each entry bound to the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that was done, before it stands in the trail.

    ``who`` is an account's id, or ``terminal``, ``public`` or ``system``. ``about`` is what it was done
    to, as ``account:…``, ``comment:…`` or ``proposal:…``. ``detail`` holds no secret and no text of the
    public's.
    """

    did: str
    who: str
    about: str
    at: datetime
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """An act in the trail. ``digest`` binds it to ``previous``, the digest of the entry before it."""

    number: int
    act: Act
    previous: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailState:
    """What a verification of the trail found: its length, its last digest, and where it is broken."""

    entries: int
    head: str
    broken_at: int | None

    @property
    def sound(self) -> bool:
        """Whether every entry fits the one before it."""
        return self.broken_at is None
