"""The whole public catalog as one file: its records as they stand, and a note that says what each is.

The files in it are stored, not compressed, in a fixed order and with a fixed time, so that the same
catalog makes the same bytes everywhere: compressed ones differ between versions of the library.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Final

from catalog.interchange.rendering import fill
from catalog.rules.families import FAMILIES
from catalog.services.publishing.materials import contents, papers
from catalog.services.publishing.shelves import Shelves
from catalog.store.assembling import digest_of
from catalog.store.leaf import Leaf
from catalog.store.log import LEAVES, POLICY, checkpoint_path
from catalog.store.materials import materials_folder

_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16


class Download:
    """What of a catalog may be taken along, as it stands in its folder."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._state = shelves.state

    def inputs(self) -> Iterator[str]:
        """List what the download is made from."""
        yield self._state.snapshot.digest
        yield from (f"{leaf.path} {self._state.hashes[leaf.path]}" for leaf in self._leaves)
        yield from (f"{path} {sha256(make()).hexdigest()}" for path, make in self._beside())

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the public files, in an order that does not depend on the cache.

        A meeting that is not public is left out, and a text nobody proposed.
        """
        beside = dict(self._beside())
        originals = {
            leaf.path: partial(self._state.originals.__getitem__, leaf.path) for leaf in self._leaves
        }
        for path, make in sorted((originals | beside).items()):
            yield path, make()

    def made(self) -> bytes:
        """Return the file."""
        made = io.BytesIO()
        own = digest_of((leaf.path, leaf.digest) for leaf in self._leaves)
        note = fill("download.txt", digest=self._state.snapshot.digest, own=own).encode()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
            for path, data in chain([("README.txt", note)], self.files()):
                entry = zipfile.ZipInfo(f"catalog/{path}", _TIME)
                entry.create_system, entry.external_attr = _UNIX, _MODE
                packed.writestr(entry, data)
        return made.getvalue()

    @property
    def _leaves(self) -> list[Leaf]:
        """The files of public records, by path; the events of an agreement go with a text of it."""
        found = [leaf for _, leaf in sorted(self._state.leaves.items()) if self._is_public(leaf)]
        agreements = {leaf.id for leaf in found if leaf.kind == "agreement"}
        return [leaf for leaf in found if leaf.kind != "events" or leaf.id in agreements]

    def _is_public(self, leaf: Leaf) -> bool:
        if leaf.kind in FAMILIES:
            return leaf.digest in self._shelves.texts
        return leaf.kind != "meeting" or leaf.id in self._shelves.meetings

    def _beside(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield what belongs to the records and is none: what was handed out in meetings, and the log."""
        for id, meeting in self._shelves.meetings.items():
            for name in papers(self._state, meeting):
                yield f"{materials_folder(id)}/{name}", partial(contents, self._state, meeting, file=name)
        for path, data in self._log():
            yield path, partial(bytes, data)

    def _log(self) -> Iterator[tuple[str, bytes]]:
        log = self._state.log
        if log.book.records:
            yield LEAVES, b"".join(leaf + b"\n" for leaf in log.book.leaves)
        if log.policy is not None:
            yield POLICY, log.policy
        for one in log.book.checkpoints:
            yield checkpoint_path(one.size), one.signed.file_bytes()
