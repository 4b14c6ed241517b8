"""Change an account: its password, its roles, whether it is open. The last administrator stays one."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import Account, AccountId, Role
from catalog.records.signing_in import Seated
from catalog.records.snapshot import Snapshot
from catalog.services.accounts.attempts import attempt, by_address, succeeded
from catalog.services.accounts.passwords import fits, kept, password_faults
from catalog.services.accounts.recording import Actor, of_account, record
from catalog.services.accounts.seating import seated_faults
from catalog.services.accounts.sessions import SignedIn
from catalog.services.forms import Faults, fault, refused
from catalog.services.office import Office
from catalog.services.words_typed import email_of
from catalog.workspace.workspace import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """What somebody typed who changes a password. None of it is ever shown again."""

    current: str = field(repr=False)
    password: str = field(repr=False)
    again: str = field(repr=False)


def accounts(office: Office) -> tuple[Account, ...]:
    """Return every account, by its address."""
    with office.workspace.reading() as work:
        return work.accounts.listed()


def account_of(office: Office, id: AccountId) -> Account:
    """Return an account. Raises ``NotFound``."""
    with office.workspace.reading() as work:
        return _found(work, id)


def account_of_email(office: Office, email: str) -> Account:
    """Return the account of an address. Raises ``NotFound``."""
    with office.workspace.reading() as work:
        found = work.accounts.by_email(email_of(email) or "")
    if found is None:
        raise _none()
    return found


def change_password(office: Office, who: SignedIn, *, typed: PasswordChange) -> Faults | None:
    """Change somebody's own password, by the one there is; all their other sessions end."""
    key = by_address(who.account.email)
    wait = attempt(office, key)
    if wait is not None:
        return fault("current", wait.says())
    with office.workspace.reading() as work:
        known = work.accounts.credentials(who.account.id).password
    if not fits(known, typed.current):
        return fault("current", phrase("This is not your password."))
    succeeded(office, key)
    faults = password_faults(typed.password, typed.again, email=who.account.email)
    if faults:
        return faults
    password = kept(typed.password)
    with office.workspace.writing() as work:
        work.accounts.set_password(who.account.id, password)
        work.sessions.revoke_all(who.account.id, at=office.clock(), but=who.session.id)
        about = of_account(who.account.id)
        record(office, work, "account.password-changed", by=who.account, about=about)
    return None


def change_roles(
    office: Office, as_read: Account, *, seated: Seated, snapshot: Snapshot, by: Actor
) -> Faults | None:
    """Change what an account may be; its sessions end. Raises ``Conflict`` where another changed it since."""
    faults = seated_faults(seated, snapshot)
    if faults:
        return faults
    with office.workspace.writing() as work:
        work.accounts.hold()
        _found(work, as_read.id)
        if Role.ADMIN not in seated.roles and _is_last(work, as_read.id):
            return refused(phrase("This is the last administrator; make another one first."))
        work.accounts.change(as_read, seated)
        work.sessions.revoke_all(as_read.id, at=office.clock())
        record(
            office,
            work,
            "account.roles-changed",
            by=by,
            about=of_account(as_read.id),
            roles=" ".join(sorted(seated.roles)),
            partner=seated.partner,
            body=seated.body,
            seat=seated.seat,
        )
    return None


def close(office: Office, as_read: Account, *, by: Actor) -> Faults | None:
    """Close an account: nobody signs in with it, and its sessions end. Raises ``Conflict``."""
    with office.workspace.writing() as work:
        work.accounts.hold()
        _found(work, as_read.id)
        if _is_last(work, as_read.id):
            return refused(phrase("This is the last administrator; make another one first."))
        work.accounts.close(as_read, at=office.clock())
        work.sessions.revoke_all(as_read.id, at=office.clock())
        record(office, work, "account.closed", by=by, about=of_account(as_read.id))
    return None


def reopen(office: Office, as_read: Account, *, by: Actor) -> None:
    """Open an account again. Raises ``Conflict``."""
    with office.workspace.writing() as work:
        _found(work, as_read.id)
        work.accounts.close(as_read, at=None)
        record(office, work, "account.reopened", by=by, about=of_account(as_read.id))


def _is_last(work: Work, id: AccountId) -> bool:
    """Say whether an account is the one administrator that is not closed."""
    admins = [one.id for one in work.accounts.listed() if one.has(Role.ADMIN) and not one.closed]
    return admins == [id]


def _found(work: Work, id: AccountId) -> Account:
    found = work.accounts.by_id(id)
    if found is None:
        raise _none()
    return found


def _none() -> NotFound:
    return NotFound(
        phrase("there is no such account"), hint=phrase("`p20w account list` lists those there are")
    )
