"""Which bump a change of a definition's limits needs: fewer values break, more values are compatible."""

from typing import Any

import pytest

from catalog.rules.changes.bumps import least_bump
from catalog.store.building import element, lineage
from tests import worlds
from tests.tranches import lineage as sources

NUMBER = {"type": "integer", "minimum": 0, "maximum": 180}
DAY = {"type": "date", "minimum": "2000-01-01"}
CHANGES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (NUMBER, {"minimum": 1}, "major"),
    (NUMBER, {"minimum": -1}, "minor"),
    (NUMBER, {"minimum": None}, "minor"),
    (NUMBER, {"maximum": 179}, "major"),
    (NUMBER, {"maximum": 200}, "minor"),
    (NUMBER, {"maximum": 1000}, "minor"),
    (NUMBER, {"required": True}, "major"),
    (NUMBER, {"required": False}, "none"),
    ({**NUMBER, "required": True}, {"required": None}, "minor"),
    ({"type": "integer"}, {"minimum": 0}, "major"),
    ({"type": "integer"}, {"years": "calendar"}, "major"),
    ({"type": "integer", "years": "calendar"}, {"years": None}, "minor"),
    ({"type": "decimal", "minimum": "0.5"}, {"minimum": "0.50"}, "minor"),
    ({"type": "decimal", "minimum": "9"}, {"minimum": "10"}, "major"),
    (DAY, {"minimum": "1999-12-31"}, "minor"),
    (DAY, {"minimum": "2000-01-02"}, "major"),
    ({"type": "string", "pattern": "[0-9]+"}, {"pattern": "[0-9]*"}, "major"),
    ({"type": "string", "pattern": "[0-9]+"}, {"pattern": None}, "minor"),
]


@pytest.mark.parametrize("domain, change, bump", CHANGES)
def test_a_limit_needs_the_bump_that_its_values_need(
    domain: dict[str, Any], change: dict[str, Any], bump: str
) -> None:
    older, newer = (
        element(worlds.element("k12.x", value_domain=one)) for one in (domain, {**domain, **change})
    )
    assert least_bump(older, newer) == bump


def test_a_key_that_lineage_names_breaks_and_one_that_it_no_longer_names_does_not() -> None:
    without, with_key = (lineage(sources(**more)) for more in ({}, {"key": ["SSID"]}))
    assert least_bump(without, with_key) == "major"
    assert least_bump(with_key, without) == "minor"
