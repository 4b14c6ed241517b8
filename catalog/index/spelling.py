"""The nearest words to a misspelt one: few letters left out, put in, changed, or swapped with a neighbour.

The words are those of Whoosh's lexicon. Its own automata know no swapped letters and want the first ones
right, so distances are worked out here, for all words at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalog.index.segments import Lexicon

_SHORTEST: Final = 3
_LONGEST: Final = 24
_LONG: Final = 5
"""From so many letters on two of them may be wrong."""
_BITS: Final = 64


class Near(NamedTuple):
    """A word that is there, how many letters away, and in how many records."""

    word: str
    distance: int
    records: int


class Speller:
    """The words of a generation, ready to be compared."""

    def __init__(self, lexicons: Iterable[Lexicon]) -> None:
        counts: Counter[str] = Counter()
        for lexicon in lexicons:
            counts.update(dict(zip(lexicon.terms, lexicon.counts.tolist(), strict=True)))
        kept = sorted(w for w in counts if _SHORTEST <= len(w) <= _LONGEST and not any(map(str.isdigit, w)))
        self._words = kept
        self._counts = [counts[word] for word in kept]
        self._lengths = np.array([len(word) for word in kept], dtype=np.int64)
        self._letters = np.array([_bag(word) for word in kept], dtype=np.uint64)
        self._codes = np.zeros((len(kept), _LONGEST), dtype=np.uint32)
        for at, word in enumerate(kept):
            self._codes[at, : len(word)] = [ord(letter) for letter in word]

    def near(self, word: str, *, most: int = 3) -> list[Near]:
        """Return the nearest words, the nearest first; of equals those with the same first letter."""
        if not _SHORTEST <= len(word) <= _LONGEST or any(map(str.isdigit, word)):
            return []
        reach = 2 if len(word) >= _LONG else 1
        close = np.abs(self._lengths - len(word)) <= reach
        close &= np.bitwise_count(self._letters ^ np.uint64(_bag(word))) <= 2 * reach
        candidates = np.flatnonzero(close)
        distances = _distances(word, self._codes[candidates], lengths=self._lengths[candidates])
        found = [
            Near(self._words[at], distance, self._counts[at])
            for at, distance in zip(candidates.tolist(), distances.tolist(), strict=True)
            if 0 < distance <= reach
        ]
        found.sort(key=lambda one: (one.distance, one.word[0] != word[0], -one.records, one.word))
        return [one for one in found if one.distance == found[0].distance][:most]


def _bag(word: str) -> int:
    """Return which letters a word has, as bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % _BITS)
    return bits


def _distances(word: str, codes: NDArray[np.uint32], *, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distance (optimal string alignment) of the word from each of many, a column at a time."""
    count, width = codes.shape
    two_before = np.zeros((width + 1, count), dtype=np.int64)
    before = np.repeat(np.arange(width + 1, dtype=np.int64)[:, None], count, axis=1)
    columns = np.ascontiguousarray(codes.T)
    last = 0
    for row, letter in enumerate(map(ord, word), start=1):
        now = np.empty_like(before)
        now[0] = row
        for at in range(1, width + 1):
            there = columns[at - 1]
            cost = before[at - 1] + (there != letter)
            np.minimum(cost, before[at] + 1, out=cost)
            np.minimum(cost, now[at - 1] + 1, out=cost)
            if row > 1 and at > 1:
                swapped = (there == last) & (columns[at - 2] == letter)
                cost = np.where(swapped, np.minimum(cost, two_before[at - 2] + 1), cost)
            now[at] = cost
        two_before, before, last = before, now, letter
    found: NDArray[np.int64] = before[lengths, np.arange(count)]
    return found
