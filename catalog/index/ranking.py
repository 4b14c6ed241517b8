"""How well records answer: postings as arrays, scored by BM25F, joined as the question says.

Every word has an impact on each record that has it. The impacts of words are added; a record whose whole
name was typed stands before all others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from catalog.index.asking import Begin, Either, Every, Has, InTitle, Phrase, Tree, Without, Word
from catalog.index.facets import Flags
from catalog.index.generation import Generation
from catalog.index.schema import Numbers, Weights
from catalog.index.terms import BREAK, stemmed
from catalog.index.words import STOPS, english, in_a_row, joined, pairs, spanish

MOST_BEGUN: Final = 1000
"""So many words with the same beginning are looked at; what more there are, the answer says."""
_SATURATION: Final = 2.0
_OWN_LANGUAGE: Final = 1.0
_OTHER_LANGUAGE: Final = 0.6
_PAIR: Final = 0.6
_PAIR_OF_WORDS: Final = 2
_WHOLE: Final = 1000.0
_RETIRED: Final = 0.8
NOTHING: Final = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Which records answer, and how well each does."""

    found: Flags
    scores: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A word that was typed, and what it is searched as: each with how much it counts."""

    typed: Word
    readings: tuple[tuple[Word, float], ...]
    corrected: bool = False


class Ranking:
    """Ranks the records of one generation for readers of one language."""

    def __init__(self, generation: Generation, language: str) -> None:
        self._generation = generation
        self._own, self._other = ("es", "en") if language == "es" else ("en", "es")

    def impact(self, word: Word) -> tuple[Numbers, Weights]:
        """Return the records that have a word, and its impact on each."""
        key = (word.pieces, self._own)
        found = self._generation.impacts.get(key)
        if found is None:
            found = self._of_piece(word.pieces[0]) if len(word.pieces) == 1 else self._of_pieces(word.pieces)
            self._generation.impacts.put(key, found, weight=len(found[0]) + 16)
        return found

    def _of_piece(self, piece: str) -> tuple[Numbers, Weights]:
        stems = {"en": english(piece), "es": spanish(piece)}
        gathered = self._zeros()
        for language, factor in ((self._own, _OWN_LANGUAGE), (self._other, _OTHER_LANGUAGE)):
            numbers, weights = self._generation.postings(language, stems[language])
            gathered[numbers] += factor * weights
        records = np.flatnonzero(gathered)
        if not len(records):
            records, weights = self._generation.postings("surface", piece)
            gathered[records] = 0.1 * weights
        weight = gathered[records]
        return records, (self.rarity(len(records)) * weight / (_SATURATION + weight)).astype(np.float32)

    def _of_pieces(self, pieces: tuple[str, ...]) -> tuple[Numbers, Weights]:
        """Return the records that have the pieces as one word, or each of them."""
        scores = self._zeros()
        everywhere = np.ones(self._generation.size, dtype=np.bool_)
        for piece in pieces:
            if piece in STOPS:
                continue
            numbers, impacts = self.impact(Word((piece,)))
            has = self._flags(numbers)
            everywhere &= has
            scores[numbers] += impacts
        scores[~everywhere] = 0
        numbers, impacts = self.impact(Word((joined(pieces),)))
        scores[numbers] += impacts
        records = np.flatnonzero(scores)
        return records, scores[records]

    def rarity(self, count: int) -> float:
        """Return how much a word that so many records have tells about a record."""
        whole = self._generation.count
        return math.log(1 + (whole - count + 0.5) / (count + 0.5)) if count else 0.0

    def of_words(self, meant: Sequence[Meant], *, few: int) -> tuple[Ranked, Flags]:
        """Rank the records that have all words; where they are few, those too that have most of them.

        Returns also which records have all.
        """
        scores, told, whole = self._zeros(), self._zeros(), 0.0
        with_all = self._generation.live.copy()
        for one in meant:
            impacts = self._zeros()
            for word, factor in one.readings:
                numbers, weights = self.impact(word)
                impacts[numbers] = np.maximum(impacts[numbers], factor * weights)
            has = impacts > 0
            rarity = self.rarity(int(np.count_nonzero(has)))
            scores += impacts
            told += rarity * has
            whole += rarity
            with_all &= has
        found = with_all
        if int(np.count_nonzero(with_all)) < few and len(meant) > 1:
            found = (told > 0) & (told >= 0.5 * whole)
            scores *= (told / max(whole, 1e-9)) ** 2
        self._add_neighbours(scores, [piece for one in meant for piece in one.readings[0][0].pieces])
        scores[self._generation.postings("facet", f"status{BREAK}retired")[0]] *= _RETIRED
        return Ranked(found, scores), with_all

    def _add_neighbours(self, scores: Weights, said: list[str]) -> None:
        """Add to the scores of records in which the words stand side by side, as they were typed."""
        for pair in pairs(said):
            numbers, weights = self._generation.postings("pairs", pair)
            scores[numbers] += _PAIR * self.rarity(len(numbers)) * weights / (1 + weights)

    def add_whole_names(self, scores: Weights, said: Sequence[str]) -> Flags:
        """Put the records first whose whole name was typed; return which they are."""
        for name in (" ".join(said), stemmed(list(said))):
            numbers, heights = self._generation.postings("exact", name)
            scores[numbers] += _WHOLE * heights
        return scores >= _WHOLE

    def of_tree(self, tree: Tree) -> Ranked:
        """Rank the records that answer exactly what was asked."""
        match tree:
            case Every(parts):
                ranked = [self.of_tree(part) for part in parts]
                found = np.logical_and.reduce([one.found for one in ranked])
                return Ranked(found, np.add.reduce([one.scores for one in ranked]))
            case Either(parts):
                ranked = [self.of_tree(part) for part in parts]
                found = np.logical_or.reduce([one.found for one in ranked])
                return Ranked(found, np.add.reduce([one.scores for one in ranked]))
            case Without(part):
                return Ranked(self._generation.live & ~self.of_tree(part).found, self._zeros())
            case Word():
                return self._dense(*self.impact(tree))
            case Has(facet, value):
                numbers, _ = self._generation.postings("facet", f"{facet}{BREAK}{value}")
                return Ranked(self._flags(numbers), self._zeros())
            case Phrase(pieces) if len(pieces) > _PAIR_OF_WORDS:
                return self._said(tree)
            case _:
                return self._of_terms(tree)

    def _of_terms(self, tree: Phrase | Begin | InTitle) -> Ranked:
        """Rank by terms as they are written: pairs of neighbours, beginnings, words of names."""
        if isinstance(tree, Begin):
            return self._begun(tree.text)
        field, terms = "names", list(tree.pieces)
        if isinstance(tree, Phrase):
            field, terms = ("pairs", pairs(terms)) if len(terms) > 1 else ("surface", terms)
        found = self._generation.live.copy()
        scores = self._zeros()
        for term in terms:
            numbers, weights = self._generation.postings(field, term)
            found &= self._flags(numbers)
            scores[numbers] += self.rarity(len(numbers)) * weights / (1 + weights)
        return Ranked(found, scores)

    def _said(self, phrase: Phrase) -> Ranked:
        """Rank the records that say all of a long phrase: it is looked for in those that have its pairs."""
        key = ("said", phrase.pieces)
        records = self._generation.impacts.get(key)
        if records is None:
            ranked = self._of_terms(phrase)
            numbers = self._generation.saying(np.flatnonzero(ranked.found), in_a_row(phrase.pieces))
            records = numbers, ranked.scores[numbers]
            self._generation.impacts.put(key, records, weight=len(numbers) + 16)
        return self._dense(*records)

    def _begun(self, text: str) -> Ranked:
        key = ("begun", text)
        records = self._generation.impacts.get(key)
        if records is None:
            found = np.zeros(self._generation.size, dtype=np.bool_)
            for word in self._generation.begun("surface", text, most=MOST_BEGUN):
                found[self._generation.postings("surface", word)[0]] = True
            numbers = np.flatnonzero(found)
            scores = np.full(len(numbers), self.rarity(len(numbers)), dtype=np.float32)
            records = numbers, scores
            self._generation.impacts.put(key, records, weight=len(numbers) + 16)
        return self._dense(*records)

    def _dense(self, numbers: Numbers, impacts: Weights) -> Ranked:
        scores = self._zeros()
        scores[numbers] = impacts
        return Ranked(self._flags(numbers), scores)

    def _flags(self, numbers: Numbers) -> Flags:
        flags = np.zeros(self._generation.size, dtype=np.bool_)
        flags[numbers] = True
        return flags

    def _zeros(self) -> Weights:
        return np.zeros(self._generation.size, dtype=np.float32)
