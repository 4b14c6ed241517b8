"""One generation of the index, opened: postings of all its segments as arrays, the live records alone.

A record's number is its place among the records of all segments. Decoded postings are kept, the least
lately used let go first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import numpy as np

from catalog.index.about import About
from catalog.index.facets import FacetCounter, Flags
from catalog.index.schema import Numbers, Weights
from catalog.index.segments import Segment, segments_in
from catalog.keeping import Kept

_MOST_POSTINGS: Final = 500_000
_MOST_TERMS: Final = 20_000


class Generation:
    """A generation. It never changes; another one is opened when the pointer names it."""

    def __init__(
        self, folder: Path, about: About, *, name: str, known: Mapping[str, Segment] | None = None
    ) -> None:
        found = segments_in(folder)
        known = known or {}
        self.name = name
        self.folder = folder
        self.about = about
        self.segments = tuple(
            known.get(segment.segment_id()) or Segment(folder, segment) for segment in found
        )
        self.offsets = [0, *accumulate(segment.count for segment in self.segments)]
        self.size = self.offsets[-1]
        self.live: Flags = np.ones(self.size, dtype=np.bool_)
        for offset, segment in zip(self.offsets, found, strict=False):
            self.live[[offset + number for number in segment.deleted_docs()]] = False
        self.count = int(np.count_nonzero(self.live))
        self._postings: Kept[tuple[str, str], tuple[Numbers, Weights]] = Kept(most=_MOST_POSTINGS)
        self.impacts: Kept[Any, tuple[Numbers, Weights]] = Kept(most=_MOST_POSTINGS)
        self.ranges: Kept[tuple[str, str], tuple[str, ...]] = Kept(most=_MOST_TERMS)

    def postings(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """Return the records that have a term, ascending, and its weight in each."""
        found = self._postings.get((field, term))
        if found is None:
            found = self._decoded(field, term)
            self._postings.put((field, term), found, weight=len(found[0]) + 16)
        return found

    def _decoded(self, field: str, term: str) -> tuple[Numbers, Weights]:
        parts = [segment.postings(field, term) for segment in self.segments]
        if len(parts) == 1:
            numbers, weights = parts[0]
        else:
            moved = [part[0] + offset for offset, part in zip(self.offsets, parts, strict=False)]
            numbers = np.concatenate(moved) if moved else np.empty(0, dtype=np.int64)
            weights = np.concatenate([part[1] for part in parts]) if parts else np.empty(0, dtype=np.float32)
        if self.count != self.size:
            alive = self.live[numbers]
            numbers, weights = numbers[alive], weights[alive]
        return numbers, weights

    def begun(self, field: str, begin: str, *, most: int) -> tuple[str, ...]:
        """Return the terms of a field that begin so, at most so many."""
        found = self.ranges.get((field, begin))
        if found is None:
            terms = sorted({term for segment in self.segments for term in self._range(segment, field, begin)})
            found = tuple(terms)
            self.ranges.put((field, begin), found, weight=len(found) + 4)
        return found[:most]

    @staticmethod
    def _range(segment: Segment, field: str, begin: str) -> Sequence[str]:
        if field != "surface":
            return segment.terms(field, begin)
        words = segment.words.terms
        return words[bisect_left(words, begin) : bisect_right(words, begin + "\U0010ffff")]

    @cached_property
    def facets(self) -> FacetCounter:
        """The facets of all records, to be counted."""
        return FacetCounter([segment.facets for segment in self.segments], live=self.live)

    def stored(self, number: int) -> tuple[str, str]:
        """Return the key and the title of a record."""
        at = bisect_right(self.offsets, number) - 1
        key, title = self.segments[at].stored[number - self.offsets[at]]
        return key, title

    def saying(self, numbers: Numbers, words: str) -> Numbers:
        """Return those of the records, ascending, in one passage of which the words stand in a row."""
        found: list[int] = []
        for offset, segment in zip(self.offsets, self.segments, strict=False):
            first, last = np.searchsorted(numbers, (offset, offset + segment.count))
            if first < last:
                own = numbers[first:last].tolist()
                found += [number for number in own if words in segment.said(number - offset)]
        return np.array(found, dtype=np.int64)

    @cached_property
    def order(self) -> Numbers:
        """The place of each record in the order of titles, by which equals are told apart."""
        runs = (
            (name, offset + number)
            for offset, segment in zip(self.offsets, self.segments, strict=False)
            for name, number in segment.by_title
        )
        places = np.empty(self.size, dtype=np.int64)
        places[[number for _, number in sorted(runs)]] = np.arange(self.size)
        return places

    @property
    def deleted(self) -> int:
        """How many records are there no more, but still take their place."""
        return self.size - self.count

    def warm(self) -> None:
        """Read beforehand what every search needs."""
        _ = self.facets, self.order, [segment.words for segment in self.segments]


def frequency(generation: Generation, word: str) -> int:
    """Return in how many records a word stands as it is written."""
    return len(generation.postings("surface", word)[0])
