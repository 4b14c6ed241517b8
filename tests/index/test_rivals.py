"""The same records by other means: SQLite's FTS5 and Whoosh's own searcher find the same sets."""

import sqlite3
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.searching import Searcher

from catalog.index.asking import read
from catalog.index.searching import SearchIndex
from catalog.index.words import ENGLISH_STOPS, english, words
from tests.indexes import WORDS, Shelf, ask, random_entries

COUNT = 120


class Fts5:
    """FTS5 on the same words: by stem in one column, as they are written in another."""

    def __init__(self, shelf: Shelf) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE d USING fts5(key UNINDEXED, stems, surface, tokenize='ascii')"
        )
        for key, entry in shelf.entries.items():
            parts = [[piece for found in words(one.text) for piece in found] for one in entry.passages]
            stems = " ".join(english(p) for part in parts for p in part if p not in ENGLISH_STOPS)
            surface = " zzbreak ".join(" ".join(part) for part in parts)
            self._database.execute("INSERT INTO d VALUES (?, ?, ?)", (key, stems, surface))

    def find(self, question: str) -> set[str]:
        """Return the keys that FTS5 finds."""
        return {key for (key,) in self._database.execute("SELECT key FROM d WHERE d MATCH ?", [question])}


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(*random_entries(7, COUNT))


@pytest.fixture(scope="module")
def index(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    made = SearchIndex(tmp_path_factory.mktemp("rivals") / "index")
    first = Shelf(*list(shelf.entries.values())[: COUNT - 10])
    made.bring_to(first)
    made.bring_to(shelf)
    return made


@pytest.fixture(scope="module")
def fts5(shelf: Shelf) -> Fts5:
    return Fts5(shelf)


def stem(word: str) -> str:
    return f'stems:"{english(word)}"'


def surface(text: str) -> str:
    return f'surface:"{text}"'


word = st.sampled_from(WORDS)
leaf = st.one_of(
    word.map(lambda one: (one, stem(one))),
    st.tuples(word, word).map(lambda two: (f'"{two[0]} {two[1]}"', surface(" ".join(two)))),
    word.flatmap(
        lambda one: st.integers(3, len(one)).map(lambda end: (f"{one[:end]}*", f"surface:{one[:end]}*"))
    ),
)


def both(parts: tuple[tuple[str, str], tuple[str, str]], operator: str) -> tuple[str, str]:
    (one, first), (other, second) = parts
    return f"({one} {operator} {other})", f"({first} {operator} {second})"


questions = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: both(two, "AND")),
        st.tuples(inner, inner).map(lambda two: both(two, "OR")),
        st.tuples(inner, inner).map(
            lambda two: (f"({two[0][0]} NOT {two[1][0]})", f"({two[0][1]} NOT {two[1][1]})")
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=300)
@given(question=questions)
def test_fts5_finds_the_same_records(index: SearchIndex, fts5: Fts5, question: tuple[str, str]) -> None:
    ours, theirs = question
    if read(ours).tree is None:  # words alone are answered with those that have most of them, too
        ours = f"{ours} OR zzzz*"
    found = ask(index, ours, most=None)
    assert {one.key for one in found.records} == fts5.find(theirs)


@pytest.fixture(scope="module")
def whoosh(index: SearchIndex) -> Iterator[Searcher]:
    folder = index.view().generation.folder
    with FileStorage(str(folder)).open_index().searcher() as searcher:
        yield searcher


def agree(index: SearchIndex, whoosh: Searcher, ours: str, theirs: query.Query) -> bool:
    """Say whether our answer to a question and Whoosh's to its own form of it have the same records."""
    found = {one.key for one in ask(index, ours, most=None).records}
    return found == {hit["stored"][0] for hit in whoosh.search(theirs, limit=None)}


def test_whoosh_finds_the_same_records_by_words(index: SearchIndex, whoosh: Searcher) -> None:
    for one, other in product(WORDS, WORDS):
        theirs = query.And([query.Term("en", english(one)), query.Term("en", english(other))])
        assert agree(index, whoosh, f"({one} AND {other}) OR zzzz*", theirs)


def test_whoosh_finds_the_same_records_by_beginnings_and_phrases(
    index: SearchIndex, whoosh: Searcher
) -> None:
    for one in WORDS:
        assert agree(index, whoosh, f"{one[:3]}*", query.Prefix("surface", one[:3]))
    for one, other in product(WORDS, WORDS):
        assert agree(index, whoosh, f'"{one} {other}"', query.Term("pairs", f"{one} {other}"))


def test_fts5_finds_the_same_records_by_phrases_of_any_length(
    index: SearchIndex, fts5: Fts5, shelf: Shelf
) -> None:
    texts = [one.text.split() for entry in shelf.entries.values() for one in entry.passages]
    rows = [row for text in texts for row in (text[2:5], text[3:8], [*text[1:3], *text[:1]]) if len(row) > 2]
    for row in rows:
        phrase = " ".join(row)
        found = {one.key for one in ask(index, f'"{phrase}"', most=None).records}
        assert found == fts5.find(surface(phrase))


def test_words_alone_find_at_least_what_has_all_of_them(index: SearchIndex, fts5: Fts5) -> None:
    for one, other in zip(WORDS, WORDS[5:], strict=False):
        found = ask(index, f"{one} {other}", most=None)
        every = {hit.key for hit in found.records if hit.has_all}
        assert fts5.find(f"{stem(one)} AND {stem(other)}") <= every
        assert found.with_all == len(every)
