"""Attempts count before they are judged; after a few in vain the door stays shut, longer each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from catalog.phrases import Phrase, phrase
from catalog.records.account import AccountId
from catalog.records.signing_in import Failures
from catalog.services.office import Office, hashed

FREE: Final = 5
"""How many attempts in vain nobody waits for."""
FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(minutes=15)
_FORGOTTEN: Final = timedelta(hours=24)
_DOUBLINGS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long nothing is tried any more."""

    until: datetime
    now: datetime

    def says(self) -> Phrase:
        """Say it in words."""
        seconds = max(1, round((self.until - self.now).total_seconds()))
        return phrase("Too many attempts in vain. Try again in {seconds} seconds.", seconds=seconds)


def by_address(email: str) -> str:
    """Return the key of attempts with an address, whether it has an account or not."""
    return f"address:{hashed(email)}"


def by_second_factor(account: AccountId) -> str:
    """Return the key of attempts at the second factor of an account."""
    return f"second-factor:{account}"


def attempt(office: Office, key: str) -> Wait | None:
    """Count an attempt as one in vain, until ``succeeded``; or say how long none is made any more."""
    now = office.clock()
    with office.workspace.writing() as work:
        work.failures.hold()
        known = work.failures.of(key)
        if known is not None and known.closed_until is not None and now < known.closed_until:
            return Wait(until=known.closed_until, now=now)
        count = 1 if known is None or now - known.last_at > _FORGOTTEN else known.count + 1
        work.failures.keep(key, Failures(count=count, last_at=now, closed_until=_closed(count, now)))
    return None


def succeeded(office: Office, key: str) -> None:
    """Forget the attempts in vain."""
    with office.workspace.writing() as work:
        work.failures.clear(key)


def _closed(count: int, now: datetime) -> datetime | None:
    """Return until when the door is shut, should this attempt be in vain."""
    if count < FREE:
        return None
    doubled: int = 2 ** min(count - FREE, _DOUBLINGS)
    return now + min(FIRST_WAIT * doubled, LONGEST_WAIT)
