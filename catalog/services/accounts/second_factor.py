"""The second factor: a code that an app shows (TOTP, RFC 6238), and recovery codes for when it is lost."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken

from catalog.errors import BadInput
from catalog.phrases import phrase
from catalog.records.account import SECOND_FACTOR, Account
from catalog.services.accounts.attempts import attempt, by_second_factor, succeeded
from catalog.services.accounts.recording import Actor, of_account, record
from catalog.services.accounts.sessions import NewSession, SignedIn, begin
from catalog.services.forms import Faults, fault
from catalog.services.office import Office, hashed, new_code

RECOVERY_CODES: Final = 10
ISSUER: Final = "Data catalog"

_STEP: Final = 30
_LATE: Final = (-1, 0, 1)
"""Codes of the step before and of the one after are good too: clocks differ."""
_VALID: Final = timedelta(minutes=15)
_CODE: Final = re.compile(r"[0-9]{6}")
_RECOVERY: Final = re.compile(r"[0-9A-Z]{12}")
_WRONG: Final = phrase("This code is not right, was used already, or is too old.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A second factor before it is confirmed. ``sealed`` goes through the browser, which cannot read it."""

    sealed: str
    secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A second factor that was confirmed: its recovery codes, shown once, and the session it completes."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    session: NewSession


def is_asked_of(account: Account) -> bool:
    """Say whether an account signs in with a second factor: because it must, or has one."""
    return account.second_factor or not account.roles.isdisjoint(SECOND_FACTOR)


def enrol(office: Office, account: Account) -> Enrolment:
    """Make the secret of a second factor. It counts once a code proves that an app has it."""
    secret = pyotp.random_base32()
    sealed = _sealer(office, "enrolment").encrypt_at_time(f"{account.id} {secret}".encode(), _seconds(office))
    return _enrolment(account, secret, sealed.decode())


def enrolment(office: Office, account: Account, sealed: str) -> Enrolment:
    """Return an enrolment that was begun. Raises ``BadInput`` where it was not, or too long ago."""
    try:
        opened = _sealer(office, "enrolment").decrypt_at_time(
            sealed.encode("utf-8", "replace"), int(_VALID.total_seconds()), _seconds(office)
        )
    except InvalidToken as error:
        raise _too_late() from error
    id, _, secret = opened.decode().partition(" ")
    if id != account.id:
        raise _too_late()
    return _enrolment(account, secret, sealed)


def picture(one: Enrolment) -> bytes:
    """Return the QR code that an app reads, as an SVG file."""
    out = io.BytesIO()
    segno.make(one.uri, error="m").save(out, kind="svg", scale=5, light="#fff")
    return out.getvalue()


def confirm(office: Office, who: SignedIn, sealed: str, *, code: str) -> Enrolled | Faults:
    """Keep a second factor once a code shows that an app has it; older ones and other sessions end."""
    begun = enrolment(office, who.account, sealed)
    wait = attempt(office, by_second_factor(who.account.id))
    if wait is not None:
        return fault("code", wait.says())
    step = _step_of(begun.secret, _digits(code), at=office.clock())
    if step is None:
        return fault("code", _WRONG)
    codes = tuple(new_code(3) for _ in range(RECOVERY_CODES))
    kept = _sealer(office, "second factor").encrypt(begun.secret.encode()).decode()
    with office.workspace.writing() as work:
        work.accounts.set_second_factor(who.account.id, kept, codes=[_recovery(code) for code in codes])
        work.accounts.use_step(who.account.id, step)
        work.sessions.revoke_all(who.account.id, at=office.clock())
        account = work.accounts.by_id(who.account.id) or who.account
        session = begin(
            office, work, account, complete=True, way=who.session.way, browser=who.session.browser
        )
        record(office, work, "account.second-factor-set", by=account, about=of_account(account.id))
    succeeded(office, by_second_factor(who.account.id))
    return Enrolled(recovery_codes=codes, session=session)


def complete(office: Office, who: SignedIn, *, code: str) -> NewSession | Faults:
    """Complete a session with a code of the app, or with a recovery code, each of which is good once."""
    wait = attempt(office, by_second_factor(who.account.id))
    if wait is not None:
        return fault("code", wait.says())
    with office.workspace.writing() as work:
        way = _way(office, work.accounts.credentials(who.account.id).second_factor, code)
        if isinstance(way, int):
            good = work.accounts.use_step(who.account.id, way)
        else:
            good = work.accounts.use_recovery_code(who.account.id, way, at=office.clock())
        if not good:
            return fault("code", _WRONG)
        now = office.clock()
        work.failures.clear(by_second_factor(who.account.id))
        work.sessions.revoke(who.account.id, who.session.id, at=now)
        session = begin(
            office, work, who.account, complete=True, way=who.session.way, browser=who.session.browser
        )
        used = "app" if isinstance(way, int) else "recovery-code"
        about = of_account(who.account.id)
        record(office, work, "account.signed-in", by=who.account, about=about, second_factor=used)
    return session


def recovery_codes_left(office: Office, account: Account) -> int:
    """Return how many recovery codes an account has left."""
    with office.workspace.reading() as work:
        return work.accounts.recovery_codes_left(account.id)


def remove(office: Office, account: Account, *, by: Actor) -> None:
    """Take a second factor away that was lost with its codes; a new one is set at the next sign-in."""
    with office.workspace.writing() as work:
        work.accounts.set_second_factor(account.id, None, codes=())
        work.sessions.revoke_all(account.id, at=office.clock())
        record(office, work, "account.second-factor-removed", by=by, about=of_account(account.id))


def _way(office: Office, kept: str | None, code: str) -> int | str:
    """Return the time step of a code of the app, else what is kept of a recovery code."""
    digits = _digits(code)
    if kept is None or not _CODE.fullmatch(digits):
        return _recovery(code)
    try:
        secret = _sealer(office, "second factor").decrypt(kept).decode()
    except InvalidToken as error:
        told = phrase("the second factor was sealed with another secret key")
        raise BadInput(
            told, hint=phrase("whoever keeps the server puts the key back, or an administrator removes it")
        ) from error
    return _step_of(secret, digits, at=office.clock()) or 0


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step for which a code is right."""
    now, totp = int(at.timestamp()) // _STEP, pyotp.TOTP(secret)
    found = [now + late for late in _LATE if pyotp.utils.strings_equal(totp.generate_otp(now + late), code)]
    return max(found, default=None)


def _digits(code: str) -> str:
    return "".join(code.split())


def _recovery(code: str) -> str:
    """Return what is kept of a recovery code, however it was typed."""
    plain = "".join(one for one in code.upper() if one.isalnum())
    plain = plain.replace("O", "0").replace("I", "1").replace("L", "1")
    return hashed(plain if _RECOVERY.fullmatch(plain) else "")


def _enrolment(account: Account, secret: str, sealed: str) -> Enrolment:
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)
    return Enrolment(sealed=sealed, secret=secret, uri=uri)


def _sealer(office: Office, purpose: str) -> Fernet:
    return Fernet(office.sealing_key(purpose))


def _seconds(office: Office) -> int:
    return int(office.clock().timestamp())


def _too_late() -> BadInput:
    return BadInput(phrase("this second factor was begun too long ago"), hint=phrase("begin again"))
