"""The whole public catalog as one file: its records as they stand, and a note that says what each is.

The files in it are stored, not compressed, in a fixed order and with a fixed time, so that the same
catalog makes the same bytes everywhere: compressed ones differ between versions of the library.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import chain
from typing import Final

from catalog.interchange.rendering import fill
from catalog.rules.families import FAMILIES
from catalog.services.publishing.shelves import Shelves
from catalog.store.log import LEAVES, POLICY, checkpoint_path

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
        yield from (f"{path} {self._state.hashes[path]}" for path in self._paths())
        yield from self._state.log.indexes
        yield from (self._state.log.mark(one.size - 1) for one in self._state.log.book.checkpoints)
        yield repr(self._state.log.policy)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the public files, in an order that does not depend on the cache.

        A meeting that is not public is left out, and a text nobody proposed.
        """
        log = dict(self._log())
        for path in sorted([*self._paths(), *log]):
            yield path, log[path] if path in log else self._state.originals[path]

    def made(self) -> bytes:
        """Return the file."""
        made = io.BytesIO()
        note = fill("download.txt", digest=self._state.snapshot.digest).encode()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
            for path, data in chain([("README.txt", note)], self.files()):
                entry = zipfile.ZipInfo(f"catalog/{path}", _TIME)
                entry.create_system, entry.external_attr = _UNIX, _MODE
                packed.writestr(entry, data)
        return made.getvalue()

    def _paths(self) -> Iterator[str]:
        for path, leaf in sorted(self._state.leaves.items()):
            is_public = leaf.kind != "meeting" or leaf.id in self._shelves.meetings
            if leaf.kind in FAMILIES:
                is_public = leaf.digest in self._shelves.texts
            if is_public:
                yield path

    def _log(self) -> Iterator[tuple[str, bytes]]:
        log = self._state.log
        if log.book.records:
            yield LEAVES, b"".join(leaf + b"\n" for leaf in log.book.leaves)
        if log.policy is not None:
            yield POLICY, log.policy
        for one in log.book.checkpoints:
            yield checkpoint_path(one.size), one.signed.file_bytes()
