"""The terms of an entry, field by field, each with its weight: BM25F, with the parts' boosts and lengths.

The weight of a stem in a record is the sum over its parts of boost times frequency over the part's
relative length. It is worked out once, when the entry is written, against fixed average lengths, so that
a record's terms do not depend on the other records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from catalog.index.entries import NAMES, Entry, Part, Passage
from catalog.index.words import (
    ENGLISH_STOPS,
    SPANISH_STOPS,
    STOPS,
    english,
    folded,
    in_a_row,
    joined,
    pairs,
    spanish,
    squashed,
    words,
)

Weights = dict[str, float]
BREAK: Final = "\x1f"
"""Stands between a facet and its value in a term."""
STARTS: Final = 3
"""Beginnings of names are terms of their own up to so many letters."""


class Boost(NamedTuple):
    """How much a part counts: its boost, its average length in pieces, and how much length matters."""

    boost: float
    average: float
    slope: float


BOOSTS: Final[dict[Part, Boost]] = {
    "title": Boost(9.0, 4, 0.6),
    "id": Boost(3.0, 3, 0.3),
    "synonym": Boost(6.0, 3, 0.5),
    "former": Boost(3.0, 3, 0.3),
    "local": Boost(3.0, 3, 0.3),
    "mapping": Boost(3.0, 1, 0.0),
    "plain": Boost(1.8, 15, 0.4),
    "definition": Boost(1.8, 22, 0.4),
    "notes": Boost(0.8, 20, 0.5),
    "code": Boost(1.0, 8, 0.3),
    "label": Boost(1.2, 20, 0.4),
}
EXACT: Final[dict[Part, float]] = {
    "title": 8.0,
    "id": 8.0,
    "mapping": 6.0,
    "synonym": 4.0,
    "former": 4.0,
    "local": 4.0,
}
"""How high a record stands whose whole name is what was asked."""
_TITLE_PAIR: Final = 3.0


class Found(NamedTuple):
    """A passage and its words."""

    passage: Passage
    words: list[tuple[str, ...]]
    pieces: list[str]


class Indexed(NamedTuple):
    """The weight of every term of every field, and all words in a row, a line for each passage."""

    terms: dict[str, Weights]
    said: str


def indexed(entry: Entry) -> Indexed:
    """Return what is kept of an entry."""
    found = _read(entry)
    return Indexed(_terms(entry, found), "\n".join(in_a_row(one.pieces) for one in found))


def _terms(entry: Entry, found: list[Found]) -> dict[str, Weights]:
    return {
        "key": {entry.key: 1.0},
        "en": _stems(found, language="en"),
        "es": _stems(found, language="es"),
        "surface": {word: 1.0 for one in found for word in _surfaces(one)},
        "pairs": _pairs(found),
        "exact": _exact(found),
        "facet": {f"{name}{BREAK}{value}": 1.0 for name, value in entry.facets},
        **_names(found),
    }


def surface_weights(entry: Entry) -> Weights:
    """Return the weights of words as they are written, in all languages together, without stop words."""
    weights: Weights = defaultdict(float)
    for part, passages in _by_part(_read(entry)).items():
        for word, weight in _in_part(part, passages).items():
            if word not in STOPS:
                weights[word] += weight
    return dict(weights)


def _read(entry: Entry) -> list[Found]:
    found = []
    for passage in entry.passages:
        chunks = words(passage.text)
        found.append(Found(passage, chunks, [piece for chunk in chunks for piece in chunk]))
    return found


def _by_part(found: Iterable[Found]) -> dict[Part, list[Found]]:
    by_part: dict[Part, list[Found]] = defaultdict(list)
    for one in found:
        by_part[one.passage.part].append(one)
    return by_part


def _surfaces(found: Found) -> Iterator[str]:
    yield from found.pieces
    yield from (joined(chunk) for chunk in found.words if len(chunk) > 1)


def _stems(found: list[Found], *, language: str) -> Weights:
    """Return the weights of stems. What is in neither language is stemmed as English."""
    stem, stops = (spanish, SPANISH_STOPS) if language == "es" else (english, ENGLISH_STOPS)
    own = (one for one in found if (one.passage.language == "es") is (language == "es"))
    weights: Weights = defaultdict(float)
    for part, passages in _by_part(own).items():
        for word, weight in _in_part(part, passages).items():
            if word not in stops:
                weights[stem(word)] += weight
    return dict(weights)


def _in_part(part: Part, passages: list[Found]) -> Weights:
    """Weigh the words of a part. Each of several names is weighed by itself, and the best counts."""
    if part not in NAMES:
        counts = Counter(word for one in passages for word in _surfaces(one))
        return _weighed(part, counts, length=sum(len(one.pieces) for one in passages))
    best: Weights = {}
    for one in passages:
        for word, weight in _weighed(part, Counter(_surfaces(one)), length=len(one.pieces)).items():
            best[word] = max(weight, best.get(word, 0.0))
    return best


def _weighed(part: Part, counts: Counter[str], *, length: int) -> Weights:
    boost, average, slope = BOOSTS[part]
    scale = boost / (1 - slope + slope * length / average)
    return {word: scale * count for word, count in counts.items()}


def _pairs(found: list[Found]) -> Weights:
    weights: Weights = {}
    for one in found:
        weight = _TITLE_PAIR if one.passage.part in NAMES else 1.0
        for pair in pairs(one.pieces):
            weights[pair] = max(weight, weights.get(pair, 0.0))
    return weights


def _exact(found: list[Found]) -> Weights:
    """Return whole names, as they stand and with each word by its stem (which counts less)."""
    weights: Weights = {}
    for one in found:
        height = EXACT.get(one.passage.part)
        if height is None or not one.pieces:
            continue
        for name, weight in ((squashed(one.passage.text), height), (stemmed(one.pieces), height / 4)):
            weights[name] = max(weight, weights.get(name, 0.0))
    return weights


def stemmed(found: list[str]) -> str:
    """Return a name by its stems, without stop words, in the order of the alphabet."""
    return "~" + " ".join(sorted({english(piece) for piece in found if piece not in ENGLISH_STOPS}))


def _names(found: list[Found]) -> dict[str, Weights]:
    """Return the words of names for what is suggested as one types, and how they begin."""
    names: Weights = {}
    starts: Weights = {}
    for one in found:
        if one.passage.part not in ("title", "synonym", "id"):
            continue
        weight = (1.0 if one.passage.part == "title" else 0.6) / (len(one.words) or 1)
        for word in _surfaces(one):
            names[word] = max(weight, names.get(word, 0.0))
            for length in range(1, min(STARTS, len(word)) + 1):
                begin = word[:length]
                starts[begin] = max(weight, starts.get(begin, 0.0))
    return {"names": names, "starts": starts}


def title_key(title: str) -> str:
    """Return a title as lists are sorted by it."""
    return folded(title)
