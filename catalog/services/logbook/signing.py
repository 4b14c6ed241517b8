"""Sign a checkpoint of the log: the clerk's half. It counts only once enough partners have cosigned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.rules.merkle import Tree
from catalog.services.logbook.key_files import key_in_catalog, open_key
from catalog.services.logbook.refusing import CHECKPOINT_RULE, POLICY_RULE, refused
from catalog.services.logbook.soundness import faults_against
from catalog.services.opening import require_catalog
from catalog.services.refusing import Refused
from catalog.store.log import LEAVES, checkpoint_path, checkpoints_of, leaves_of, policy_of
from catalog.store.notes.checkpoints import Checkpoint, SignedCheckpoint, signed_by_log
from catalog.store.notes.keys import encoded
from catalog.store.steps import New, alone, take


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCheckpoint:
    """A checkpoint as it was signed or cosigned, with its path in the catalog and whether it counts now."""

    path: str
    signed: SignedCheckpoint
    counts: bool

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        checkpoint = self.signed.checkpoint
        return {
            "checkpoint": self.path,
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": encoded(checkpoint.root),
            "counts": self.counts,
        }


def sign_log(root: Path, key_file: Path) -> MadeCheckpoint | Refused:
    """Sign a checkpoint of all leaves with the log's key.

    Refused where the key lies in the catalog or is not the policy's, where there is nothing new to
    sign, where a checkpoint that was signed before is not the beginning of this log, and where the
    log and the catalog do not verify.
    """
    inside = key_in_catalog(key_file, root)
    if inside is not None:
        return inside
    key = open_key(key_file, "log")
    require_catalog(root)
    with alone(root):
        policy, leaves, checkpoints = policy_of(root), leaves_of(root), checkpoints_of(root)
        if key.verifier not in policy.logs:
            return refused(
                "key-not-listed",
                f"the policy does not list this key of `{key.name}` as a log's",
                citation=POLICY_RULE,
                hint="sign with the key that the policy names",
            )
        against = _against(Tree(leaves), checkpoints) or faults_against(root)
        if against is not None:
            return against
        checkpoint = Checkpoint(origin=key.name, size=len(leaves), root=Tree(leaves).root())
        signed = signed_by_log(checkpoint, key)
        path = checkpoint_path(checkpoint.size)
        take(root, [New(path=path, data=signed.file_bytes())])
    return MadeCheckpoint(path=path, signed=signed, counts=signed.standing(policy).counts)


def _against(tree: Tree, checkpoints: dict[int, SignedCheckpoint]) -> Refused | None:
    for size, before in checkpoints.items():
        if size > tree.size or tree.root(size) != before.checkpoint.root:
            return refused(
                "not-a-continuation",
                f"the checkpoint of {size} leaves is not the beginning of this log",
                citation=CHECKPOINT_RULE,
                hint=f"put {LEAVES} back as it was; `p20w log verify` says where it differs",
            )
    if tree.size in {0, *checkpoints}:
        signed = f"a checkpoint of all {tree.size} leaves is signed already"
        return refused(
            "nothing-to-sign",
            signed if tree.size else "the log is empty",
            citation=CHECKPOINT_RULE,
            hint="sign again when there are new leaves",
        )
    return None
