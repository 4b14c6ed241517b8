"""Use a one-time link: an account is made, or gets a new password. A link is used once, also in a race."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import Account, AccountId
from catalog.records.signing_in import Invitation, LinkPurpose
from catalog.services.accounts.inviting import no_link, opened
from catalog.services.accounts.passwords import kept, password_faults
from catalog.services.accounts.recording import of_account, record
from catalog.services.forms import Faults, joined
from catalog.services.office import Office, new_id
from catalog.services.words_typed import MOST_IN_NAME, line_faults
from catalog.workspace.workspace import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What somebody typed who uses a link. The name is kept where it is typed wrong, the passwords never."""

    name: str
    password: str = field(repr=False)
    again: str = field(repr=False)


def accept(office: Office, token: str, *, typed: Accepted) -> Account | Faults:
    """Use a link, with the name and the password that were typed. Raises ``NotFound`` as ``opened`` does."""
    invitation = opened(office, token)
    faults = password_faults(typed.password, typed.again, email=invitation.email)
    if invitation.purpose is LinkPurpose.ACCOUNT:
        faults = joined(line_faults("name", typed.name, most=MOST_IN_NAME), faults)
    if faults:
        return faults
    password = kept(typed.password)
    with office.workspace.writing() as work:
        if not work.invitations.use(invitation.id, at=office.clock()):
            raise no_link()
        if invitation.account is not None:
            return _new_password(office, work, invitation.account, password=password)
        return new_account(office, work, invitation, name=typed.name, password=password)


def new_account(
    office: Office, work: Work, invitation: Invitation, *, name: str, password: str | None
) -> Account:
    """Make the account that an invitation is for. Raises ``Conflict`` where its address has one."""
    account = Account(
        id=AccountId(new_id("acct")),
        email=invitation.email,
        name=unicodedata.normalize("NFC", " ".join(name.split())),
        roles=invitation.seated.roles,
        partner=invitation.seated.partner,
        body=invitation.seated.body,
        seat=invitation.seated.seat,
        second_factor=False,
        closed=False,
    )
    work.accounts.add(account, password=password, at=office.clock())
    way = "provider" if password is None else "password"
    told = f"invitation:{invitation.id}"
    record(
        office, work, "account.made", by=account, about=of_account(account.id), by_invitation=told, way=way
    )
    found = work.accounts.by_id(account.id)
    if found is None:
        raise NotFound(phrase("the account is gone"))
    return found


def _new_password(office: Office, work: Work, id: AccountId, *, password: str) -> Account:
    account = work.accounts.by_id(id)
    if account is None or account.closed:
        raise no_link()
    work.accounts.set_password(id, password)
    work.sessions.revoke_all(id, at=office.clock())
    record(office, work, "account.password-reset", by=account, about=of_account(id))
    return account
