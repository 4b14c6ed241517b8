"""Checkpoints of a log (C2SP tlog-checkpoint) with the signatures of the log and of cosigners."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from catalog.rules.merkle import HASH_BYTES
from catalog.store.notes.keys import NoteFault, SigningKey, VerifierKey, decoded, encoded
from catalog.store.notes.policy import TrustPolicy
from catalog.store.notes.signed import Signature, SignedNote, note_text, read_note

LARGEST: Final = 2**63 - 1
NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME_BYTES: Final = 8
_SIGNATURE_BYTES: Final = 64
_LINES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log says of itself at one size: its origin, how many leaves, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who signed a checkpoint, by a policy. ``false`` names known keys whose signature is not true.

    ``cosigned`` has the witnesses by their names in the policy, each with the latest second (since
    1970, UTC) at which it cosigned. ``unknown`` are names of keys that the policy does not list.
    """

    by_log: bool
    cosigned: Mapping[str, int]
    false: tuple[str, ...]
    unknown: tuple[str, ...]
    is_quorum: bool

    @property
    def counts(self) -> bool:
        """Whether the checkpoint counts: the log signed, enough witnesses cosigned, nothing is false."""
        return self.by_log and self.is_quorum and not self.false


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint with signatures, of which reading has verified none."""

    checkpoint: Checkpoint
    note: SignedNote

    def file_bytes(self) -> bytes:
        """Return the note as it is written."""
        return self.note.file_bytes()

    def standing(self, policy: TrustPolicy) -> Standing:
        """Verify every signature of a key that the policy lists for this log."""
        signers = {(key.name, key.id): ("", key) for key in policy.log_keys(self.checkpoint.origin)}
        signers |= {(key.name, key.id): (label, key) for label, key in policy.witnesses.items()}
        by_log, cosigned, false, unknown = False, dict[str, int](), list[str](), list[str]()
        for one in self.note.signatures:
            label, key = signers.get((one.name, one.key_id), ("", None))
            if key is None:
                unknown.append(one.name)
            elif not is_true(one, key, body=self.note.text.encode()):
                false.append(one.name)
            elif key.kind == "log":
                by_log = True
            else:
                cosigned[label] = max(time_of(one), cosigned.get(label, 0))
        return Standing(
            by_log=by_log,
            cosigned=cosigned,
            false=tuple(false),
            unknown=tuple(unknown),
            is_quorum=policy.is_quorum(cosigned),
        )

    def is_cosigned_by(self, key: VerifierKey) -> bool:
        """Say whether a cosigner's true signature stands here."""
        return any(
            (one.name, one.key_id) == (key.name, key.id) and is_true(one, key, body=self.note.text.encode())
            for one in self.note.signatures
        )


def read_checkpoint(data: bytes) -> SignedCheckpoint:
    """Read a signed checkpoint strictly: three lines, no extension lines. Raises ``NoteFault``."""
    note = read_note(data)
    return SignedCheckpoint(checkpoint=read_checkpoint_body(note.text.encode()), note=note)


def read_checkpoint_body(data: bytes) -> Checkpoint:
    """Read the text of a checkpoint, without signatures. Raises ``NoteFault``."""
    text = note_text(data)
    lines = text.removesuffix("\n").split("\n")
    if len(lines) != _LINES or not text.endswith("\n"):
        raise NoteFault("a checkpoint has three lines: origin, size, root", line=min(len(lines), _LINES) + 1)
    origin, size, root = lines
    if not origin:
        raise NoteFault("the origin is missing")
    if not NUMBER.fullmatch(size) or int(size) > LARGEST:
        raise NoteFault(f"`{size}` is no size of a log", line=2)
    hashed = decoded(root, line=3)
    if len(hashed) != HASH_BYTES:
        raise NoteFault("the root is not 32 bytes", line=3)
    return Checkpoint(origin=origin, size=int(size), root=hashed)


def signed_by_log(checkpoint: Checkpoint, key: SigningKey) -> SignedCheckpoint:
    """Return the checkpoint with the signature of its log."""
    value = key.sign(checkpoint.body.encode())
    signature = Signature(name=key.name, key_id=key.verifier.id, value=value)
    note = SignedNote(text=checkpoint.body, signatures=(signature,))
    return SignedCheckpoint(checkpoint=checkpoint, note=note)


def cosignature(checkpoint: Checkpoint, key: SigningKey, *, time: int) -> Signature:
    """Return a cosignature at a time: so many seconds since 1970, UTC."""
    value = time.to_bytes(_TIME_BYTES, "big") + key.sign(_cosigned(checkpoint.body.encode(), time))
    return Signature(name=key.name, key_id=key.verifier.id, value=value)


def is_true(signature: Signature, key: VerifierKey, *, body: bytes) -> bool:
    """Say whether a key made this signature, or cosignature, over the text of a checkpoint."""
    if key.kind == "log":
        return len(signature.value) == _SIGNATURE_BYTES and key.verifies(signature.value, body)
    if len(signature.value) != _TIME_BYTES + _SIGNATURE_BYTES or time_of(signature) > LARGEST:
        return False
    return key.verifies(signature.value[_TIME_BYTES:], _cosigned(body, time_of(signature)))


def time_of(signature: Signature) -> int:
    """Return when a cosignature says it was made, in seconds since 1970, UTC."""
    return int.from_bytes(signature.value[:_TIME_BYTES], "big")


def _cosigned(body: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + body
