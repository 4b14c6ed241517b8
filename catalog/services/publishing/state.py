"""One state of the catalog, read once: its records, its files byte for byte, and its log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.config import settings
from catalog.errors import BadInput
from catalog.records.ids import Digest
from catalog.records.snapshot import Snapshot
from catalog.services.publishing.logged import Logged, read_logged
from catalog.store.leaf import Leaf
from catalog.store.plain_files import original
from catalog.store.reading import Progress, load
from catalog.store.steps import settled

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The catalog at one moment. ``originals`` are the bytes of every record's file, by path."""

    root: Path
    snapshot: Snapshot
    leaves: Mapping[str, Leaf]
    originals: Mapping[str, bytes]
    hashes: Mapping[str, str]
    log: Logged

    def leaf(self, kind: str, id: str) -> Leaf:
        """Return the file of a body, meeting, proposal, decision or erratum."""
        return self.leaves[self.snapshot.paths[f"{kind}:{id}"]]

    def digest(self, kind: str, id: str) -> Digest:
        """Return the digest of such a record."""
        return self.leaf(kind, id).digest


def read_state(root: Path, *, progress: Progress | None = None) -> State:
    """Read everything, and again where it changed meanwhile, so that no half of a change is published.

    Raises ``FaultyCatalog`` or ``NotACatalog``, and ``BadInput`` where it changes all the time.
    """
    for _ in range(_TRIES):
        before = settled(root)
        loaded = load(root, cache_folder=settings().cache, progress=progress)
        snapshot = loaded.sound()
        originals = {path: original(root / path) for path in sorted(loaded.files)}
        log = read_logged(root)
        hashes = {path: hashlib.sha256(data).hexdigest() for path, data in originals.items()}
        same = all(hashes[path] == content.hex() for path, (_, content) in loaded.files.items())
        if same and settled(root) == before:
            leaves = {path: leaf for path, (leaf, _) in loaded.files.items()}
            return State(
                root=root, snapshot=snapshot, leaves=leaves, originals=originals, hashes=hashes, log=log
            )
    raise BadInput(f"`{root}` changed again and again while it was read", hint="run the command again")
