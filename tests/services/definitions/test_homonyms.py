"""Definitions that are easily taken for each other are found, the nearest first, and told apart."""

from typing import Any

import pytest

from catalog.records.ids import ElementId
from catalog.services.definitions.homonyms import MOST_SHOWN, homonym_rows, homonyms_of
from tests.dictionaries import Small, element

ASKED = ElementId("k12.absent")


def near(small: Small) -> list[tuple[str, str]]:
    dictionary = small.dictionary()
    text = dictionary.element(ASKED)
    assert text is not None
    found, _ = homonyms_of(dictionary, text.record)
    return [(kind, id) for kind, id in found]


@pytest.mark.parametrize("kind,other", [
    ("same-title", {"title": "DATE of birth!"}),
    ("same-name", {"title": "Something", "synonyms": ["date of birth"]}),
    ("same-name", {"title": "born on"}),
    ("alike", {"title": "Birth dates"}),
])  # fmt: skip
def test_a_name_is_compared_without_its_looks(kind: str, other: dict[str, Any]) -> None:
    small = Small()
    small.adopt(element(title="Date of birth", synonyms=["born on"]))
    small.adopt(element("ccc.other", **other))
    small.adopt(element("ccc.another", title="Quite another thing"))
    assert near(small) == [(kind, "ccc.other")]


def test_the_same_id_in_another_topic_is_alike_too() -> None:
    small = Small()
    small.adopt(element(title="One"))
    small.adopt(element("ccc.absent", title="Two"))
    assert near(small) == [("same-id", "ccc.absent")]


def test_only_what_is_shown_counts() -> None:
    small = Small()
    small.adopt(element(title="Absent"))
    small.adopt(element("ccc.other", title="Absent"))
    small.adopt(element("ccc.other", version="2.0.0", title="Renamed"), on="2025-01-01")
    small.write(element("ccc.draft", title="Absent"))
    assert near(small) == []


def test_the_nearest_come_first_and_the_rest_is_counted() -> None:
    small = Small()
    small.adopt(element(title="Absent", synonyms=["away"]))
    for number in range(MOST_SHOWN + 3):
        small.adopt(element(f"ccc.a{number:02d}", title="away"))
    small.adopt(element("uc.last", title="Absent"))
    dictionary = small.dictionary()
    text = dictionary.element(ASKED)
    assert text is not None
    found, more = homonyms_of(dictionary, text.record)
    assert found[0] == ("same-title", "uc.last")
    assert (len(found), more) == (MOST_SHOWN, 4)


def test_each_says_in_what_it_differs() -> None:
    small = Small()
    small.adopt(element(title="Absent"))
    same = element(title="Absent")
    small.adopt(element("ccc.a", **{key: same[key] for key in ("title", "definition")}))
    other = element(
        "ccc.b", title="Absent", definition="Else.", unit="days", regime=["none"], subjects=["adult"]
    )
    other |= {"value_domain": {"type": "integer"}, "identifiability": "none", "steward": "edd"}
    small.adopt(other | {"providers": [{"partner": "edd", "from": "2020-01-01"}]})
    dictionary = small.dictionary()
    text = dictionary.element(ASKED)
    assert text is not None
    first, second = homonym_rows(dictionary, text.record)
    assert first.differs == ()
    assert set(second.differs) == {
        "meaning", "values", "unit", "subjects", "suppliers", "steward", "regime", "identifiability",
    }  # fmt: skip
    assert [one.words for one in second.suppliers] == ["Employment Department"]
