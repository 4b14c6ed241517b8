"""Proof files (C2SP tlog-proof): a leaf's index, its proof of inclusion, and the checkpoint it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.rules.merkle import HASH_BYTES
from catalog.store.notes.checkpoints import LARGEST, NUMBER, SignedCheckpoint, read_checkpoint
from catalog.store.notes.keys import NoteFault, decoded, encoded
from catalog.store.notes.signed import note_text

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_INDEX: Final = "index "
_HINT: Final = "`p20w log prove RECORD-ID` writes a proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a proof file says. Reading one verifies nothing."""

    index: int
    path: tuple[bytes, ...]
    signed: SignedCheckpoint


def proof_bytes(index: int, path: Sequence[bytes], *, checkpoint: bytes) -> bytes:
    """Return a proof file."""
    hashes = "".join(f"{encoded(one)}\n" for one in path)
    return f"{_FIRST}\n{_INDEX}{index}\n{hashes}\n".encode() + checkpoint


def read_proof(data: bytes) -> Proof:
    """Read a proof strictly; the format's line of extra data, which nothing vouches for, is refused.

    Raises ``NoteFault`` with the line.
    """
    head, _, rest = note_text(data).partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _FIRST:
        raise NoteFault("this is no proof of a transparency log", hint=_HINT)
    index = lines[1].removeprefix(_INDEX) if len(lines) > 1 and lines[1].startswith(_INDEX) else ""
    if not NUMBER.fullmatch(index) or int(index) > LARGEST:
        raise NoteFault("the second line is no `index N`", line=2, hint=_HINT)
    path = [decoded(line, line=number) for number, line in enumerate(lines[2:], start=3)]
    for number, one in enumerate(path, start=3):
        if len(one) != HASH_BYTES:
            raise NoteFault("this is no hash of a proof", line=number)
    try:
        signed = read_checkpoint(rest.encode())
    except NoteFault as fault:
        raise NoteFault(fault.message, line=len(lines) + 1 + fault.line, hint=fault.hint) from fault
    return Proof(index=int(index), path=tuple(path), signed=signed)
