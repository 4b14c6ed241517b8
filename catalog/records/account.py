"""Who uses the application: accounts and the roles that open its doors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from catalog.records.ids import BodyId, PartnerId

AccountId = NewType("AccountId", str)


class Role(StrEnum):
    """What somebody may be to the catalog. Everyone is at least the public."""

    PUBLIC = "public"
    PARTNER = "partner"
    MEMBER = "member"
    CLERK = "clerk"
    ADMIN = "admin"


SECOND_FACTOR = frozenset({Role.PARTNER, Role.CLERK, Role.ADMIN})
"""The roles that act for others, and so need a second factor to sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in.

    ``roles`` never lack ``PUBLIC``. ``partner`` is whom a data steward speaks for; ``body`` and
    ``seat`` are where a member sits. Nobody votes by an account (Gov. Code 11122.5(b)).
    ``revision`` tells one who changes an account whether another did.
    """

    id: AccountId
    email: str
    name: str
    roles: frozenset[Role]
    partner: PartnerId | None
    body: BodyId | None
    seat: str | None
    second_factor: bool
    closed: bool
    revision: int = 1

    def has(self, *roles: Role) -> bool:
        """Say whether the account has any of the roles."""
        return not self.roles.isdisjoint(roles)
