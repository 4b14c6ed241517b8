"""Sessions: a browser that somebody signed in with, until it ends by itself or is ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import Account, AccountId
from catalog.records.signing_in import SessionId, SignInSession
from catalog.services.accounts.recording import of_account, record
from catalog.services.office import Office, hashed, new_id, new_token
from catalog.workspace.workspace import Work

IDLE: Final = timedelta(minutes=60)
"""How long a session lasts in which nothing is asked."""
LONGEST: Final = timedelta(hours=12)
"""How long a session lasts at most."""
HALFWAY: Final = timedelta(minutes=15)
"""How long the second factor is waited for."""

_NOTED_EVERY: Final = timedelta(minutes=1)
_MOST_OF_BROWSER: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in, with which session. Nothing is open to a session that is not ``complete``."""

    account: Account
    session: SignInSession


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session with its token, which only the browser keeps."""

    signed_in: SignedIn
    token: str


def begin(
    office: Office, work: Work, account: Account, *, complete: bool, way: str, browser: str
) -> NewSession:
    """Begin a session of an account."""
    now, token = office.clock(), new_token()
    session = SignInSession(
        id=SessionId(new_id("session")),
        account=account.id,
        complete=complete,
        way=way,
        browser="".join(filter(str.isprintable, browser))[:_MOST_OF_BROWSER],
        made_at=now,
        seen_at=now,
        expires_at=now + (LONGEST if complete else HALFWAY),
    )
    work.sessions.add(session, token=hashed(token))
    return NewSession(signed_in=SignedIn(account=account, session=session), token=token)


def signed_in(office: Office, token: str) -> SignedIn | None:
    """Return who is signed in with a token; ``None`` where the session ended or the account is closed."""
    now = office.clock()
    with office.workspace.reading() as work:
        session = work.sessions.by_token(hashed(token))
        account = None if session is None else work.accounts.by_id(session.account)
    if session is None or account is None or account.closed or session.revoked_at is not None:
        return None
    if now >= min(session.expires_at, session.seen_at + IDLE):
        return None
    if now - session.seen_at >= _NOTED_EVERY:
        with office.workspace.writing() as work:
            work.sessions.see(session.id, at=now)
    return SignedIn(account=account, session=session)


def sign_out(office: Office, who: SignedIn) -> None:
    """End the session of a browser."""
    with office.workspace.writing() as work:
        if work.sessions.revoke(who.account.id, who.session.id, at=office.clock()):
            about = of_account(who.account.id)
            record(office, work, "account.signed-out", by=who.account, about=about)


def sessions_of(office: Office, account: AccountId) -> tuple[SignInSession, ...]:
    """Return the sessions of an account that have not ended, the one used last first."""
    now = office.clock()
    with office.workspace.reading() as work:
        found = work.sessions.of_account(account, at=now)
    return tuple(session for session in found if now < session.seen_at + IDLE)


def end_session(office: Office, account: Account, session: SessionId) -> None:
    """End one of somebody's own sessions. Raises ``NotFound``."""
    with office.workspace.writing() as work:
        if not work.sessions.revoke(account.id, session, at=office.clock()):
            raise NotFound(phrase("there is no such session that has not ended"))
        record(office, work, "account.session-ended", by=account, about=of_account(account.id))


def end_others(office: Office, who: SignedIn) -> int:
    """End all of somebody's own sessions but this one; return how many ended."""
    with office.workspace.writing() as work:
        ended = work.sessions.revoke_all(who.account.id, at=office.clock(), but=who.session.id)
        if ended:
            about = of_account(who.account.id)
            record(office, work, "account.sessions-ended", by=who.account, about=about, count=str(ended))
    return ended
