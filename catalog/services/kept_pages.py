"""Pages that were made already, compressed and within bounds, so that the next reader does not wait."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

MOST_BYTES: Final = 48 * 1024 * 1024
"""So many bytes of compressed pages are kept; those that nobody asked for longest go first."""
_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was made: compressed by gzip, and a mark that is the same for the same bytes."""

    packed: bytes
    mark: str

    def plain(self) -> bytes:
        """Return the bytes of the page."""
        return gzip.decompress(self.packed)


class KeptPages:
    """What was made, by a key that names everything it was made from."""

    def __init__(self, *, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held = 0
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._alone = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key."""
        with self._alone:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def keep(self, key: Hashable, made: bytes) -> Kept:
        """Keep what was made, and let go of what was not asked for longest."""
        kept = packed(made)
        with self._alone:
            before = self._pages.pop(key, None)
            self._held += len(kept.packed) - (len(before.packed) if before else 0)
            self._pages[key] = kept
            while self._held > self._most and self._pages:
                _, gone = self._pages.popitem(last=False)
                self._held -= len(gone.packed)
        return kept

    def get_or_make(self, key: Hashable, make: Callable[[], bytes]) -> Kept:
        """Return what is kept, or make and keep it."""
        return self.get(key) or self.keep(key, make())


def packed(made: bytes) -> Kept:
    """Return bytes compressed, with their mark."""
    return Kept(gzip.compress(made, _LEVEL, mtime=0), sha256(made).hexdigest())
