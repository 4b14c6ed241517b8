"""Where the words that were searched for stand in a text: pieces of it, each a hit or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from catalog.index.asking import Begin, Either, Every, InTitle, Phrase, Tree, Word
from catalog.index.words import STOPS, chunks, composed, english, joined, pieces, spanish

_LONG: Final = 240
_BEFORE: Final = 60
_HEAD: Final = 2
"""Stems keep the first letters of a word: only words that begin alike are stemmed to compare them."""


class Piece(NamedTuple):
    """A piece of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool


class Marked(NamedTuple):
    """A text, and where in it the hits stand."""

    text: str
    hits: tuple[tuple[int, int], ...]

    @property
    def different(self) -> int:
        """How many different words of it are hits."""
        return len({self.text[start:end].casefold() for start, end in self.hits})

    def whole(self) -> tuple[Piece, ...]:
        """Return the whole text in pieces, each a hit or not."""
        return tuple(_pieces(self.text, self.hits))

    def snippet(self) -> tuple[Piece, ...]:
        """Return the part of the text in which most hits stand, cut between words."""
        text, hits = self
        if len(text) <= _LONG:
            return self.whole()
        start = _best_start(hits)
        first = 0 if start <= _BEFORE else text.find(" ", start - _BEFORE) + 1
        last = text.rfind(" ", first, first + _LONG) if first + _LONG < len(text) else len(text)
        last = last if last > first else min(len(text), first + _LONG)
        within = [(a - first, b - first) for a, b in hits if first <= a and b <= last]
        found = list(_pieces(text[first:last], within))
        if first:
            found.insert(0, Piece("… ", is_hit=False))
        if last < len(text):
            found.append(Piece(" …", is_hit=False))
        return tuple(found)


class Marker:
    """Marks in texts the words that were searched for, by their stems or their beginnings."""

    def __init__(self, words: Iterable[Word], tree: Tree | None) -> None:
        found = [piece for word in words for piece in (*word.pieces, joined(word.pieces))]
        begun: list[str] = []
        for leaf in _leaves(tree):
            if isinstance(leaf, Begin):
                begun.append(leaf.text)
            elif isinstance(leaf, Word | Phrase | InTitle):
                found += [*leaf.pieces, joined(leaf.pieces)]
        telling = [piece for piece in found if piece not in STOPS]
        self.most = len(set(telling))
        self._english = frozenset(map(english, telling))
        self._spanish = frozenset(map(spanish, telling))
        self._begun = tuple(dict.fromkeys(begun))
        self._heads = {word[:_HEAD] for word in (*telling, *self._english, *self._spanish)}
        self._seen: dict[str, bool] = {}

    def mark(self, text: str) -> Marked:
        """Find the hits in a text."""
        whole, seen = composed(text), self._seen
        hits = []
        for found in chunks(whole):
            chunk = found.group()
            is_hit = seen.get(chunk)
            if is_hit is None:
                is_hit = seen[chunk] = self._is_hit(chunk)
            if is_hit:
                hits.append(found.span())
        return Marked(whole, tuple(hits))

    def _is_hit(self, chunk: str) -> bool:
        found = pieces(chunk)
        if len(found) > 1:
            found = (*found, joined(found))
        if self._begun and any(piece.startswith(self._begun) for piece in found):
            return True
        return any(
            english(piece) in self._english or spanish(piece) in self._spanish
            for piece in found
            if piece[:_HEAD] in self._heads
        )


def _leaves(tree: Tree | None) -> Iterable[Tree]:
    if isinstance(tree, Every | Either):
        for part in tree.parts:
            yield from _leaves(part)
    elif tree is not None:
        yield tree


def _best_start(hits: Sequence[tuple[int, int]]) -> int:
    """Return where the hit stands from which on most others follow closely."""
    if not hits:
        return 0
    return max(
        (start for start, _ in hits),
        key=lambda start: (sum(start <= other < start + _LONG - _BEFORE for other, _ in hits), -start),
    )


def _pieces(text: str, hits: Sequence[tuple[int, int]]) -> Iterable[Piece]:
    at = 0
    for start, end in hits:
        if at < start:
            yield Piece(text[at:start], is_hit=False)
        yield Piece(text[start:end], is_hit=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], is_hit=False)
