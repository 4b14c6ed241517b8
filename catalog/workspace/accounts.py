"""Accounts, with what proves who somebody is: passwords and codes as hashes, the second factor sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from catalog.errors import Conflict
from catalog.phrases import phrase
from catalog.records.account import Account, AccountId, Role
from catalog.records.ids import BodyId, PartnerId
from catalog.records.signing_in import Seated
from catalog.workspace.database import lock
from catalog.workspace.tables import ACCOUNTS, RECOVERY_CODES

_LOCK: Final = 20_02


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What somebody proves by. ``step`` is the time step of the last code that was accepted."""

    password: str | None = field(repr=False)
    second_factor: str | None = field(repr=False)
    step: int


class Accounts:
    """The accounts, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def hold(self) -> None:
        """Let nobody else change an account until the transaction ends."""
        lock(self._on, _LOCK)

    def add(self, account: Account, *, password: str | None, at: datetime) -> None:
        """Add an account. Raises ``Conflict`` where its e-mail address has one already."""
        row = insert(ACCOUNTS).values(
            id=account.id,
            email=account.email,
            name=account.name,
            password=password,
            roles=account.roles,
            partner=account.partner,
            body=account.body,
            seat=account.seat,
            second_factor=None,
            second_factor_step=0,
            made_at=at,
            closed_at=None,
            revision=1,
        )
        try:
            with self._on.begin_nested():
                self._on.execute(row)
        except IntegrityError as error:
            raise Conflict(
                phrase("`{email}` has an account already", email=account.email),
                hint=phrase("change its roles"),
            ) from error

    def by_id(self, account: AccountId) -> Account | None:
        """Return an account."""
        row = self._on.execute(select(ACCOUNTS).where(ACCOUNTS.c.id == account)).one_or_none()
        return None if row is None else _account(row)

    def by_email(self, email: str) -> Account | None:
        """Return the account of an address, as addresses are kept: in lower case."""
        row = self._on.execute(select(ACCOUNTS).where(ACCOUNTS.c.email == email)).one_or_none()
        return None if row is None else _account(row)

    def listed(self) -> tuple[Account, ...]:
        """Return every account, by its address."""
        rows = self._on.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.email))
        return tuple(_account(row) for row in rows)

    def credentials(self, account: AccountId) -> Credentials:
        """Return what an account proves by."""
        asked = select(ACCOUNTS.c.password, ACCOUNTS.c.second_factor, ACCOUNTS.c.second_factor_step)
        row = self._on.execute(asked.where(ACCOUNTS.c.id == account)).one()
        return Credentials(password=row.password, second_factor=row.second_factor, step=row[2])

    def set_password(self, account: AccountId, password: str) -> None:
        """Keep the hash of a new password."""
        self._on.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(password=password))

    def set_second_factor(self, account: AccountId, secret: str | None, *, codes: Iterable[str]) -> None:
        """Keep a second factor, sealed, and the hashes of its recovery codes; the old ones end."""
        values = {"second_factor": secret, "second_factor_step": 0}
        self._on.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(values))
        self._on.execute(RECOVERY_CODES.delete().where(RECOVERY_CODES.c.account == account))
        rows = [{"account": account, "code": code, "used_at": None} for code in codes]
        if rows:
            self._on.execute(insert(RECOVERY_CODES), rows)

    def use_step(self, account: AccountId, step: int) -> bool:
        """Note the time step of a code; say whether it is later than every one before."""
        later = (ACCOUNTS.c.id == account) & (ACCOUNTS.c.second_factor_step < step)
        done = self._on.execute(update(ACCOUNTS).where(later).values(second_factor_step=step))
        return done.rowcount == 1

    def use_recovery_code(self, account: AccountId, code: str, *, at: datetime) -> bool:
        """Use a recovery code up; say whether it was there and unused."""
        unused = (
            (RECOVERY_CODES.c.account == account)
            & (RECOVERY_CODES.c.code == code)
            & RECOVERY_CODES.c.used_at.is_(None)
        )
        return self._on.execute(update(RECOVERY_CODES).where(unused).values(used_at=at)).rowcount == 1

    def recovery_codes_left(self, account: AccountId) -> int:
        """Return how many recovery codes are unused."""
        unused = (RECOVERY_CODES.c.account == account) & RECOVERY_CODES.c.used_at.is_(None)
        return len(self._on.execute(select(RECOVERY_CODES.c.code).where(unused)).all())

    def change(self, account: Account, seated: Seated) -> None:
        """Change what an account may be. Raises ``Conflict`` where another changed it since it was read."""
        values: dict[str, object] = {
            "roles": seated.roles,
            "partner": seated.partner,
            "body": seated.body,
            "seat": seated.seat,
        }
        self._change(account, values)

    def close(self, account: Account, *, at: datetime | None) -> None:
        """Close an account at a moment, or open it again. Raises ``Conflict`` as ``change`` does."""
        self._change(account, {"closed_at": at})

    def _change(self, account: Account, values: dict[str, object]) -> None:
        as_read = (ACCOUNTS.c.id == account.id) & (ACCOUNTS.c.revision == account.revision)
        values |= {"revision": account.revision + 1}
        if self._on.execute(update(ACCOUNTS).where(as_read).values(values)).rowcount != 1:
            told = phrase(
                "the account of `{email}` was changed by somebody else in the meantime", email=account.email
            )
            raise Conflict(
                told, hint=phrase("look at it as it is now, and change it again if that is still wanted")
            )


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        id=AccountId(row.id),
        email=row.email,
        name=row.name,
        roles=frozenset(Role(word) for word in row.roles) | {Role.PUBLIC},
        partner=None if row.partner is None else PartnerId(row.partner),
        body=None if row.body is None else BodyId(row.body),
        seat=row.seat,
        second_factor=row.second_factor is not None,
        closed=row.closed_at is not None,
        revision=row.revision,
    )
