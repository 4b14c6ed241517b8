"""Words of the interface that code chooses, to be said in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the interface that code chooses: said in the language of the page, then filled in.

    A part that is a phrase, a day or a moment is said in that language too. As text, which is what the
    terminal and programs get, a phrase is in English.

    >>> str(phrase("there is no proposal `{id}`", id="p1"))
    'there is no proposal `p1`'
    """

    words: str
    parts: Mapping[str, object]

    def __str__(self) -> str:
        return self.words.format(**self.parts)


def phrase(words: str, **parts: object) -> Phrase:
    """Return a phrase, in whose words ``{name}`` stands for a part. Translators look for calls of this."""
    return Phrase(words, parts)
