"""Answer a search from one generation: the records of a page, how many there are, facets, other spellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from catalog.index.asking import Question, Word
from catalog.index.entries import FACETS
from catalog.index.facets import Flags
from catalog.index.generation import Generation
from catalog.index.meaning import Meaning
from catalog.index.ranking import Meant, Ranked, Ranking
from catalog.index.schema import Numbers, Weights
from catalog.index.snippets import Marker
from catalog.index.terms import BREAK

Sort = Literal["relevance", "title"]
_ALL_WORDS: Final = np.float32(100)
FEW: Final = 10
"""Where fewer records have all words, those that have most of them are answered too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked: a question, the facets chosen (any value of each), and which part of the answer."""

    question: Question
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = "en"
    sort: Sort = "relevance"
    start: int = 0
    most: int | None = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecord:
    """A record that answers. ``has_all`` says whether it has every word."""

    key: str
    title: str
    score: float
    has_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a search, as one generation gives it.

    ``with_all`` of the ``total`` have every word. ``counts`` are the values of each facet with how many
    records each would leave. ``corrected`` are words that nothing has, and what was searched for instead;
    ``unknown`` those for which there was nothing; ``meant`` is what could have been meant.
    """

    records: tuple[FoundRecord, ...]
    total: int
    with_all: int
    counts: Mapping[str, tuple[tuple[str, int], ...]]
    corrected: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    meant: str | None
    marker: Marker
    generation: str


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    ranked: Ranked
    with_all: Flags
    meant: tuple[Meant, ...]


def answer(generation: Generation, meaning: Meaning, search: Search) -> Answer:
    """Answer a search."""
    found = _ranked(generation, meaning, search)
    everything = found.ranked.found & generation.live
    chosen = _chosen(generation, search.filters)
    flags = everything
    for values in chosen.values():
        flags = flags & values
    numbers = _ordered(generation, flags, found.ranked.scores, search=search)
    readings = [word for one in found.meant for word, _ in one.readings]
    return Answer(
        records=tuple(_record(generation, found, number) for number in numbers),
        total=int(np.count_nonzero(flags)),
        with_all=int(np.count_nonzero(flags & found.with_all)),
        counts=_counts(generation, everything, chosen),
        corrected=tuple(
            (_said(one.typed), _said(one.readings[0][0])) for one in found.meant if one.corrected
        ),
        unknown=tuple(_said(one.typed) for one in found.meant if _is_unknown(meaning, one)),
        meant=_other_spelling(meaning, search.question, found.meant),
        marker=Marker(readings, search.question.tree),
        generation=generation.name,
    )


def _ranked(generation: Generation, meaning: Meaning, search: Search) -> _Ranked:
    ranking, question = Ranking(generation, search.language), search.question
    if question.tree is not None:
        ranked = ranking.of_tree(question.tree)
        return _Ranked(ranked, ranked.found, ())
    if not question.words:
        found = generation.live if not question.text else np.zeros(generation.size, dtype=np.bool_)
        return _Ranked(Ranked(found, np.zeros(generation.size, dtype=np.float32)), found, ())
    meant = tuple(meaning.of(question.words))
    ranked, with_all = ranking.of_words(meant, few=FEW)
    said = [piece for word in question.words for piece in word.pieces]
    whole = ranking.add_whole_names(ranked.scores, said)
    if any(one.corrected for one in meant):
        whole |= ranking.add_whole_names(
            ranked.scores, [piece for one in meant for piece in one.readings[0][0].pieces]
        )
    whole &= generation.live
    scores = ranked.scores + _ALL_WORDS * with_all.astype(np.float32)
    return _Ranked(Ranked(ranked.found | whole, scores), with_all | whole, meant)


def _chosen(generation: Generation, filters: Mapping[str, tuple[str, ...]]) -> dict[str, Flags]:
    """Return for each facet that is chosen from which records have one of the chosen values."""
    chosen = {}
    for name, values in filters.items():
        flags = np.zeros(generation.size, dtype=np.bool_)
        for value in values:
            flags[generation.postings("facet", f"{name}{BREAK}{value}")[0]] = True
        chosen[name] = flags
    return chosen


def _counts(
    generation: Generation, everything: Flags, chosen: Mapping[str, Flags]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count each facet's values among the records that the other facets leave."""
    facets = generation.facets
    every = facets.count(_all(everything, chosen.values()))
    counted = dict.fromkeys(FACETS, every)
    for name in chosen:
        others = [flags for other, flags in chosen.items() if other != name]
        counted[name] = facets.count(_all(everything, others))
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
    for at, (name, value) in enumerate(facets.names):
        count = int(counted[name][at])
        if count:
            found[name].append((value, count))
    return {name: tuple(values) for name, values in found.items()}


def _all(flags: Flags, others: Iterable[Flags]) -> Flags:
    for other in others:
        flags = flags & other
    return flags


def _ordered(generation: Generation, flags: Flags, scores: Weights, *, search: Search) -> list[int]:
    """Return the records of the part of the answer that was asked for, in order."""
    numbers = np.flatnonzero(flags)
    stop = len(numbers) if search.most is None else search.start + search.most
    if search.sort == "title" or search.question.is_empty:
        places = generation.order[numbers]
        ordered = numbers[np.argsort(places)] if stop >= len(numbers) else _first(numbers, places, stop)
    else:
        best = -scores[numbers]
        if stop < len(numbers):
            limit = np.partition(best, stop - 1)[stop - 1] if stop else -np.inf
            numbers = numbers[best <= limit]
            best = -scores[numbers]
        ordered = numbers[np.lexsort((generation.order[numbers], best))]
    part: list[int] = ordered[search.start : stop].tolist()
    return part


def _first(numbers: Numbers, places: Numbers, stop: int) -> Numbers:
    nearest = np.argpartition(places, stop)[:stop]
    ordered: Numbers = numbers[nearest[np.argsort(places[nearest])]]
    return ordered


def _record(generation: Generation, found: _Ranked, number: int) -> FoundRecord:
    key, title = generation.stored(number)
    score = float(found.ranked.scores[number])
    return FoundRecord(key=key, title=title, score=score, has_all=bool(found.with_all[number]))


def _said(word: Word) -> str:
    return " ".join(word.pieces)


def _is_unknown(meaning: Meaning, one: Meant) -> bool:
    return not one.corrected and len(one.readings) == 1 and not meaning.is_known(one.readings[0][0])


def _other_spelling(meaning: Meaning, question: Question, meant: Sequence[Meant]) -> str | None:
    """Return the question with rare words replaced that are one letter from frequent ones."""
    if question.tree is not None:
        return None
    changed, said = False, []
    for one in meant:
        doubted = None if one.corrected else meaning.doubted(one.typed)
        changed |= doubted is not None
        said.append(doubted or _said(one.readings[0][0]))
    return " ".join(said) if changed else None
