"""Pages that were made already, compressed and within bounds, so that the next reader does not wait."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from catalog.keeping import Kept

MOST_BYTES: Final = 8 * 1024 * 1024
"""So many bytes of compressed pages are kept; those that nobody asked for longest go first."""
_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was made: compressed by gzip, and a mark that is the same for the same bytes."""

    packed: bytes
    mark: str

    def plain(self) -> bytes:
        """Return the bytes of the page."""
        return gzip.decompress(self.packed)


class KeptPages:
    """What was made, by a key that names everything it was made from."""

    def __init__(self, *, most: int = MOST_BYTES) -> None:
        self._pages: Kept[Hashable, KeptPage] = Kept(most=most)

    def get(self, key: Hashable) -> KeptPage | None:
        """Return what is kept under a key."""
        return self._pages.get(key)

    def keep(self, key: Hashable, made: bytes) -> KeptPage:
        """Keep what was made, and let go of what was not asked for longest."""
        page = packed(made)
        self._pages.put(key, page, weight=len(page.packed))
        return page

    def get_or_make(self, key: Hashable, make: Callable[[], bytes]) -> KeptPage:
        """Return what is kept, or make and keep it."""
        return self.get(key) or self.keep(key, make())


def packed(made: bytes) -> KeptPage:
    """Return bytes compressed, with their mark."""
    return KeptPage(gzip.compress(made, _LEVEL, mtime=0), sha256(made).hexdigest())
