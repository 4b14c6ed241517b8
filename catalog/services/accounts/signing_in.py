"""Sign in: with a password, or by a provider that vouches for the e-mail address; then the second factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.phrases import phrase
from catalog.records.account import Account
from catalog.records.signing_in import LinkPurpose
from catalog.services.accounts.accepting import new_account
from catalog.services.accounts.attempts import attempt, by_address, succeeded
from catalog.services.accounts.passwords import fits
from catalog.services.accounts.recording import PUBLIC, of_account, record
from catalog.services.accounts.second_factor import is_asked_of
from catalog.services.accounts.sessions import NewSession, begin
from catalog.services.forms import Faults, refused
from catalog.services.office import Office
from catalog.services.words_typed import MOST_IN_NAME, email_of
from catalog.workspace.workspace import Work

_WRONG: Final = phrase("The e-mail address or the password is not right.")
_UNKNOWN: Final = phrase("Nobody invited this address, or its account is closed.")
_UNVERIFIED: Final = phrase("The provider does not vouch for this e-mail address.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What a provider of single sign-on says of somebody."""

    email: str
    email_verified: bool
    name: str
    second_factor: bool


def sign_in(office: Office, email: str, *, password: str, browser: str) -> NewSession | Faults:
    """Begin a session with a password. An address without an account is told the same, after as long.

    The session is not complete where a second factor is asked for.
    """
    known = email_of(email) or ""
    wait = attempt(office, by_address(known))
    if wait is not None:
        return refused(wait.says())
    with office.workspace.reading() as work:
        account = work.accounts.by_email(known)
        kept = None if account is None else work.accounts.credentials(account.id).password
    if not fits(kept, password) or account is None or account.closed:
        _record_failure(office, account)
        return refused(_WRONG)
    succeeded(office, by_address(known))
    with office.workspace.writing() as work:
        complete = not is_asked_of(account)
        return _begun(office, work, account, complete=complete, way="password", browser=browser)


def sign_in_vouched(office: Office, vouched: Vouched, *, browser: str) -> NewSession | Faults:
    """Begin a session of somebody for whom a provider vouches. Only an invited address is let in."""
    email = email_of(vouched.email)
    if email is None or not vouched.email_verified:
        return refused(_UNVERIFIED)
    with office.workspace.writing() as work:
        account = work.accounts.by_email(email) or _invited(office, work, email, name=vouched.name)
        if account is None or account.closed:
            return refused(_UNKNOWN)
        complete = vouched.second_factor or not is_asked_of(account)
        return _begun(office, work, account, complete=complete, way="provider", browser=browser)


def _begun(
    office: Office, work: Work, account: Account, *, complete: bool, way: str, browser: str
) -> NewSession:
    if complete:
        record(office, work, "account.signed-in", by=account, about=of_account(account.id), way=way)
    return begin(office, work, account, complete=complete, way=way, browser=browser)


def _invited(office: Office, work: Work, email: str, *, name: str) -> Account | None:
    """Make the account to which an address is invited, if it is."""
    now = office.clock()
    for one in work.invitations.standing(now):
        if one.email == email and one.purpose is LinkPurpose.ACCOUNT and work.invitations.use(one.id, at=now):
            printable = "".join(filter(str.isprintable, name)).strip()[:MOST_IN_NAME]
            return new_account(office, work, one, name=printable or email, password=None)
    return None


def _record_failure(office: Office, account: Account | None) -> None:
    about = "account:unknown" if account is None else of_account(account.id)
    with office.workspace.writing() as work:
        record(office, work, "account.sign-in-failed", by=PUBLIC, about=about)
