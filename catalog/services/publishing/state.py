"""One state of the catalog, read once: its records, its files byte for byte, and its log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.config import settings
from catalog.errors import BadInput, Conflict
from catalog.phrases import phrase
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
    """The catalog at one moment. ``originals``: the bytes of each file; ``hashes``: their SHA-256."""

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


class Hashes(Mapping[str, str]):
    """The SHA-256 of each file, in hexadecimal; held as bytes, which are half as many."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents

    def __getitem__(self, path: str) -> str:
        return self._contents[path].hex()

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)


class OnDisk(Mapping[str, bytes]):
    """The files of a state where they lie: read when they are asked for, and never another state's bytes."""

    def __init__(self, root: Path, hashes: Mapping[str, str]) -> None:
        self._root = root
        self._hashes = hashes

    def __getitem__(self, path: str) -> bytes:
        """Return the bytes of a file. Raises ``Conflict`` where they are not those of this state any more."""
        wanted = self._hashes[path]
        data = original(self._root / path)
        if hashlib.sha256(data).hexdigest() != wanted:
            raise Conflict(
                phrase("`{path}` has just changed", path=path), hint=phrase("ask again in a moment")
            )
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._hashes)

    def __len__(self) -> int:
        return len(self._hashes)


def read_state(root: Path, *, progress: Progress | None = None) -> State:
    """Read the records of one state, again where it changed meanwhile, and leave the files where they lie.

    Raises ``FaultyCatalog`` or ``NotACatalog``, and ``BadInput`` where it changes all the time.
    """
    for _ in range(_TRIES):
        before = settled(root)
        loaded = load(root, cache_folder=settings().cache, progress=progress)
        snapshot = loaded.sound()
        log = read_logged(root)
        if settled(root) == before:
            hashes = Hashes({path: content for path, (_, content) in loaded.files.items()})
            return State(
                root=root,
                snapshot=snapshot,
                leaves={path: leaf for path, (leaf, _) in loaded.files.items()},
                originals=OnDisk(root, hashes),
                hashes=hashes,
                log=log,
            )
    raise BadInput(
        phrase("`{root}` changed again and again while it was read", root=root),
        hint=phrase("run the command again"),
    )
