"""A checkpoint that somebody outside has kept: the log must go on from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import BadInput
from catalog.records.finding import Finding
from catalog.rules.merkle import Tree
from catalog.services.logbook.against import at_line
from catalog.store.log import LEAVES
from catalog.store.notes.checkpoints import SignedCheckpoint, read_checkpoint
from catalog.store.notes.keys import NoteFault
from catalog.store.notes.policy import TrustPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointOutside:
    """A signed checkpoint in a file that is none of the catalog's."""

    file: str
    signed: SignedCheckpoint


def read_outside(file: Path) -> CheckpointOutside:
    """Read a checkpoint that was kept outside the catalog. Raises ``BadInput``."""
    try:
        return CheckpointOutside(file=str(file), signed=read_checkpoint(file.read_bytes()))
    except OSError as error:
        raise BadInput(f"cannot read `{file}`: {error.strerror}") from error
    except NoteFault as fault:
        raise BadInput(f"{file}:{fault.line}: {fault.message}", hint=fault.hint) from fault


def since_findings(outside: CheckpointOutside, tree: Tree, *, policy: TrustPolicy) -> Iterator[Finding]:
    """Hold the log against a checkpoint kept outside: its signatures, and that its leaves are the first."""
    checkpoint, standing = outside.signed.checkpoint, outside.signed.standing(policy)
    if not standing.counts:
        lacking = (
            f"the signature of `{standing.false[0]}` is not true"
            if standing.false
            else f"the policy's log has not signed this as `{checkpoint.origin}`"
            if not standing.by_log
            else "too few witnesses of the policy have cosigned this"
        )
        hint = "a checkpoint that you kept counts by the policy that you kept with it: `--policy FILE`"
        yield at_line("checkpoint-damaged", outside.file, line=1, message=lacking, hint=hint)
    if checkpoint.size > tree.size:
        told = f"{outside.file} was signed over {checkpoint.size} leaves, and {tree.size} are here"
    elif tree.root(checkpoint.size) != checkpoint.root:
        told = f"the first {checkpoint.size} leaves are not those over which {outside.file} was signed"
    else:
        return
    hint = "the log was rewritten, or cut off, since you kept that checkpoint: keep it, and tell the partners"
    line = max(1, min(checkpoint.size, tree.size))
    yield at_line("log-leaf-damaged", LEAVES, line=line, message=told, hint=hint)
