"""Hits are marked in the text as it stands, and a long text is cut between words."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.index.asking import read
from catalog.index.snippets import Marker

LONG = "Nothing of it here. " * 30 + "The pupil was absent from school. " + "Nothing more of it. " * 30


def marker(words: str) -> Marker:
    question = read(words)
    return Marker(question.words, question.tree)


def hits(words: str, text: str) -> list[str]:
    return [piece.text for piece in marker(words).mark(text).whole() if piece.is_hit]


def test_forms_of_a_word_are_hits_as_they_stand() -> None:
    assert hits("absences pupil", "The Pupil's ABSENCE, absent.") == ["Pupil's", "ABSENCE"]
    assert hits("matricula", "La matrícula y las Matrículas") == ["matrícula", "Matrículas"]
    assert hits("k12", "K-12 grade") == ["K-12"]
    assert hits("birth", "BirthDate") == ["BirthDate"]
    assert hits("gra* OR wage", "graded grand wages rage") == ["graded", "grand", "wages"]
    assert hits('"date of birth"', "the date of birth") == ["date", "birth"]


def test_what_is_left_out_is_no_hit() -> None:
    assert hits("birth NOT date", "birth date") == ["birth"]


def test_a_snippet_is_cut_where_the_hits_are() -> None:
    found = marker("absent pupil").mark(LONG).snippet()
    text = "".join(piece.text for piece in found)
    assert [piece.text for piece in found if piece.is_hit] == ["pupil", "absent"]
    assert len(text) < 260
    assert text.startswith("… ")
    assert text.endswith(" …")


@given(text=st.text(max_size=400), words=st.text(max_size=20))
def test_pieces_make_up_the_whole_text(text: str, words: str) -> None:
    marked = marker(words).mark(text)
    assert "".join(piece.text for piece in marked.whole()) == marked.text
    assert "".join(piece.text for piece in marked.snippet()).strip("… ") in marked.text
