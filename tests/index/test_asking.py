"""Whatever is typed is read, in bounded time, and means what it looks like."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.index.asking import (
    MOST_WORDS,
    Begin,
    Either,
    Every,
    Has,
    InTitle,
    Phrase,
    Question,
    Tree,
    Without,
    Word,
    cleaned,
    read,
)

BIRTH, DATE = Word(("birth",)), Word(("date",))


def test_words_alone_are_words() -> None:
    assert read("birth date birth").words == (BIRTH, DATE)
    assert read("birth date").tree is None


@pytest.mark.parametrize(
    "typed,tree",
    [
        ('"date of birth"', Phrase(("date", "of", "birth"))),
        ("gra*", Begin("gra")),
        ("birth OR date", Either((BIRTH, DATE))),
        ("birth NOT date", Every((BIRTH, Without(DATE)))),
        ("birth -date", Every((BIRTH, Without(DATE)))),
        ("birth (date OR gra*)", Every((BIRTH, Either((DATE, Begin("gra")))))),
        ("title:birth", InTitle(("birth",))),
        ("birth partner:cde", Every((BIRTH, Has("partner", "cde")))),
        ("status:In-Force", Has("status", "in-force")),
    ],
)
def test_what_is_more_than_words_is_a_tree(typed: str, tree: Tree) -> None:
    assert read(typed).tree == tree


@pytest.mark.parametrize(
    "typed", ["birth AND date", "(birth) date", "birth: date", '"birth" date"', "birth) date"]
)
def test_what_only_looks_like_more_is_words(typed: str) -> None:
    found = read(typed)
    assert found.words == (BIRTH, DATE) or found.tree == Every((Phrase(("birth",)), DATE))


@pytest.mark.parametrize("typed", ["", "   ", "\0", "\u202e\u200b"])
def test_nothing_typed_is_nothing(typed: str) -> None:
    assert read(typed) == Question(text="", words=(), tree=None, cut=False)


@pytest.mark.parametrize("typed", ["???", "🙂🙂", "((((", '""', "*", "-", "NOT", "AND OR", "partner:"])
def test_what_has_no_word_finds_nothing_and_breaks_nothing(typed: str) -> None:
    found = read(typed)
    assert found.tree is None or isinstance(found.tree, Has)
    assert len(found.words) <= 2


def test_what_nobody_sees_is_left_out() -> None:
    assert cleaned("pu\u200bpil\x00\u202e grade\ud800") == "pupil grade"


@pytest.mark.parametrize(
    "typed",
    [
        "pupil " * 10_000,
        "x" * 1_000_000,
        "(" * 5_000 + "pupil" + ")" * 5_000,
        '"' * 9_999,
        "a* " * 5_000,
        "NOT " * 5_000 + "pupil",
        "pupil OR " * 5_000,
        ".*" * 3_000,
        "(a+)+$" * 2_000,
        "[a-z]{1,9999}",
        "title:" * 3_000,
        "-a" * 5_000,
        "a-" * 5_000,
    ],
)
def test_a_hostile_question_is_cut_in_bounded_time(typed: str) -> None:
    start = time.perf_counter()
    found = read(typed)
    assert time.perf_counter() - start < 2
    assert len(found.words) <= MOST_WORDS
    assert len(found.text) <= 600


def test_it_is_told_that_a_question_was_cut() -> None:
    many = " ".join(f"word{number}" for number in range(50))
    assert read(many).cut
    assert read(" OR ".join(f"word{number}" for number in range(50))).cut
    assert not read("birth date").cut


SIGNS = st.sampled_from(
    [
        '"',
        "(",
        ")",
        "*",
        " AND ",
        " OR ",
        " NOT ",
        " -",
        "title:",
        "partner:",
        "'",
        "~2",
        "^3",
        "[a TO b]",
        "?",
    ]
)


@given(st.lists(st.one_of(st.text(max_size=8), SIGNS), max_size=25).map("".join))
@example("AND")
@example("NOT NOT (")
@example("title:(a OR")
@example('"a"~ *')
def test_anything_is_read(typed: str) -> None:
    found = read(typed)
    assert not (found.words and found.tree)
