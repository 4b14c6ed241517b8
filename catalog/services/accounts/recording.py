"""What was done with accounts goes into the audit trail, in the transaction in which it was done."""

from __future__ import annotations

from typing import Final

from catalog.records.account import Account, AccountId
from catalog.records.audit import Act
from catalog.services.office import Office
from catalog.workspace.workspace import Work

TERMINAL: Final = "terminal"
"""Whoever has the terminal of the server."""
PUBLIC: Final = "public"
SYSTEM: Final = "system"

Actor = Account | str
"""Who does something: an account, or one of the words above."""


def record(office: Office, work: Work, did: str, *, by: Actor, about: str, **detail: str | None) -> None:
    """Put something that was done into the trail."""
    told = {key: value for key, value in detail.items() if value is not None}
    work.audit.append(Act(did=did, who=name_of(by), about=about, at=office.clock(), detail=told))


def name_of(actor: Actor) -> str:
    """Return who somebody is in the trail."""
    return actor.id if isinstance(actor, Account) else actor


def of_account(account: AccountId) -> str:
    """Return how the trail names an account."""
    return f"account:{account}"
