"""Invite somebody, or give somebody a link for a new password: once, for a while, to be revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import AccountId
from catalog.records.signing_in import Invitation, InvitationId, LinkPurpose, Seated
from catalog.records.snapshot import Snapshot
from catalog.services.accounts.recording import Actor, name_of, of_account, record
from catalog.services.accounts.seating import seated_faults, seated_in
from catalog.services.forms import Faults, fault, joined
from catalog.services.office import Office, hashed, new_id, new_token
from catalog.services.words_typed import email_faults, email_of
from catalog.workspace.workspace import Work

VALID: Final = timedelta(days=7)
"""How long an invitation can be used."""
VALID_FOR_PASSWORD: Final = timedelta(hours=24)
"""How long a link for a new password can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """A link, shown once to whoever made it: only the hash of its token is kept."""

    invitation: Invitation
    token: str
    address: str


def invite(
    office: Office, email: str, *, seated: Seated | Faults, snapshot: Snapshot, by: Actor
) -> OneTimeLink | Faults:
    """Invite an address to an account. An older invitation of the same address ends.

    ``seated`` is as ``seated_of`` returns it: what is wrong with it is said with the rest.
    """
    wrong = seated if isinstance(seated, Faults) else seated_faults(seated, snapshot)
    faults = joined(email_faults("email", email), wrong)
    known = email_of(email)
    if faults or known is None or isinstance(seated, Faults):
        return faults
    with office.workspace.writing() as work:
        if work.accounts.by_email(known) is not None:
            return fault("email", phrase("This address has an account already; change its roles instead."))
        made = _link(office, work, known, purpose=LinkPurpose.ACCOUNT, seated=seated, account=None, by=by)
        record(
            office,
            work,
            "account.invited",
            by=by,
            about=f"invitation:{made.invitation.id}",
            email=known,
            roles=_roles(seated),
        )
    return made


def reset_password(office: Office, account: AccountId, *, by: Actor) -> OneTimeLink:
    """Give a link by which somebody chooses a new password. Raises ``NotFound``."""
    with office.workspace.writing() as work:
        found = work.accounts.by_id(account)
        if found is None or found.closed:
            raise NotFound(phrase("there is no such account that is open"))
        seated = seated_in(found)
        made = _link(
            office, work, found.email, purpose=LinkPurpose.PASSWORD, seated=seated, account=found.id, by=by
        )
        record(office, work, "account.password-link", by=by, about=of_account(found.id))
    return made


def revoke(office: Office, invitation: InvitationId, *, by: Actor) -> None:
    """Revoke a link that was not used. Raises ``NotFound``."""
    with office.workspace.writing() as work:
        if not work.invitations.revoke(invitation, at=office.clock()):
            raise NotFound(phrase("there is no such link that could still be used"))
        record(office, work, "account.link-revoked", by=by, about=f"invitation:{invitation}")


def standing_links(office: Office) -> tuple[Invitation, ...]:
    """Return the links that can still be used, the newest first."""
    with office.workspace.reading() as work:
        return work.invitations.standing(office.clock())


def opened(office: Office, token: str) -> Invitation:
    """Return a token's link. Raises ``NotFound`` where it was used or revoked, has expired or never was."""
    with office.workspace.reading() as work:
        found = work.invitations.by_token(hashed(token))
    if found is None or not found.stands(office.clock()):
        raise no_link()
    return found


def no_link() -> NotFound:
    """Return the error that says that a link cannot be used."""
    return NotFound(
        phrase("this link was used, has expired, or is not whole"),
        hint=phrase("ask whoever sent it for a new one"),
    )


def _link(
    office: Office,
    work: Work,
    email: str,
    *,
    purpose: LinkPurpose,
    seated: Seated,
    account: AccountId | None,
    by: Actor,
) -> OneTimeLink:
    now, token = office.clock(), new_token()
    work.invitations.revoke_all(email, purpose, at=now)
    invitation = Invitation(
        id=InvitationId(new_id("link")),
        purpose=purpose,
        email=email,
        seated=seated,
        account=account,
        invited_by=name_of(by),
        made_at=now,
        expires_at=now + (VALID if purpose is LinkPurpose.ACCOUNT else VALID_FOR_PASSWORD),
    )
    work.invitations.add(invitation, token=hashed(token))
    return OneTimeLink(
        invitation=invitation, token=token, address=f"{office.address}/account/invitation/{token}"
    )


def _roles(seated: Seated) -> str:
    return " ".join(sorted(seated.roles))
