"""Names that fit what has been typed so far: the last word may be the beginning of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from catalog.index.facets import Flags
from catalog.index.generation import Generation
from catalog.index.schema import Weights
from catalog.index.spelling import Speller
from catalog.index.terms import BREAK, STARTS
from catalog.index.words import STOPS, joined, squashed, words

MOST_TYPED: Final = 80
_MOST_BEGUN: Final = 200
_LOOKED_AT: Final = 60
_WHOLE_BEGIN: Final = 3.0
_RETIRED: Final = 0.5


class Named(NamedTuple):
    """A record whose name fits."""

    key: str
    title: str


def complete(
    generation: Generation, speller: Callable[[], Speller], *, typed: str, kind: str, most: int
) -> list[Named]:
    """Return the records of a kind whose names fit best, the best first."""
    chunks = [chunk for chunk in words(typed[:MOST_TYPED]) if chunk]
    if not chunks:
        return []
    whole = [piece for chunk in chunks for piece in chunk]
    found = _fitting(generation, whole)
    if found is None:
        found = _fitting(generation, [joined(whole)]) if len(whole) > 1 else None
    if found is None:
        found = _fitting(generation, _corrected(generation, speller, whole))
    if found is None:
        return []
    numbers, _ = generation.postings("facet", f"kind{BREAK}{kind}")
    of_kind = np.zeros(generation.size, dtype=np.bool_)
    of_kind[numbers] = True
    return _best(generation, found * of_kind, typed=squashed(typed), most=most)


def _fitting(generation: Generation, said: Sequence[str]) -> Weights | None:
    """Return how much of each name what was typed covers; nothing where no name has all of it."""
    covered = np.zeros(generation.size, dtype=np.float32)
    has_all: Flags = generation.live.copy()
    full = [piece for piece in said[:-1] if piece not in STOPS]
    for piece in full:
        part = np.zeros(generation.size, dtype=np.float32)
        numbers, weights = generation.postings("names", piece)
        part[numbers] = weights
        if not len(numbers):
            part = _begun(generation, piece)
        has_all &= part > 0
        covered += part
    last = _begun(generation, said[-1])
    if full and said[-1] in STOPS:
        last = np.maximum(last, 0.01)
    has_all &= last > 0
    covered += last
    return covered * has_all if has_all.any() else None


def _begun(generation: Generation, begin: str) -> Weights:
    """Return the weight in each name of the words that begin so; a whole word counts a little more."""
    found = np.zeros(generation.size, dtype=np.float32)
    if len(begin) <= STARTS:
        numbers, weights = generation.postings("starts", begin)
        found[numbers] = weights
    else:
        for word in generation.begun("names", begin, most=_MOST_BEGUN):
            numbers, weights = generation.postings("names", word)
            found[numbers] = np.maximum(found[numbers], weights)
    numbers, weights = generation.postings("names", begin)
    found[numbers] += 0.2 * weights
    return found


def _corrected(generation: Generation, speller: Callable[[], Speller], said: Sequence[str]) -> list[str]:
    """Return the words with the nearest known one for each that no name has."""
    fixed = []
    for at, piece in enumerate(said):
        is_last = at == len(said) - 1
        known = len(generation.postings("names", piece)[0]) or (is_last and _begun(generation, piece).any())
        near = [] if known else speller().near(piece, most=1)
        fixed.append(near[0].word if near else piece)
    return fixed


def _best(generation: Generation, scores: Weights, *, typed: str, most: int) -> list[Named]:
    scores[generation.postings("facet", f"status{BREAK}retired")[0]] *= _RETIRED
    count = min(int(np.count_nonzero(scores)), _LOOKED_AT)
    if not count:
        return []
    top = np.argpartition(-scores, count - 1)[:count].tolist()
    rows = []
    for number in top:
        key, title = generation.stored(number)
        begins = squashed(title).startswith(typed)
        rows.append((-float(scores[number]) - _WHOLE_BEGIN * begins, len(title), title, key))
    return [Named(key, title) for _, _, title, key in sorted(rows)[:most]]
