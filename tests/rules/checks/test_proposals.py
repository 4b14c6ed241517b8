"""Proposals: the grade that a proposal has is the one that its texts give."""

from typing import Any

import pytest

from tests.builders import world_of
from tests.canonical import digest
from tests.rules.checks.small import codes as codes_of
from tests.worlds import World, element, put

REWORDED = element("k12.ssid", "1.0.1", definition="What it says, in other words.")


def world(grade: str | None, **more: Any) -> World:
    made = world_of(element("k12.ssid"))
    put(made, REWORDED)
    proposal: dict[str, Any] = {"kind": "proposal", "id": "p", "change": "amend", "version": "1.0.1"}
    proposal |= {"object": "element:k12.ssid@1.0.1", "base": digest(element("k12.ssid"))}
    proposal |= {"digest": digest(REWORDED), "rationale": "Because.", "options": [], "author": "Staff"}
    made["meetings/proposals/p.yaml"] = {**proposal, "grade": grade, **more}
    return made


@pytest.mark.parametrize(
    "grade,more,codes",
    [
        ("wording", {}, []),
        (None, {}, []),
        ("compatible", {}, ["grade-differs"]),
        ("wording", {"change": "retire"}, ["grade-differs"]),
        ("breaking", {"change": "retire"}, []),
        ("compatible", {"change": "new", "base": None}, []),
        ("wording", {"digest": "sha256:" + "0" * 64}, []),
        ("wording", {"base": "sha256:" + "0" * 64}, []),
    ],
)
def test_a_grade_is_the_one_that_the_texts_give(
    grade: str | None, more: dict[str, Any], codes: list[str]
) -> None:
    assert [code for code in codes_of(world(grade, **more)) if code == "grade-differs"] == codes
