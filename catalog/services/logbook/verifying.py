"""Verify one record by its proof file and a policy, without the catalog: as ``templates/verify.py`` does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.errors import BadInput
from catalog.rules.merkle import leaf_hash, verify_inclusion
from catalog.store.log import policy_of, policy_of_file
from catalog.store.notes.checkpoints import SignedCheckpoint, Standing
from catalog.store.notes.keys import NoteFault
from catalog.store.notes.policy import TrustPolicy
from catalog.store.notes.proofs import read_proof


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofAnswer:
    """Whether a proof shows that a record is in the log, and in one sentence why or why not."""

    proven: bool
    says: str
    origin: str | None = None
    index: int | None = None
    size: int | None = None
    cosigned: tuple[tuple[str, int], ...] = ()

    def document(self) -> dict[str, object]:
        """Return the answer as the plain object that ``--format json`` prints."""
        return {
            "proven": self.proven,
            "says": self.says,
            "origin": self.origin,
            "index": self.index,
            "size": self.size,
            "cosigned_by": [name for name, _ in self.cosigned],
        }


def chosen_policy(named: str | None, *, root: Path | None) -> TrustPolicy:
    """Return the policy in a file, else the catalog's own. Raises ``BadInput`` or ``FaultyCatalog``."""
    if named is not None:
        return policy_of_file(named)
    if root is None:
        raise BadInput("no policy to verify by", hint="name its file with `--policy`")
    return policy_of(root)


def verify_files(record: Path, proof: Path, *, policy: TrustPolicy) -> ProofAnswer:
    """Verify a record's file by a proof's file. Raises ``BadInput`` where one cannot be opened."""
    return verify_record(_bytes_of(record), _bytes_of(proof), policy=policy)


def verify_record(record: bytes, proof: bytes, *, policy: TrustPolicy) -> ProofAnswer:
    """Verify a record's bytes by a proof: its place, the log's signature, the quorum of cosignatures."""
    try:
        read = read_proof(proof)
    except NoteFault as fault:
        return ProofAnswer(proven=False, says=f"line {fault.line} of the proof: {fault.message}")
    checkpoint = read.signed.checkpoint
    if not verify_inclusion(
        leaf_hash(record), read.path, index=read.index, size=checkpoint.size, root=checkpoint.root
    ):
        return ProofAnswer(proven=False, says="these are not the bytes that the proof is about")
    standing = read.signed.standing(policy)
    lacking = _lacking(read.signed, standing)
    if lacking is not None:
        return ProofAnswer(proven=False, says=lacking)
    told = ", ".join(sorted(standing.cosigned))
    return ProofAnswer(
        proven=True,
        says=f"leaf {read.index} of {checkpoint.size} in the log {checkpoint.origin}, cosigned by {told}",
        origin=checkpoint.origin,
        index=read.index,
        size=checkpoint.size,
        cosigned=tuple(sorted(standing.cosigned.items())),
    )


def _lacking(signed: SignedCheckpoint, standing: Standing) -> str | None:
    if standing.false:
        return f"the signature of {standing.false[0]} is not true"
    if not standing.by_log:
        return f"the policy's log has not signed as {signed.checkpoint.origin}"
    return None if standing.is_quorum else "too few witnesses of the policy have cosigned"


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read `{file}`: {error.strerror}") from error
