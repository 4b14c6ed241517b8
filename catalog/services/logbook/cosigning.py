"""Cosign a checkpoint: a partner verifies the log for itself, then vouches for what it has seen.

A cosigner remembers beside its key, in ``KEY.seen``, what it cosigned last, so that it need not
believe the catalog about its own past. The memory lies beside the key itself, not beside a link to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from catalog.errors import BadInput, NotFound
from catalog.rules.merkle import Tree, verify_consistency
from catalog.services.logbook.key_files import key_in_catalog, open_key
from catalog.services.logbook.refusing import (
    CHECKPOINT_RULE,
    COSIGNATURE_RULE,
    POLICY_RULE,
    refused,
)
from catalog.services.logbook.signing import MadeCheckpoint
from catalog.services.logbook.soundness import faults_against
from catalog.services.opening import require_catalog
from catalog.services.refusing import Refused
from catalog.store.log import LEAVES, checkpoint_path, checkpoints_of, leaves_of, policy_of
from catalog.store.notes.checkpoints import (
    LARGEST,
    Checkpoint,
    SignedCheckpoint,
    cosignature,
    read_checkpoint_body,
)
from catalog.store.notes.keys import NoteFault, SigningKey
from catalog.store.notes.policy import TrustPolicy
from catalog.store.notes.signed import SignedNote
from catalog.store.steps import Appended, alone, take
from catalog.store.writing import write_whole


def cosign_log(
    root: Path, key_file: Path, *, size: int | None, at: datetime, first: bool = False
) -> MadeCheckpoint | Refused:
    """Add a cosignature to the checkpoint of a size, by default the largest.

    Refused where the key lies in the catalog or is not a witness's of the policy, where the
    checkpoint is not the log's or not that of its leaves, where it does not go on from what this key
    cosigned last, and where the log and the catalog do not verify. A cosigner that remembers nothing
    says so by ``first``.
    """
    inside = key_in_catalog(key_file, root)
    if inside is not None:
        return inside
    key = open_key(key_file, "cosigner")
    require_catalog(root)
    with alone(root):
        policy, checkpoints = policy_of(root), checkpoints_of(root)
        signed = _chosen(checkpoints, size)
        tree = Tree(leaves_of(root))
        seen = [*_remembered(key_file), *_cosigned_before(checkpoints, key)]
        against = _not_a_witness(policy, key) or _not_the_logs(policy, signed, tree=tree)
        against = against or _not_from(seen, signed, tree=tree, key=key)
        against = against or _forgotten(seen, key_file, first=first) or faults_against(root)
        if against is not None:
            return against
        line = cosignature(signed.checkpoint, key, time=_seconds(at))
        note = SignedNote(text=signed.note.text, signatures=(*signed.note.signatures, line))
        made = SignedCheckpoint(checkpoint=signed.checkpoint, note=note)
        path = checkpoint_path(signed.checkpoint.size)
        write_whole(_memory(key_file), signed.checkpoint.body.encode(), replace=True, private=True)
        before = len(signed.file_bytes())
        take(root, [Appended(path=path, size=before, data=line.line().encode())])
    return MadeCheckpoint(path=path, signed=made, counts=made.standing(policy).counts)


def _chosen(checkpoints: dict[int, SignedCheckpoint], size: int | None) -> SignedCheckpoint:
    if not checkpoints:
        raise NotFound("the log has no checkpoint", hint="`p20w log sign` makes one: the clerk has the key")
    if size is not None and size not in checkpoints:
        there = ", ".join(map(str, checkpoints))
        raise NotFound(f"there is no checkpoint of {size} leaves", hint=f"there are those of {there}")
    return checkpoints[max(checkpoints) if size is None else size]


def _not_a_witness(policy: TrustPolicy, key: SigningKey) -> Refused | None:
    public = key.verifier.public
    if public in {log.public for log in policy.logs}:
        code, message = (
            "log-cosigns-itself",
            "this is the log's own key: whoever signs a checkpoint does not cosign it",
        )
    elif key.verifier not in policy.witnesses.values():
        code = "key-not-listed"
        message = f"the policy does not list this key of `{key.name}` as a witness's"
    else:
        return None
    return refused(code, message, citation=POLICY_RULE, hint="cosign with the key that the policy names")


def _not_the_logs(policy: TrustPolicy, signed: SignedCheckpoint, *, tree: Tree) -> Refused | None:
    checkpoint, standing = signed.checkpoint, signed.standing(policy)
    if not standing.by_log or standing.false:
        message = f"the checkpoint of {checkpoint.size} leaves bears no true signature of the log"
    elif checkpoint.size > tree.size or tree.root(checkpoint.size) != checkpoint.root:
        message = f"the checkpoint of {checkpoint.size} leaves is not that of the leaves in {LEAVES}"
    else:
        return None
    hint = "`p20w log verify` says what is wrong"
    return refused("checkpoint-not-the-logs", message, citation=CHECKPOINT_RULE, hint=hint)


def _not_from(
    seen: list[Checkpoint], signed: SignedCheckpoint, *, tree: Tree, key: SigningKey
) -> Refused | None:
    now = signed.checkpoint
    if signed.is_cosigned_by(key.verifier):
        message, hint = f"`{key.name}` has cosigned this checkpoint already", "wait for the next checkpoint"
        return refused("cosigned-already", message, citation=COSIGNATURE_RULE, hint=hint)
    for before in seen:
        if before.origin != now.origin:
            code = "another-log"
            message = f"this key cosigned `{before.origin}` before, and this is the log of `{now.origin}`"
            hint = "use a key of its own for each log"
        elif before.size > now.size:
            code = "smaller-than-cosigned"
            message = f"this key has cosigned {before.size} leaves already, and {now.size} are fewer"
            hint = "a cosignature says that nothing larger was seen; cosign the largest checkpoint"
        elif not _goes_on(before, now, tree=tree):
            code = "not-a-continuation"
            message = f"the {before.size} leaves that this key cosigned are not the beginning of this log"
            hint = (
                "cosign nothing, keep your file `.seen`, and tell the other partners: the log was rewritten"
            )
        else:
            continue
        return refused(code, message, citation=COSIGNATURE_RULE, hint=hint)
    return None


def _forgotten(seen: list[Checkpoint], key_file: Path, *, first: bool) -> Refused | None:
    if seen or first:
        return None
    told = "nobody can tell whether this log goes on from what you saw before"
    return refused(
        "nothing-remembered",
        f"`{_memory(key_file)}` is not there: {told}",
        citation=COSIGNATURE_RULE,
        hint="put your file `.seen` back; only where this key has never cosigned before, add `--first`",
    )


def _goes_on(before: Checkpoint, now: Checkpoint, *, tree: Tree) -> bool:
    """Say whether a proof of consistency leads from one checkpoint to the other (RFC 9162, 2.1.4)."""
    path = tree.consistency(before.size, now.size)
    return verify_consistency(path, old=before.size, new=now.size, old_root=before.root, new_root=now.root)


def _remembered(key_file: Path) -> Iterator[Checkpoint]:
    """Return what the cosigner itself remembers. Raises ``BadInput`` where that cannot be read."""
    memory = _memory(key_file)
    with suppress(FileNotFoundError):
        try:
            yield read_checkpoint_body(memory.read_bytes())
        except NoteFault as fault:
            hint = "put back what you cosigned last; without it nobody can tell whether the log was rewritten"
            raise BadInput(f"{memory}:{fault.line}: {fault.message}", hint=hint) from fault


def _cosigned_before(checkpoints: dict[int, SignedCheckpoint], key: SigningKey) -> Iterator[Checkpoint]:
    return (one.checkpoint for one in checkpoints.values() if one.is_cosigned_by(key.verifier))


def _memory(key_file: Path) -> Path:
    key = key_file.resolve()
    return key.with_name(f"{key.name}.seen")


def _seconds(at: datetime) -> int:
    seconds = int(at.timestamp())
    if not 0 < seconds <= LARGEST:
        raise BadInput(f"`{at.isoformat()}` is no time at which a checkpoint can be cosigned")
    return seconds
