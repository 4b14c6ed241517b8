"""What counts as a word, and which words are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.index.words import LONGEST, english, folded, joined, pairs, pieces, spanish, squashed, words


@pytest.mark.parametrize(
    "text,found",
    [
        ("K-12 grade", [("k", "12"), ("grade",)]),
        ("ChronicAbsenteeismFlag", [("chronic", "absenteeism", "flag")]),
        ("BIRTH_DATE", [("birth", "date")]),
        ("EDFacts", [("ed", "facts")]),
        ("the pupil's grade", [("the",), ("pupil",), ("grade",)]),
        ("year.The end.", [("year", "the"), ("end",)]),
        ("and/or", [("and",), ("or",)]),
        ("Matrícula", [("matricula",)]),
        ("Matri\u0301cula", [("matricula",)]),
        ("学生年级", [("学",), ("生",), ("年",), ("级",)]),
        ("  -- ... '' ", []),
        ("🙂 ok", [("ok",)]),
    ],
)
def test_a_text_has_these_words(text: str, found: list[tuple[str, ...]]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "one,other",
    [("enrollments", "enrolled"), ("absences", "absence"), ("graduation", "graduate"), ("studies", "study")],
)
def test_forms_of_an_english_word_have_one_stem(one: str, other: str) -> None:
    assert english(one) == english(other)


@pytest.mark.parametrize(
    "one,other",
    [
        ("inscripción", "inscripciones"),
        ("inscripcion", "inscripción"),
        ("escolares", "escolar"),
        ("categoría", "categorias"),
        ("nacimientos", "nacimiento"),
    ],
)
def test_forms_of_a_spanish_word_have_one_stem_with_accents_or_without(one: str, other: str) -> None:
    assert spanish(folded(one)) == spanish(folded(other))


def test_a_whole_name_is_compared_by_its_pieces() -> None:
    assert squashed("K-12  Chronically\tABSENT") == squashed("k 12 chronically absent")


def test_neighbours_are_pairs() -> None:
    assert pairs(["date", "of", "birth"]) == ["date of", "of birth"]
    assert pairs(["date"]) == []


@given(st.text(max_size=60))
def test_words_are_bounded_and_folded_whatever_is_written(text: str) -> None:
    for found in words(text):
        assert all(0 < len(piece) <= LONGEST for piece in found)
        assert len(joined(found)) <= LONGEST
        assert all(pieces(piece) == (piece,) or not piece.isascii() for piece in found)
