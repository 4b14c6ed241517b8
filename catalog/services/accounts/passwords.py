"""Passwords: what one must be, and how it is kept (argon2id) and compared."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.phrases import phrase
from catalog.services.forms import Faults, fault

LEAST: Final = 12
MOST: Final = 128
_DIFFERENT: Final = 5
_NOTHING: Final = Faults(at={})
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The parameters of OWASP's cheat sheet: enough to cost a thief, small enough for several at once."""


def password_faults(typed: str, again: str, *, email: str) -> Faults:
    """Say what is wrong with a new password."""
    if len(typed) < LEAST:
        return fault("password", phrase("It needs at least {least} characters.", least=LEAST))
    if len(typed) > MOST:
        return fault("password", phrase("It may have at most {most} characters.", most=MOST))
    local = email.partition("@")[0].lower()
    if email.lower() in typed.lower() or (len(local) >= _DIFFERENT and local in typed.lower()):
        return fault("password", phrase("It must not hold your e-mail address."))
    if len(set(typed)) < _DIFFERENT:
        return fault("password", phrase("It needs at least {least} different characters.", least=_DIFFERENT))
    if typed != again:
        return fault("again", phrase("This is not the same password."))
    return _NOTHING


def kept(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(_normal(password))


def fits(known: str | None, typed: str) -> bool:
    """Say whether a password is the one that is kept. It takes as long where none is kept."""
    try:
        _HASHER.verify(known or _of_nobody(), _normal(typed[: MOST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def _normal(password: str) -> bytes:
    """Return a password as keyboards of every kind would type it."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@cache
def _of_nobody() -> str:
    return _HASHER.hash("the password of nobody")
