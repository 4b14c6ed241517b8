"""How Whoosh keeps postings here: each term's in one block, gathered by term and decoded into arrays.

Blocks of Whoosh's own size let its searcher skip; nobody skips here. Whoosh sorts every posting by itself
while it writes; gathered by term as they come, they need a fifth of the time and a tenth of the memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3PostingsWriter

from catalog.index.schema import Numbers, Weights

_ALL: Final = 1 << 30


class TermPostings(NamedTuple):
    """The records that have a term of a field, ascending, and its weight in each."""

    field: str
    term: bytes
    numbers: array[int]
    weights: array[float]


class Gathered:
    """Stands in the place of Whoosh's pool of postings: they are gathered by term, in memory."""

    def __init__(self) -> None:
        self._terms: dict[tuple[str, bytes], tuple[array[int], array[float]]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take one posting. Those of a term come in the order of the records."""
        field, term, number, weight, _ = item
        found = self._terms.get((field, term))
        if found is None:
            found = self._terms[field, term] = array("I"), array("f")
        found[0].append(number)
        found[1].append(weight)

    def iter_postings(self) -> Iterator[TermPostings]:
        """Return the postings of each term, in the order of fields and terms."""
        for field, term in sorted(self._terms):
            yield TermPostings(field, term, *self._terms[field, term])

    def cleanup(self) -> None:
        """Let go of everything."""
        self._terms = {}


class OneBlock(W3Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's codec, with each term's postings in one block that is not compressed."""

    def __init__(self) -> None:
        super().__init__(blocklimit=_ALL, compression=0)

    def field_writer(self, storage: Any, segment: Any) -> GatheredWriter:
        """Return what writes the terms of a segment."""
        return GatheredWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> BlockWriter:  # noqa: FBT001, FBT002  # Whoosh's
        """Return what writes the postings of a term."""
        return BlockWriter(dbfile, blocklimit=_ALL, byteids=byteids, compression=0)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Postings:
        """Return the postings of a term, as Whoosh's searcher and our own read them."""
        offset, length = terminfo.extent()
        return Postings(dbfile, offset, length, format_, term=term, scorer=scorer)


class GatheredWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Writes terms whose postings are gathered already."""

    def add_postings(self, schema: Any, _: Any, items: Iterable[TermPostings]) -> None:
        """Write the postings of each term."""
        last = None
        for field, term, numbers, weights in items:
            if field != last:
                if last is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                last = field
            self.start_term(term)
            self._postwriter.take(numbers, weights)
            self.finish_term()
        if last is not None:
            self.finish_field()


class BlockWriter(W3PostingsWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Writes the postings of a term at once."""

    def take(self, numbers: array[int], weights: array[float]) -> None:
        """Take all postings of the term."""
        self._ids, self._weights, self._maxweight = numbers, weights, max(weights)


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
