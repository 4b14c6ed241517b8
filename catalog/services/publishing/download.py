"""The whole public catalog as one file: its records as they stand, and a note that says what each is.

The files in it are stored, not compressed, in a fixed order and with a fixed time, so that the same
catalog makes the same bytes everywhere: compressed ones differ between versions of the library.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cached_property
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

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The public files by path, in an order that does not depend on the cache.

        A meeting that is not public is left out, and a text nobody proposed.
        """
        return dict(sorted(self._files()))

    def inputs(self) -> Iterator[str]:
        """List what the download is made from."""
        yield self._state.snapshot.digest
        hashes = self._state.hashes
        yield from (f"{path} {hashes[path]}" for path in self.files if path in hashes)
        yield from self._state.log.indexes
        yield from (self._state.log.mark(one.size - 1) for one in self._state.log.book.checkpoints)
        yield repr(self._state.log.policy)

    def made(self) -> bytes:
        """Return the file."""
        made = io.BytesIO()
        note = fill("download.txt", digest=self._state.snapshot.digest).encode()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as packed:
            for path, data in {"README.txt": note, **self.files}.items():
                entry = zipfile.ZipInfo(f"catalog/{path}", _TIME)
                entry.create_system, entry.external_attr = _UNIX, _MODE
                packed.writestr(entry, data)
        return made.getvalue()

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for path, leaf in self._state.leaves.items():
            is_public = leaf.kind != "meeting" or leaf.id in self._shelves.meetings
            if leaf.kind in FAMILIES:
                is_public = leaf.digest in self._shelves.texts
            if is_public:
                yield path, self._state.originals[path]
        log = self._state.log
        if log.book.records:
            yield LEAVES, b"".join(leaf + b"\n" for leaf in log.book.leaves)
        if log.policy is not None:
            yield POLICY, log.policy
        for one in log.book.checkpoints:
            yield checkpoint_path(one.size), one.signed.file_bytes()
