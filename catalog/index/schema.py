"""The Whoosh schema and codec: fields of weighted terms, each term's postings in one block.

Blocks of Whoosh's own size let its searcher skip; nobody skips here, since a term's postings are decoded
whole, once, into arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher  # type: ignore[import-untyped]  # it ships no types
from whoosh.fields import STORED, FieldType, Schema  # type: ignore[import-untyped]  # likewise
from whoosh.formats import Existence  # type: ignore[import-untyped]  # likewise

Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]

VERSION: Final = 1
"""The version of the schema; an index of another one is built anew."""
NAME: Final = "MAIN"
"""What Whoosh calls the one index in a folder."""
FIELDS: Final = ("key", "en", "es", "surface", "pairs", "exact", "names", "starts", "facet")
_ALL: Final = 1 << 30


class Terms(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field that is given its terms and their weights, and analyses nothing itself."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)

    def index(self, value: Mapping[str, float], **_: Any) -> list[tuple[bytes, int, float, bytes]]:
        """Return the postings of one record."""
        return [(term.encode(), 1, weight, b"") for term, weight in value.items()]


class OneBlock(W3Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's codec, with each term's postings in one block that is not compressed."""

    def __init__(self) -> None:
        super().__init__(blocklimit=_ALL, compression=0)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Postings:
        """Return the postings of a term, as Whoosh's searcher and our own read them."""
        offset, length = terminfo.extent()
        return Postings(dbfile, offset, length, format_, term=term, scorer=scorer)


class Postings(W3LeafMatcher):  # type: ignore[misc]  # Whoosh ships no types
    """The postings of a term, which can be had whole as arrays."""

    def arrays(self) -> tuple[Numbers, Weights]:
        """Decode the numbers of the records that have the term, ascending, and its weight in each."""
        self._read_data()
        steps, weights, _ = self._data
        numbers = np.cumsum(np.array(steps, dtype=np.int64))
        if weights is None:
            return numbers, np.ones(len(numbers), dtype=np.float32)
        if isinstance(weights, float):
            return numbers, np.full(len(numbers), weights, dtype=np.float32)
        return numbers, np.array(weights, dtype=np.float32)


def schema() -> Schema:
    """Return the schema of an index."""
    return Schema(stored=STORED(), **{name: Terms() for name in FIELDS})
