"""What the words that were typed are searched as: themselves, joined, split, or the nearest there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from catalog.index.asking import Word
from catalog.index.generation import Generation, frequency
from catalog.index.ranking import Meant
from catalog.index.spelling import Near, Speller
from catalog.index.words import STOPS, english, joined, spanish

_JOINED: Final = 0.6
_SPLIT: Final = 0.9
_CORRECTED: Final = 0.7
_OTHERS: Final = 0.3
_SHORTEST_PART: Final = 2
_RARE: Final = 2
_OFTEN: Final = 20
"""A rare word is doubted where one next to it stands so many times as often."""


class Meaning:
    """Works out what words mean in one generation."""

    def __init__(self, generation: Generation, speller: Callable[[], Speller]) -> None:
        self._generation = generation
        self._speller = speller

    def of(self, words: Sequence[Word], *, by_spelling: bool = True) -> list[Meant]:
        """Return each word's readings. Stop words are left out where there are others."""
        telling = [word for word in words if not STOPS.issuperset(word.pieces)] or list(words)
        return [
            self._meant(word, self._joined(telling, at), by_spelling=by_spelling)
            for at, word in enumerate(telling)
        ]

    def _joined(self, words: Sequence[Word], at: int) -> list[Word]:
        """Return a word written as one with the word before it, and with the one behind it, if there."""
        neighbours = [words[at - 1 : at + 1]] if at else []
        neighbours.append(words[at : at + 2])
        whole = [
            joined([piece for word in two for piece in word.pieces]) for two in neighbours if len(two) > 1
        ]
        return [Word((one,)) for one in whole if frequency(self._generation, one)]

    def _meant(self, word: Word, together: list[Word], *, by_spelling: bool) -> Meant:
        others = [(one, _JOINED) for one in together]
        if self.is_known(word):
            return Meant(typed=word, readings=((word, 1.0), *others))
        parts = self._split(word)
        if parts is not None:
            return Meant(typed=word, readings=((parts, _SPLIT), *others))
        if others:
            return Meant(typed=word, readings=((word, 1.0), *others))
        near = self.nearest(word) if by_spelling else []
        if near:
            readings = [(near[0], _CORRECTED), *((one, _OTHERS) for one in near[1:])]
            return Meant(typed=word, readings=tuple(readings), corrected=True)
        return Meant(typed=word, readings=((word, 1.0),))

    def is_known(self, word: Word) -> bool:
        """Say whether a word, or each of its pieces, stands anywhere."""
        whole = joined(word.pieces)
        return self._stands(whole) or (len(word.pieces) > 1 and all(map(self._stands, word.pieces)))

    def _stands(self, piece: str) -> bool:
        postings = self._generation.postings
        return any(
            len(postings(field, term)[0])
            for field, term in (("surface", piece), ("en", english(piece)), ("es", spanish(piece)))
        )

    def _split(self, word: Word) -> Word | None:
        """Return the two words that were written as one, if they stand side by side anywhere."""
        whole = joined(word.pieces)
        for at in range(_SHORTEST_PART, len(whole) - _SHORTEST_PART + 1):
            if len(self._generation.postings("pairs", f"{whole[:at]} {whole[at:]}")[0]):
                return Word((whole[:at], whole[at:]))
        return None

    def nearest(self, word: Word) -> list[Word]:
        """Return the nearest words there are. Of several pieces each that is unknown is replaced."""
        if len(word.pieces) == 1:
            return [Word((one.word,)) for one in self._speller().near(word.pieces[0])]
        best: list[str] = []
        for piece in word.pieces:
            near = [] if self._stands(piece) else self._speller().near(piece, most=1)
            best.append(near[0].word if near else piece)
        return [Word(tuple(best))] if tuple(best) != word.pieces else []

    def doubted(self, word: Word) -> str | None:
        """Return a word that stands far more often than the one typed, and is one letter away."""
        if len(word.pieces) != 1:
            return None
        count = frequency(self._generation, word.pieces[0])
        if not 0 < count <= _RARE:
            return None
        near: list[Near] = self._speller().near(word.pieces[0], most=1)
        if near and near[0].distance == 1 and near[0].records >= _OFTEN * count:
            return None if english(near[0].word) == english(word.pieces[0]) else near[0].word
        return None
