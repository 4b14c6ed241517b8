"""Two versions stand side by side: what went, what came, and how much it changes."""

from typing import Any

import pytest

from catalog.services.definitions.comparing import Compared, comparison, pair_named, pairs
from tests.dictionaries import Small, code_list, element


def compared(small: Small, kind: str = "element", id: str = "k12.absent") -> dict[str, Compared]:
    ((older, newer),) = pairs(small.dictionary(), kind, id)
    return {one.path: one for one in comparison(older, newer).parts}


def test_words_that_went_and_came_are_marked_and_the_rest_stays() -> None:
    small = Small()
    small.adopt(element(definition="One day in ten."))
    small.adopt(element(version="1.0.1", definition="One day of ten."), on="2025-01-01")
    found = compared(small)
    assert list(found) == ["definition"]
    assert found["definition"].olds == (("same", "One day "), ("gone", "in "), ("same", "ten."))
    assert found["definition"].news == (("same", "One day "), ("come", "of "), ("same", "ten."))


def test_what_stands_on_one_side_alone_has_nothing_on_the_other() -> None:
    small = Small()
    small.adopt(code_list())
    values = [{"code": "01", "label": "One", "definition": "The first."}, {"code": "03", "label": "Three"}]
    small.adopt(code_list(version="2.0.0", values=values), on="2025-01-01")
    found = compared(small, "value-domain", "levels")
    assert (found["code 02"].news, found["code 02"].grade) == ((), "breaking")
    assert (found["code 03"].olds, found["code 03"].grade) == ((), "compatible")


def test_a_part_that_may_let_more_flow_says_so() -> None:
    small = Small()
    small.adopt(element())
    small.adopt(element(version="2.0.0", regime=["none"]), on="2025-01-01")
    ((older, newer),) = pairs(small.dictionary(), "element", "k12.absent")
    assert [(one.olds, one.widens) for one in comparison(older, newer).parts] == [
        ((("gone", "ferpa"),), True),
        ((), False),
    ]


@pytest.mark.parametrize("pair,is_one", [
    ("1.0.0..2.0.0", True), ("1.0.0..1.1.0", True), ("2.0.0..1.0.0", False), ("1.0.0..1.0.0", False),
    ("1.0.0", False), ("", False), ("..", False), ("1.0.0..9.9.9", False), ("1.0.0..2.0.0..", False),
])  # fmt: skip
def test_only_two_public_versions_in_order_are_a_pair(pair: str, is_one: bool) -> None:
    small = Small()
    for version, on in (("1.0.0", "2024-02-01"), ("1.1.0", "2024-03-01"), ("2.0.0", "2024-04-01")):
        small.adopt(element(version=version), on=on)
    small.write(element(version="9.9.8"))
    found: Any = pair_named(small.dictionary(), "element", "k12.absent", pair=pair)
    assert (found is not None) is is_one
