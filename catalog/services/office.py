"""The office: the workspace, the secret key and the clock, which the journeys of people work with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from catalog.config import MailSettings, Settings
from catalog.errors import BadInput
from catalog.services.opening import LOS_ANGELES
from catalog.workspace.secret_key import FILE, secret_key
from catalog.workspace.workspace import Workspace

LOCAL_ADDRESS: Final = "http://127.0.0.1:8020"
"""How the application is reached where ``P20W_BASE_URL`` does not say it."""

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for a digit."""
_TOKEN_BYTES: Final = 32


def utc_now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What journeys of people work with. ``address`` is how people reach us, ``mail`` how we reach them."""

    workspace: Workspace
    key: bytes = field(repr=False)
    address: str = LOCAL_ADDRESS
    mail: MailSettings = field(default_factory=MailSettings)
    clock: Callable[[], datetime] = utc_now

    def today(self) -> date:
        """Return the day by the clock, where the law applies."""
        return self.clock().astimezone(LOS_ANGELES).date()

    def derived_key(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for one purpose, which says nothing of the secret key."""
        return hmac.digest(self.key, purpose.encode(), "sha256")

    def sealing_key(self, purpose: str) -> bytes:
        """Return the key for one purpose as the seal of texts (Fernet) wants it."""
        return base64.urlsafe_b64encode(self.derived_key(purpose))


def open_office(settings: Settings) -> Office:
    """Open the office that the settings name. The database is not asked before it is needed.

    Raises ``BadInput``, and ``WorkspaceUnavailable`` where the secret key cannot be had.
    """
    folder = settings.workspace
    key_file = settings.secret_key_file or (folder / FILE if folder else None)
    url = settings.database_url or (f"sqlite:///{folder}/workspace.db" if folder else None)
    if key_file is None or url is None:
        hint = "set P20W_WORKSPACE to a folder of this user"
        raise BadInput("there is no folder for accounts and comments", hint=hint)
    return Office(
        workspace=Workspace(url),
        key=secret_key(key_file),
        address=_address(settings.base_url),
        mail=settings.mail,
    )


def _address(named: str | None) -> str:
    if named is not None and not named.startswith(("http://", "https://")):
        raise BadInput(
            f"P20W_BASE_URL `{named}` is no web address", hint="write it as https://catalog.example"
        )
    return (named or LOCAL_ADDRESS).rstrip("/")


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_id(kind: str) -> str:
    """Return an id that nothing else has, as ``acct-…``."""
    return f"{kind}-{secrets.token_hex(8)}"


def new_code(groups: int) -> str:
    """Return groups of four letters and digits, for people to write down.

    >>> [len(group) for group in new_code(3).split("-")]
    [4, 4, 4]
    """
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(groups))
