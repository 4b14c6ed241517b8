"""Sessions of those who signed in, and the failures that close a door for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from catalog.records.account import AccountId
from catalog.records.signing_in import Failures, SessionId, SignInSession
from catalog.workspace.database import lock
from catalog.workspace.tables import FAILURES, SESSIONS

_LOCK: Final = 20_05


class Sessions:
    """The sessions, within one transaction. ``token`` is always the hash of one."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def add(self, session: SignInSession, *, token: str) -> None:
        """Add a session."""
        self._on.execute(
            insert(SESSIONS).values(
                id=session.id,
                token=token,
                account=session.account,
                complete=session.complete,
                way=session.way,
                browser=session.browser,
                made_at=session.made_at,
                seen_at=session.seen_at,
                expires_at=session.expires_at,
                revoked_at=session.revoked_at,
            )
        )

    def by_token(self, token: str) -> SignInSession | None:
        """Return the session of a token, whether it still stands or not."""
        row = self._on.execute(select(SESSIONS).where(SESSIONS.c.token == token)).one_or_none()
        return None if row is None else _session(row)

    def of_account(self, account: AccountId, *, at: datetime) -> tuple[SignInSession, ...]:
        """Return an account's sessions that have not ended, the one seen last first."""
        asked = select(SESSIONS).where(_theirs(account), SESSIONS.c.expires_at > at)
        return tuple(_session(row) for row in self._on.execute(asked.order_by(SESSIONS.c.seen_at.desc())))

    def see(self, session: SessionId, *, at: datetime) -> None:
        """Note that a session was used."""
        later = (SESSIONS.c.id == session) & (SESSIONS.c.seen_at < at)
        self._on.execute(update(SESSIONS).where(later).values(seen_at=at))

    def revoke(self, account: AccountId, session: SessionId, *, at: datetime) -> bool:
        """End a session of an account; say whether it had not ended."""
        theirs = _theirs(account) & (SESSIONS.c.id == session)
        return self._on.execute(update(SESSIONS).where(theirs).values(revoked_at=at)).rowcount == 1

    def revoke_all(self, account: AccountId, *, at: datetime, but: SessionId | None = None) -> int:
        """End every session of an account, but one where it is named; return how many ended."""
        theirs = _theirs(account)
        if but is not None:
            theirs &= SESSIONS.c.id != but
        return self._on.execute(update(SESSIONS).where(theirs).values(revoked_at=at)).rowcount

    def forget(self, *, before: datetime) -> None:
        """Remove sessions that expired long ago."""
        self._on.execute(delete(SESSIONS).where(SESSIONS.c.expires_at < before))


class FailureCounts:
    """How often something failed, by a key that says what: the hash of an address, or an account."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def hold(self) -> None:
        """Let nobody else count failures until the transaction ends."""
        lock(self._on, _LOCK)

    def of(self, key: str) -> Failures | None:
        """Return the failures of a key."""
        asked = select(FAILURES.c.count.label("times"), FAILURES.c.last_at, FAILURES.c.closed_until)
        row = self._on.execute(asked.where(FAILURES.c.key == key)).one_or_none()
        if row is None:
            return None
        return Failures(count=row.times, last_at=row.last_at, closed_until=row.closed_until)

    def keep(self, key: str, failures: Failures) -> None:
        """Keep the failures of a key in the place of those before."""
        self.clear(key)
        self._on.execute(
            insert(FAILURES).values(
                key=key,
                count=failures.count,
                last_at=failures.last_at,
                closed_until=failures.closed_until,
            )
        )

    def clear(self, key: str) -> None:
        """Forget the failures of a key."""
        self._on.execute(delete(FAILURES).where(FAILURES.c.key == key))

    def forget(self, *, before: datetime) -> None:
        """Forget failures of long ago."""
        self._on.execute(delete(FAILURES).where(FAILURES.c.last_at < before))


def _theirs(account: AccountId) -> ColumnElement[bool]:
    return (SESSIONS.c.account == account) & SESSIONS.c.revoked_at.is_(None)


def _session(row: Row[tuple[object, ...]]) -> SignInSession:
    return SignInSession(
        id=SessionId(row.id),
        account=AccountId(row.account),
        complete=row.complete,
        way=row.way,
        browser=row.browser,
        made_at=row.made_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
