"""What a definition may say of its values: each limit with the types that can have it, and no more."""

import copy
import json
import re
import time
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.records.element import NO_LIMITS, ValueLimits
from catalog.store.building import element
from catalog.store.faults import shape_findings
from catalog.store.kinds.patterns import is_pattern
from catalog.store.yaml_text import read
from tests import worlds

RIGHT = [
    {"type": "boolean", "required": True},
    {"type": "string", "pattern": "[A-Z]{2}\\d{8}", "years": "school"},
    {"type": "integer", "minimum": -5, "maximum": 180, "years": "school-ends"},
    {"type": "decimal", "minimum": 0, "maximum": "0.25"},
    {"type": "date", "minimum": "1990-01-01", "maximum": "2030-12-31", "years": "calendar"},
    {"type": "code", "domain": "grade@1.0.0", "required": False},
    {"type": "string", "required": None, "pattern": None, "years": None},
    {"type": "integer", "minimum": 5, "maximum": 5},
    {"type": "boolean", "domain": "yes-no@1.0.0"},
]
WRONG = [
    {"type": "boolean", "minimum": 0},
    {"type": "code", "pattern": "[0-9]"},
    {"type": "string", "minimum": 0},
    {"type": "integer", "minimum": "0.5"},
    {"type": "integer", "minimum": "5"},
    {"type": "integer", "years": "school"},
    {"type": "integer", "maximum": 10**18},
    {"type": "decimal", "minimum": "01"},
    {"type": "decimal", "minimum": "1e5"},
    {"type": "date", "minimum": "2026-02-30"},
    {"type": "date", "years": "school-ends"},
    {"type": "integer", "minimum": 6, "maximum": 5},
    {"type": "decimal", "minimum": "0.25", "maximum": 0},
    {"type": "date", "minimum": "2026-01-02", "maximum": "2026-01-01"},
    {"type": "string", "required": "yes"},
    {"type": "number", "minimum": 0},
    {"type": "string", "pattern": "(a+)+"},
]


def faults(domain: dict[str, Any]) -> list[str]:
    """What is wrong with an element of this value domain."""
    document = worlds.element("k12.x", value_domain=copy.deepcopy(domain))
    data = json.dumps(document, indent=1).encode()
    return [found.code for found in shape_findings("f", "element", document=read(data), data=data)]


@pytest.mark.parametrize("domain", RIGHT, ids=str)
def test_a_limit_that_the_type_can_have_is_right(domain: dict[str, Any]) -> None:
    assert faults(domain) == []


@pytest.mark.parametrize("domain", WRONG, ids=str)
def test_a_limit_that_the_type_cannot_have_is_refused(domain: dict[str, Any]) -> None:
    assert set(faults(domain)) <= {"shape-value", "shape-unknown-key"}
    assert faults(domain)


def test_limits_become_a_record_and_what_is_not_said_limits_nothing() -> None:
    assert element(worlds.element("k12.x")).limits is NO_LIMITS
    domain = {"type": "decimal", "required": True, "minimum": 0, "maximum": "0.25"}
    assert element(worlds.element("k12.x", value_domain=domain)).limits == ValueLimits(
        required=True, minimum="0", maximum="0.25"
    )


PIECES = [
    "a",
    "B7",
    "[a-c]",
    "[^x]",
    "\\d",
    "\\.",
    "-",
    " ",
    "(a|b)",
    "(ab)",
    "{2}",
    "{1,3}",
    "?",
    "*",
    "+",
    "|",
    "(",
    ")",
    ".",
]


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), st.text("aBb7x. -c0", max_size=8))
def test_a_pattern_that_is_taken_means_the_same_to_the_engine(pattern: str, value: str) -> None:
    if not is_pattern(pattern):
        return
    (said,) = duckdb.execute("SELECT regexp_full_match($1, $2)", [value, pattern]).fetchall()[0]
    assert said == (re.fullmatch(pattern, value, re.ASCII) is not None)


@pytest.mark.parametrize("pattern", ["(a|b)*c", "a*b*c", "[a-c]*a{100}"])
def test_a_pattern_that_is_taken_ends_in_time(pattern: str) -> None:
    assert is_pattern(pattern)
    begun = time.monotonic()
    duckdb.execute("SELECT regexp_full_match(repeat('a', 1000000), $1)", [pattern]).fetchall()
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "pattern", ["", "a" * 201, "^a$", "a.b", "(?i)a", "\\w", "\\1", "(a)\\1", "a{101}", "[", "[]", "a\\"]
)
def test_what_no_plain_pattern_is_is_refused(pattern: str) -> None:
    assert not is_pattern(pattern)
