"""One-time links: kept as hashes, used once even where two use them at the same moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from catalog.records.account import AccountId, Role
from catalog.records.ids import BodyId, PartnerId
from catalog.records.signing_in import Invitation, InvitationId, LinkPurpose, Seated
from catalog.workspace.tables import INVITATIONS


class Invitations:
    """The one-time links, within one transaction. ``token`` is always the hash of one."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def add(self, invitation: Invitation, *, token: str) -> None:
        """Add a link."""
        self._on.execute(
            insert(INVITATIONS).values(
                id=invitation.id,
                token=token,
                purpose=invitation.purpose,
                email=invitation.email,
                roles=invitation.seated.roles,
                partner=invitation.seated.partner,
                body=invitation.seated.body,
                seat=invitation.seated.seat,
                account=invitation.account,
                invited_by=invitation.invited_by,
                made_at=invitation.made_at,
                expires_at=invitation.expires_at,
                used_at=None,
                revoked_at=None,
            )
        )

    def by_token(self, token: str) -> Invitation | None:
        """Return the link of a token, whether it still stands or not."""
        row = self._on.execute(select(INVITATIONS).where(INVITATIONS.c.token == token)).one_or_none()
        return None if row is None else _invitation(row)

    def by_id(self, invitation: InvitationId) -> Invitation | None:
        """Return a link by its id."""
        row = self._on.execute(select(INVITATIONS).where(INVITATIONS.c.id == invitation)).one_or_none()
        return None if row is None else _invitation(row)

    def standing(self, at: datetime) -> tuple[Invitation, ...]:
        """Return the links that can be used at a moment, the newest first."""
        asked = select(INVITATIONS).where(_unused(), INVITATIONS.c.expires_at > at)
        rows = self._on.execute(asked.order_by(INVITATIONS.c.made_at.desc(), INVITATIONS.c.id))
        return tuple(_invitation(row) for row in rows)

    def use(self, invitation: InvitationId, *, at: datetime) -> bool:
        """Use a link up; say whether it still stood. Of two at the same moment, one is told that it did."""
        stands = (INVITATIONS.c.id == invitation) & (INVITATIONS.c.expires_at > at) & _unused()
        return self._on.execute(update(INVITATIONS).where(stands).values(used_at=at)).rowcount == 1

    def revoke(self, invitation: InvitationId, *, at: datetime) -> bool:
        """Revoke a link; say whether it still stood."""
        stands = (INVITATIONS.c.id == invitation) & _unused()
        return self._on.execute(update(INVITATIONS).where(stands).values(revoked_at=at)).rowcount == 1

    def revoke_all(self, email: str, purpose: LinkPurpose, *, at: datetime) -> int:
        """Revoke every link of an address that is for one purpose: a new one takes their place."""
        theirs = (INVITATIONS.c.email == email) & (INVITATIONS.c.purpose == purpose) & _unused()
        return self._on.execute(update(INVITATIONS).where(theirs).values(revoked_at=at)).rowcount

    def forget(self, *, before: datetime) -> None:
        """Remove links that expired long ago."""
        self._on.execute(delete(INVITATIONS).where(INVITATIONS.c.expires_at < before))


def _unused() -> ColumnElement[bool]:
    return INVITATIONS.c.used_at.is_(None) & INVITATIONS.c.revoked_at.is_(None)


def _invitation(row: Row[tuple[object, ...]]) -> Invitation:
    return Invitation(
        id=InvitationId(row.id),
        purpose=LinkPurpose(row.purpose),
        email=row.email,
        seated=Seated(
            roles=frozenset(Role(word) for word in row.roles),
            partner=None if row.partner is None else PartnerId(row.partner),
            body=None if row.body is None else BodyId(row.body),
            seat=row.seat,
        ),
        account=None if row.account is None else AccountId(row.account),
        invited_by=row.invited_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
