"""The log opened once, to answer many questions: sound leaves, their tree, checkpoints and proofs."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from catalog.errors import FaultyCatalog
from catalog.rules.merkle import Tree
from catalog.store.log import LogFiles, LoggedRecord, checkpoint_path, of_one_state, policy_of, read_log
from catalog.store.notes.checkpoints import SignedCheckpoint, Standing
from catalog.store.notes.policy import TrustPolicy
from catalog.store.notes.proofs import proof_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCheckpoint:
    """A checkpoint of the log's folder, with who signed it by the log's policy."""

    path: str
    signed: SignedCheckpoint
    standing: Standing

    @property
    def size(self) -> int:
        """How many leaves it covers."""
        return self.signed.checkpoint.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Logbook:
    """A log whose leaves and checkpoints are right and fit each other.

    ``policy`` is ``None`` where a log has leaves and nothing signed yet. Checkpoints ascend by size;
    those that count bear the log's signature and a quorum of cosignatures.
    """

    records: tuple[LoggedRecord, ...]
    tree: Tree
    policy: TrustPolicy | None
    checkpoints: tuple[KeptCheckpoint, ...]
    _counting: tuple[KeptCheckpoint, ...]
    _sizes: tuple[int, ...]
    _indexes: dict[str, int] = field(repr=False)

    @property
    def leaves(self) -> tuple[bytes, ...]:
        """The leaves, in their order."""
        return tuple(record.leaf for record in self.records)

    def index_of(self, record_id: str) -> int | None:
        """Return the index of a decision, erratum or ``notice:MEETING#REVISION``, if it is logged."""
        return self._indexes.get(record_id)

    def covering(self, index: int) -> KeptCheckpoint | None:
        """Return the first checkpoint that counts and covers a leaf, so that its proof stays the same."""
        place = bisect_right(self._sizes, index)
        return self._counting[place] if place < len(self._counting) else None

    def proof_of(self, index: int) -> bytes | None:
        """Return the proof file of a leaf, ``None`` where no checkpoint that counts covers it yet."""
        covering = self.covering(index)
        if covering is None:
            return None
        path = self.tree.inclusion(index, covering.size)
        return proof_bytes(index, path, checkpoint=covering.signed.file_bytes())


def open_logbook(root: Path) -> Logbook:
    """Open a catalog's log; it is empty where there is none. Raises ``FaultyCatalog`` at the first fault."""
    files = of_one_state(root, lambda: read_log(root))
    if files.faults:
        raise files.faults[0].error()
    tree = Tree(files.leaves)
    kept = _kept(files, tree, root=root) if files.checkpoints else ()
    counting = tuple(one for one in kept if one.standing.counts)
    return Logbook(
        records=files.records,
        tree=tree,
        policy=files.policy,
        checkpoints=kept,
        _counting=counting,
        _sizes=tuple(one.size for one in counting),
        _indexes={record.id: record.line - 1 for record in files.records},
    )


def _kept(files: LogFiles, tree: Tree, *, root: Path) -> tuple[KeptCheckpoint, ...]:
    policy = policy_of(root)
    found = []
    for size, signed in files.checkpoints.items():
        path = checkpoint_path(size)
        hint = "`p20w log verify` says what is wrong"
        if size > tree.size or tree.root(size) != signed.checkpoint.root:
            raise FaultyCatalog(f"{path}: the leaves are not those that were signed", hint=hint)
        standing = signed.standing(policy)
        if standing.false or not standing.by_log:
            raise FaultyCatalog(f"{path}: the checkpoint bears no true signature of the log", hint=hint)
        found.append(KeptCheckpoint(path=path, signed=signed, standing=standing))
    return tuple(found)
