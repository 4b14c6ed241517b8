"""What a search finds, and in which order."""

from pathlib import Path

import pytest

from catalog.errors import IndexUnusable
from catalog.index.searching import SearchIndex
from tests.indexes import ask, entry, ids, index_of

ABSENT = entry(
    "k12.absent",
    "K-12 chronically absent",
    definition="Whether the pupil was absent on 10 percent or more of the days enrolled.",
    synonym="truancy rate",
    local="ChronicAbsenteeismFlag",
    mapping="000595",
)
BIRTH = entry("k12.birth", "Birthdate", definition="The day on which the pupil was born.")
DEGREE = entry("uc.degree", "Degree award date", definition="When the award was conferred upon the student.")
AWARD = entry("aid.award", "Award", definition="A grant.")
GRADE = entry("k12.grade", "Grade level", label="Kindergarten", former="k12.class")
SPANISH = entry(
    "k12.lunch",
    "Meal eligible",
    title__es="Derecho a comidas",
    definition__es="Si el alumno recibe comidas gratuitas.",
)
ALL = (ABSENT, BIRTH, DEGREE, AWARD, GRADE, SPANISH)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return index_of(tmp_path_factory.mktemp("searching"), *ALL)


@pytest.mark.parametrize(
    "words,first",
    [
        ("K-12 chronically absent", "k12.absent"),
        ("k12 chronically absent", "k12.absent"),
        ("chronic absences", "k12.absent"),
        ("truancy", "k12.absent"),
        ("chronicabsenteeismflag", "k12.absent"),
        ("000595", "k12.absent"),
        ("k12.absent", "k12.absent"),
        ("birthdate", "k12.birth"),
        ("birth date", "k12.birth"),
        ("k12.class", "k12.grade"),
        ("kindergarten", "k12.grade"),
        ("comida", "k12.lunch"),
        ("COMIDAS GRATUITAS", "k12.lunch"),
        ("pupil born", "k12.birth"),
    ],
)
def test_a_record_is_found_by_every_name_and_word_it_has(index: SearchIndex, words: str, first: str) -> None:
    assert ids(ask(index, words))[0] == first


def test_the_exact_name_comes_first(index: SearchIndex) -> None:
    assert ids(ask(index, "award")) == ["aid.award", "uc.degree"]
    assert ids(ask(index, "awards")) == ["aid.award", "uc.degree"]


@pytest.mark.parametrize(
    "typed,taken",
    [("abesnt", "absent"), ("absnt", "absent"), ("kindergartten", "kindergarten"), ("xruancy", "truancy")],
)
def test_a_misspelt_word_finds_the_nearest_and_says_so(index: SearchIndex, typed: str, taken: str) -> None:
    found = ask(index, typed)
    assert found.corrected == ((typed, taken),)
    assert ids(found)


def test_a_word_that_nothing_is_near_is_told(index: SearchIndex) -> None:
    found = ask(index, "zzyzx")
    assert (found.total, found.unknown, found.corrected) == (0, ("zzyzx",), ())
    both = ask(index, "birthdate zzyzx")
    assert ids(both) == ["k12.birth"]
    assert (both.unknown, both.with_all) == (("zzyzx",), 0)


def test_a_word_written_as_one_or_as_two_is_found(index: SearchIndex) -> None:
    assert ids(ask(index, "gradelevel")) == ["k12.grade"]
    assert ids(ask(index, "birth-date"))[0] == "k12.birth"


@pytest.mark.parametrize(
    "question,found",
    [
        ('"award was conferred"', {"uc.degree"}),
        ('"conferred award"', set()),
        ("kinder*", {"k12.grade"}),
        ("award NOT degree", {"aid.award"}),
        ("award -degree", {"aid.award"}),
        ("birthdate OR grant", {"k12.birth", "aid.award"}),
        ("title:award", {"aid.award", "uc.degree"}),
        ("title:grant", set()),
        ("pupil AND (born OR absent)", {"k12.birth", "k12.absent"}),
    ],
)
def test_a_question_in_the_query_language_finds_exactly_that(
    index: SearchIndex, question: str, found: set[str]
) -> None:
    assert set(ids(ask(index, question))) == found


def test_stop_words_are_searched_only_where_there_is_nothing_else(index: SearchIndex) -> None:
    assert ids(ask(index, "the birthdate")) == ["k12.birth"]
    assert ask(index, "the").total == 3


def test_no_words_are_everything_by_title(index: SearchIndex) -> None:
    found = ask(index, "")
    assert [one.title for one in found.records] == sorted(one.title for one in ALL)
    assert found.total == len(ALL)


def test_what_has_no_word_is_nothing(index: SearchIndex) -> None:
    assert ask(index, "?!").total == 0


def test_parts_of_the_answer_follow_each_other(index: SearchIndex) -> None:
    whole = ids(ask(index, "", most=None))
    assert [id for start in range(0, 6, 2) for id in ids(ask(index, "", start=start, most=2))] == whole
    assert ids(ask(index, "", start=10**12, most=20)) == []


def test_a_reader_of_spanish_sees_spanish_words_first(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        entry("english", "Total amount", definition="A sum."),
        entry("spanish", "Sum", definition="An amount.", title__es="Total general"),
    )
    assert ids(ask(index, "totales", language="es"))[0] == "spanish"
    assert ids(ask(index, "total amount"))[0] == "english"


def test_facets_count_what_each_value_would_leave(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        entry("a", "Grade one", facets={"partner": ["cde", "uc"], "sector": ["k12"]}),
        entry("b", "Grade two", facets={"partner": ["cde"], "sector": ["k12"]}),
        entry("c", "Grade three", facets={"partner": ["edd"], "sector": ["workforce"]}),
        entry("d", "Wage", facets={"partner": ["edd"], "sector": ["workforce"]}),
    )
    free = ask(index, "grade")
    assert dict(free.counts["partner"]) == {"cde": 2, "uc": 1, "edd": 1}
    chosen = ask(index, "grade", filters={"partner": ("cde",)})
    assert set(ids(chosen)) == {"a", "b"}
    assert dict(chosen.counts["partner"]) == {"cde": 2, "uc": 1, "edd": 1}
    assert dict(chosen.counts["sector"]) == {"k12": 2}
    either = ask(index, "grade", filters={"partner": ("uc", "edd"), "sector": ("workforce",)})
    assert ids(either) == ["c"]
    assert dict(either.counts["sector"]) == {"k12": 1, "workforce": 1}
    assert ask(index, "grade", filters={"partner": ("nobody",)}).total == 0


def test_few_records_with_every_word_are_followed_by_those_with_most(index: SearchIndex) -> None:
    found = ask(index, "degree conferred pupil")
    assert ids(found)[0] == "uc.degree"
    assert found.with_all == 0
    assert not found.records[0].has_all


def test_a_rare_word_beside_a_frequent_one_is_doubted(tmp_path: Path) -> None:
    many = (entry(f"e{number}", f"Grade {number}") for number in range(30))
    index = index_of(tmp_path, entry("odd", "Grate"), *many)
    found = ask(index, "grate")
    assert ids(found)[0] == "odd"
    assert found.meant == "grade"


def test_there_is_no_view_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="no search index"):
        SearchIndex(tmp_path / "none").view()


@pytest.mark.parametrize(
    "typed,first",
    [
        ("chron", "k12.absent"),
        ("k-12 chr", "k12.absent"),
        ("b", "k12.birth"),
        ("birth d", "k12.birth"),
        ("truan", "k12.absent"),
        ("chronicaly", "k12.absent"),
        ("grade of", "k12.grade"),
        ("Derech", "k12.lunch"),
    ],
)
def test_names_are_suggested_while_one_types(index: SearchIndex, typed: str, first: str) -> None:
    assert index.view().complete(typed)[0].key == f"element:{first}"


@pytest.mark.parametrize("typed", ["", "   ", "zzyzx", "?", "\0", "a" * 10_000])
def test_nothing_is_suggested_where_nothing_fits(index: SearchIndex, typed: str) -> None:
    assert index.view().complete(typed) == []


def test_a_name_that_begins_so_is_suggested_before_one_that_has_it_later(tmp_path: Path) -> None:
    index = index_of(tmp_path, entry("later", "Date birth"), entry("first", "Birth date of the pupil"))
    assert [one.title for one in index.view().complete("birth d")] == [
        "Birth date of the pupil",
        "Date birth",
    ]


def test_a_long_phrase_is_not_found_by_its_pairs_alone(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        entry(
            "a",
            "Apart",
            definition="Date of the award, and of birth of pupils.",
            plain="The date of birth of it.",
        ),
        entry("b", "Within", definition="The date of birth of pupils."),
        entry("c", "Across", definition="The date of birth", plain="of pupils."),
        entry("d", "Almost", definition="The predate of birth of pupilsies, date of birth of a pupil."),
    )
    assert ids(ask(index, '"date of birth of pupils"')) == ["b"]
    assert sorted(ids(ask(index, '"date of birth"'))) == ["a", "b", "c", "d"]
    assert ids(ask(index, '"date of birth" NOT "of pupils"', language="es")) == ["d"]
