"""Words that went and words that came, between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Final, Literal

Mark = Literal["same", "gone", "come"]
Marked = tuple[tuple[Mark, str], ...]
"""A text in pieces, each with what became of it."""

MOST_WORDS: Final = 4_000
"""Longer texts are marked whole: nobody reads so many small marks."""
_WORDS: Final = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


def marked(old: str, new: str) -> tuple[Marked, Marked]:
    """Return the old text with the words that went, and the new one with those that came.

    >>> old, new = marked("one in ten", "one of ten")
    >>> new
    (('same', 'one '), ('come', 'of '), ('same', 'ten'))
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return (("gone", old),), (("come", new),)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    olds = [(word, "".join(before[a:b])) for word, a, b, _, _ in blocks]
    news = [(word, "".join(after[a:b])) for word, _, _, a, b in blocks]
    return tuple(_pieces(olds, "gone")), tuple(_pieces(news, "come"))


def _pieces(blocks: Iterable[tuple[str, str]], mark: Mark) -> Iterator[tuple[Mark, str]]:
    for word, piece in blocks:
        if piece:
            yield ("same" if word == "equal" else mark), piece
