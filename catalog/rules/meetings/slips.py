"""Whether one text is another with a slip of the pen put right: a letter or two, a word that stood twice.

What has other words, or more or fewer of them, may mean something else, and only a new vote can decide that.
"""

from __future__ import annotations

from typing import Final

MOST_LETTERS: Final = 2
"""How many letters of a word may be other ones, too many or missing, in a slip."""
_SMALL: Final = frozenset({"a", "an", "the", "of", "to", "in", "on", "by", "for", "at"})
_AGAINST: Final = ("un", "in", "im", "ir", "il", "dis", "non", "mis", "de", "anti")
_EDGES: Final = ".,;:!?()[]\"'"


def is_slip(before: str, after: str) -> bool:
    """Say whether only letters, spaces, signs, small words and repeated words differ.

    >>> is_slip("Adpot the the text", "Adopt the text")
    True
    >>> is_slip("on suspension", "on expulsion")
    False
    """
    old, new = _words(before), _words(after)
    if "".join(old) == "".join(new):
        return True
    return len(old) == len(new) and all(
        one == other or _misspelt(one, other) for one, other in zip(old, new, strict=True)
    )


def _words(text: str) -> list[str]:
    """Return the words that carry a meaning: without small ones, signs, and what stands twice running."""
    stripped = (word.strip(_EDGES).lower() for word in text.replace("-", " ").split())
    words = [word for word in stripped if word and word not in _SMALL]
    return [word for place, word in enumerate(words) if place == 0 or words[place - 1] != word]


def _misspelt(one: str, other: str) -> bool:
    """Say whether two words are a few letters apart, and neither is the other's contrary."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    contrary = any(longer == prefix + shorter for prefix in _AGAINST)
    return not contrary and _distance(one, other) <= MOST_LETTERS


def _distance(one: str, other: str) -> int:
    """Return how many letters must be put in, taken out, changed or swapped with the next."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
