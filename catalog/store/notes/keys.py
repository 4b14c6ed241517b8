"""Keys of signed notes (C2SP signed-note): how they are written, what they sign and verify."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KeyKind = Literal["log", "cosigner"]
"""Whether a key signs a log's checkpoints (type 0x01), or cosigns those of others (type 0x04)."""

_TYPES: Final[dict[KeyKind, bytes]] = {"log": b"\x01", "cosigner": b"\x04"}
PRIVATE: Final = "PRIVATE+KEY+"
"""How a private key file begins."""
_KEY_BYTES: Final = 32
_PRIME: Final = 2**255 - 19


class NoteFault(Exception):
    """A note, key, policy or proof that is not written as it must be; the line counts from one."""

    def __init__(self, message: str, *, line: int = 1, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key with the name and the kind of signature it is for; written as a *vkey*."""

    name: str
    kind: KeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return key_id(self.name, _TYPES[self.kind] + self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(_TYPES[self.kind] + self.public)}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Say whether this key made the signature over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key with the name and the kind of signature it makes. It never prints its secret."""

    name: str
    kind: KeyKind
    secret: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public key that belongs to it."""
        private = Ed25519PrivateKey.from_private_bytes(self.secret)
        return VerifierKey(name=self.name, kind=self.kind, public=private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of an Ed25519 signature over the message."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(message)

    def file_bytes(self) -> bytes:
        """Return the one line that a key file holds."""
        told = f"{self.name}+{self.verifier.id.hex()}+{encoded(_TYPES[self.kind] + self.secret)}"
        return f"{PRIVATE}{told}\n".encode()


def read_verifier_key(text: str, kind: KeyKind) -> VerifierKey:
    """Read a vkey: ``name+8 hex digits+base64``. Raises ``NoteFault``."""
    name, stated, public = _parts(text, kind, what="a public key")
    key = VerifierKey(name=name, kind=kind, public=public)
    if key.id.hex() != stated:
        raise NoteFault(f"the key id `{stated}` does not belong to the key of `{name}`")
    return key


def read_signing_key(data: bytes, kind: KeyKind) -> SigningKey:
    """Read a private key file. Raises ``NoteFault``, which never repeats what the file says."""
    try:
        line = data.decode()
    except UnicodeDecodeError:
        line = ""
    if not line.startswith(PRIVATE) or not line.endswith("\n"):
        raise NoteFault("this is no private key file", hint="`p20w log key FILE --name NAME` makes one")
    name, stated, secret = _parts(line.removeprefix(PRIVATE)[:-1], kind, what="a private key")
    key = SigningKey(name=name, kind=kind, secret=secret)
    if key.verifier.id.hex() != stated:
        raise NoteFault(f"the key id does not belong to the key of `{name}`")
    return key


def key_id(name: str, typed_key: bytes) -> bytes:
    """Return the first four bytes of the hash over a key's name, its type and the key."""
    return hashlib.sha256(name.encode() + b"\n" + typed_key).digest()[:4]


def is_weak(public: bytes) -> bool:
    """Say whether an Ed25519 key is a point of small order, by which nothing is proven.

    These are the points whose eightfold is the neutral one, by their ordinate in all its spellings:
    1 and -1 (orders 1, 2), 0 (order 4), and where d*y^4 + 2*y^2 = 1 (order 8), d being -121665/121666.
    """
    y = int.from_bytes(public, "little") % 2**255
    return y * (y * y - 1) * (121666 * (2 * y * y - 1) - 121665 * y**4) % _PRIME == 0


def is_key_name(name: str) -> bool:
    """Say whether a key can have this name: not empty, no spaces of any kind, no plus."""
    return name.split() == [name] and "+" not in name


def encoded(data: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(data).decode()


def decoded(text: str, *, line: int = 1) -> bytes:
    """Return the bytes that base64 stands for, which has only one spelling. Raises ``NoteFault``."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteFault("this is not base64", line=line) from error
    if encoded(data) != text:
        raise NoteFault("this is not base64 as it is written with padding", line=line)
    return data


def _parts(text: str, kind: KeyKind, *, what: str) -> tuple[str, str, bytes]:
    name, _, rest = text.partition("+")
    stated, _, packed = rest.partition("+")
    if not is_key_name(name) or not packed:
        raise NoteFault(f"this is not {what}", hint="it is written `name+8 hex digits+base64`")
    typed = decoded(packed)
    if len(typed) != 1 + _KEY_BYTES or typed[:1] not in _TYPES.values():
        raise NoteFault(f"the key of `{name}` is no Ed25519 key")
    if typed[:1] != _TYPES[kind]:
        wanted, hint = ("a log", "without") if kind == "log" else ("a cosigner", "with")
        raise NoteFault(
            f"the key of `{name}` is not that of {wanted}",
            hint=f"make one {hint} `--witness`: `p20w log key`",
        )
    return name, stated, typed[1:]
