"""The keys of pseudonyms: kept outside the catalog, made and rotated here, told to nobody.

A release's key is derived (HKDF-SHA256, RFC 5869) from the newest secret, for one recipient and one purpose:
releases to two recipients, or for two purposes, cannot be joined by their pseudonyms. A pseudonym is
HMAC-SHA256 (RFC 2104) of the value in UTF-8, cut to 128 bits; its key is the hex digits of what was derived.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from catalog.errors import BadInput, WriteRefused
from catalog.whole_files import write_file

HEX_DIGITS: Final = 32
"""A pseudonym's length: half of SHA-256, the least that RFC 2104 takes for sound."""

_SECRET_BYTES: Final = 32
_NAME: Final = re.compile(r"([0-9]{4,9})\.key")
_SECRET: Final = re.compile(r"[0-9a-f]{64}\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class HashKey:
    """The key of one recipient and purpose. ``name`` tells keys apart and betrays nothing of them.

    ``secret`` is 64 hex digits: text, since some libraries take no other key, and just one block of SHA-256.
    """

    name: str
    secret: str = field(repr=False)

    def padded(self) -> tuple[bytes, bytes]:
        """Return the inner and the outer block of HMAC-SHA256, for engines that only have SHA-256."""
        block = self.secret.encode()
        return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)

    def pseudonym(self, value: str) -> str:
        """Return the pseudonym of one value."""
        return hmac.digest(self.secret.encode(), value.encode(), "sha256").hex()[:HEX_DIGITS]


class Keyring:
    """A private folder of numbered secrets; the highest number is the newest. None is ever changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self) -> int | None:
        """Return the number of the newest secret; ``None`` if there is none yet. Raises ``BadInput``."""
        numbers = self._numbers()
        return numbers[-1] if numbers else None

    def rotate(self) -> int:
        """Make a new secret and return its number. Old ones stay, to make an old release again."""
        try:
            with self._alone():
                return self._add((self.newest() or 0) + 1)
        except OSError as error:
            raise WriteRefused(f"no key can be written in `{self._folder}`: {error.strerror}") from error

    def ready(self) -> tuple[int, bool]:
        """Return the number of the newest secret, and whether it had to be made now."""
        try:
            with self._alone():
                known = self.newest()
                return (known, False) if known is not None else (self._add(1), True)
        except OSError as error:
            raise WriteRefused(f"no key can be written in `{self._folder}`: {error.strerror}") from error

    def key(self, number: int, *, recipient: str, purpose: str) -> HashKey:
        """Derive the key for a recipient and a purpose. Raises ``BadInput`` where the secret is gone."""
        about = f"p20w pseudonyms|{number}|{recipient}|{purpose}".encode()
        derived = HKDF(algorithm=SHA256(), length=_SECRET_BYTES, salt=None, info=about).derive(
            self._secret(number)
        )
        shown = hmac.digest(derived, b"the name of this key", "sha256").hex()[:16]
        return HashKey(name=f"{number:04d}-{shown}", secret=derived.hex())

    def _numbers(self) -> list[int]:
        try:
            seen = self._folder.stat()
            if seen.st_mode & 0o077 or seen.st_uid != os.geteuid():
                raise BadInput(
                    f"the folder of keys `{self._folder}` is not its user's alone",
                    hint=f"chmod 700 {self._folder}",
                )
            found = [_NAME.fullmatch(path.name) for path in self._folder.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise BadInput(f"the keys in `{self._folder}` cannot be read: {error.strerror}") from error
        return sorted(int(match[1]) for match in found if match)

    def _secret(self, number: int) -> bytes:
        path = self._folder / f"{number:04d}.key"
        try:
            mode = path.stat().st_mode
            text = path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"the key `{path}` cannot be read") from error
        if mode & 0o077:
            raise BadInput(f"others may read the key `{path}`", hint=f"chmod 600 {path}")
        if not _SECRET.fullmatch(text):
            raise BadInput(f"the key `{path}` is damaged", hint="put back the copy that was kept of it")
        return bytes.fromhex(text)

    def _add(self, number: int) -> int:
        secret = f"{secrets.token_hex(_SECRET_BYTES)}\n".encode("ascii")
        write_file(self._folder / f"{number:04d}.key", secret, private=True)
        return number

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no two processes add a key at once."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
