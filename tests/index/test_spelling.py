"""The nearest words: one slip of the fingers is one letter away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.index.segments import Lexicon
from catalog.index.spelling import Speller

WORDS = sorted(
    ["absent", "absence", "award", "birth", "birthdate", "date", "degree", "grade", "graded", "sex", "über"]
)


@pytest.fixture
def speller() -> Speller:
    return Speller([Lexicon(WORDS, np.arange(1, len(WORDS) + 1))])


@pytest.mark.parametrize(
    "typed,nearest",
    [
        ("abesnt", "absent"),
        ("asbent", "absent"),
        ("bsent", "absent"),
        ("absennt", "absent"),
        ("brith", "birth"),
        ("dgeree", "degree"),
        ("degre", "degree"),
        ("brthdaet", "birthdate"),
        ("uber", "über"),
    ],
)
def test_the_nearest_word_comes_first(speller: Speller, typed: str, nearest: str) -> None:
    assert speller.near(typed)[0].word == nearest


@pytest.mark.parametrize("typed", ["", "a", "zz", "k12", "x" * 500, "quarterly", "grade"])
def test_what_is_near_nothing_or_no_word_has_no_nearest(speller: Speller, typed: str) -> None:
    assert [one.word for one in speller.near(typed)] in ([], ["graded"])


def plain(one: str, other: str) -> int:
    """The distance by the book."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


letters = st.text(alphabet="abcd", min_size=3, max_size=9)


@given(typed=letters, known=st.sets(letters, min_size=1, max_size=12))
def test_distances_are_those_of_the_book(typed: str, known: set[str]) -> None:
    speller = Speller([Lexicon(sorted(known), np.ones(len(known), dtype=np.int64))])
    reach = 2 if len(typed) >= 5 else 1
    distances = {word: plain(typed, word) for word in known}
    within = [distance for distance in distances.values() if 0 < distance <= reach]
    found = speller.near(typed, most=99)
    assert {one.word for one in found} == {w for w, d in distances.items() if within and d == min(within)}
    assert all(one.distance == distances[one.word] for one in found)
