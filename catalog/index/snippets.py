"""Where the words that were searched for stand in a text: pieces of it, each a hit or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from catalog.index.asking import Begin, Either, Every, InTitle, Phrase, Tree, Word
from catalog.index.words import STOPS, chunks, composed, english, joined, pieces, spanish

_LONG: Final = 240
_BEFORE: Final = 60


class Piece(NamedTuple):
    """A piece of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """The words by which pieces of a text are hits."""

    english: frozenset[str]
    spanish: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[Word], tree: Tree | None) -> Marker:
        """Return the marker of what was searched for."""
        found = [piece for word in words for piece in (*word.pieces, joined(word.pieces))]
        begun: list[str] = []
        for leaf in _leaves(tree):
            if isinstance(leaf, Begin):
                begun.append(leaf.text)
            elif isinstance(leaf, Word | Phrase | InTitle):
                found += [*leaf.pieces, joined(leaf.pieces)]
        telling = [piece for piece in found if piece not in STOPS]
        return cls(
            frozenset(map(english, telling)), frozenset(map(spanish, telling)), tuple(dict.fromkeys(begun))
        )

    def marked(self, text: str) -> tuple[Piece, ...]:
        """Return the whole text in pieces, each a hit or not."""
        return tuple(_pieces(composed(text), self._hits(composed(text))))

    def counts(self, text: str) -> int:
        """Return how many different words of the text are hits."""
        whole = composed(text)
        return len({whole[start:end].casefold() for start, end in self._hits(whole)})

    def snippet(self, text: str) -> tuple[Piece, ...]:
        """Return the part of the text in which most hits stand, cut between words."""
        whole = composed(text)
        hits = self._hits(whole)
        if len(whole) <= _LONG:
            return tuple(_pieces(whole, hits))
        start = _best_start(hits)
        first = 0 if start <= _BEFORE else whole.find(" ", start - _BEFORE) + 1
        last = whole.rfind(" ", first, first + _LONG) if first + _LONG < len(whole) else len(whole)
        last = last if last > first else min(len(whole), first + _LONG)
        within = [(a - first, b - first) for a, b in hits if first <= a and b <= last]
        found = list(_pieces(whole[first:last], within))
        if first:
            found.insert(0, Piece("… ", is_hit=False))
        if last < len(whole):
            found.append(Piece(" …", is_hit=False))
        return tuple(found)

    def _hits(self, whole: str) -> list[tuple[int, int]]:
        return [found.span() for found in chunks(whole) if self._is_hit(found.group())]

    def _is_hit(self, chunk: str) -> bool:
        found = pieces(chunk)
        if len(found) > 1:
            found = (*found, joined(found))
        return any(
            english(piece) in self.english
            or spanish(piece) in self.spanish
            or (self.beginnings != () and piece.startswith(self.beginnings))
            for piece in found
        )


def _leaves(tree: Tree | None) -> Iterable[Tree]:
    if isinstance(tree, Every | Either):
        for part in tree.parts:
            yield from _leaves(part)
    elif tree is not None:
        yield tree


def _best_start(hits: list[tuple[int, int]]) -> int:
    """Return where the hit stands from which on most others follow closely."""
    if not hits:
        return 0
    return max(
        (start for start, _ in hits),
        key=lambda start: (sum(start <= other < start + _LONG - _BEFORE for other, _ in hits), -start),
    )


def _pieces(text: str, hits: list[tuple[int, int]]) -> Iterable[Piece]:
    at = 0
    for start, end in hits:
        if at < start:
            yield Piece(text[at:start], is_hit=False)
        yield Piece(text[start:end], is_hit=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], is_hit=False)
