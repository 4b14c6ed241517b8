"""What lets somebody in: one-time invitations, sessions, and the failures that lock a door for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from catalog.records.account import AccountId, Role
from catalog.records.ids import BodyId, PartnerId

InvitationId = NewType("InvitationId", str)
SessionId = NewType("SessionId", str)


class LinkPurpose(StrEnum):
    """What a one-time link is for: a new account, or a new password for one that is there."""

    ACCOUNT = "account"
    PASSWORD = "password"  # noqa: S105  # a word, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """What an account may be: its roles, whom it speaks for, and where it sits."""

    roles: frozenset[Role]
    partner: PartnerId | None = None
    body: BodyId | None = None
    seat: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A one-time link that somebody was sent. Whoever holds its token may use it once, until it expires.

    ``account`` is whose password it changes, where it is for that.
    """

    id: InvitationId
    purpose: LinkPurpose
    email: str
    seated: Seated
    account: AccountId | None
    invited_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Say whether it can be used at that moment."""
        return self.used_at is None and self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSession:
    """A browser that somebody signed in with.

    ``complete`` is false while the second factor is awaited: until then it opens no door. ``browser``
    is what the browser says that it is.
    """

    id: SessionId
    account: AccountId
    complete: bool
    way: str
    browser: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How often something was tried in vain, and until when it is not to be tried again."""

    count: int
    last_at: datetime
    closed_until: datetime | None
