"""The shape of every kind: what is right is accepted, everything else is refused where it stands."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from catalog.records.finding import Finding
from catalog.store.faults import shape_findings
from catalog.store.kinds.all_kinds import KINDS
from catalog.store.yaml_text import read
from tests.whole import ANY_KEY, MARKED, full, unmarked

Doc = Any
Way = tuple[str | int, ...]


def test_every_kind_has_an_example() -> None:
    assert set(MARKED) == set(KINDS)


@pytest.mark.parametrize("kind", MARKED)
def test_a_document_with_every_key_is_right(kind: str) -> None:
    assert faults(kind, full(MARKED[kind])) == []


@pytest.mark.parametrize("kind", MARKED)
def test_a_document_with_the_required_keys_alone_is_right(kind: str) -> None:
    assert faults(kind, full(MARKED[kind], optional="left out")) == []


@pytest.mark.parametrize("kind", MARKED)
def test_every_optional_key_may_be_null(kind: str) -> None:
    assert faults(kind, full(MARKED[kind], optional="null")) == []


@pytest.mark.parametrize("kind", MARKED)
def test_a_file_that_says_nothing_or_one_word_is_wrong(kind: str) -> None:
    assert faults(kind, None)
    assert faults(kind, "kind")
    assert faults(kind, {} if kind == "events" else [])


def mappings(kind: str) -> Iterator[tuple[Way, dict[str, Doc]]]:
    """List the mappings of a kind with fixed keys, with the way to each."""
    waiting: list[tuple[Way, Doc]] = [((), MARKED[kind])]
    while waiting:
        at, document = waiting.pop()
        if isinstance(document, list):
            waiting.extend(((*at, number), item) for number, item in enumerate(document))
        elif isinstance(document, dict):
            if "*" not in document:
                yield at, document
            waiting.extend(((*at, unmarked(key)), item) for key, item in document.items())


EVERYWHERE = [(kind, at) for kind in MARKED for at, _ in mappings(kind)]
NEVER = "identifiability"
"""The key under which the example of a promise says its something; any other would do."""
REQUIRED = [
    (kind, (*at, key))
    for kind in MARKED
    for at, has in mappings(kind)
    for key in has
    if not key.endswith("?") and (kind, key) != ("promises", NEVER)
]


@pytest.mark.parametrize("kind, at", EVERYWHERE)
def test_an_unknown_key_is_refused_at_every_level(kind: str, at: Way) -> None:
    document = full(MARKED[kind])
    inside(document, at)["zzz"] = None
    (fault,) = faults(kind, document)
    assert fault.code == "shape-unknown-key"
    assert "`zzz`" in fault.message
    assert (fault.line, fault.column) == place(document, '"zzz"')
    assert all(f" {unmarked(key)}" in str(fault.hint) for key in dict(mappings(kind))[at])


@pytest.mark.parametrize("kind, at", REQUIRED)
def test_a_missing_key_is_refused_at_every_level(kind: str, at: Way) -> None:
    document = full(MARKED[kind])
    del inside(document, at[:-1])[at[-1]]
    fault = faults(kind, document)[0]
    assert (fault.code, fault.message) == ("shape-missing-key", f"the key `{at[-1]}` is missing")
    assert str(at[-1]) in str(fault.hint)
    assert (fault.line, fault.column) == place_of_mapping(document, at[:-1])


@pytest.mark.parametrize("kind, at", REQUIRED)
def test_a_required_key_may_not_be_null(kind: str, at: Way) -> None:
    document = full(MARKED[kind])
    inside(document, at[:-1])[at[-1]] = None
    found = [fault for fault in faults(kind, document) if fault.code == "shape-value"]
    assert found
    assert "null" in found[0].message or "wanted" in found[0].message


@pytest.mark.parametrize("kind, at", [(kind, at) for kind, at in REQUIRED if len(str(at[-1])) > 3])
def test_a_misspelt_key_gets_the_right_word(kind: str, at: Way) -> None:
    document, name = full(MARKED[kind]), str(at[-1])
    wrong = name[:-2] + name[-1] + name[-2] if name[-1] != name[-2] else name + "s"
    mapping = inside(document, at[:-1])
    mapping[wrong] = mapping.pop(name)
    found = {fault.code: fault for fault in faults(kind, document)}
    assert found["shape-missing-key"].message == f"the key `{name}` is missing"
    assert found["shape-unknown-key"].hint == f"did you mean `{name}`?"
    assert (found["shape-unknown-key"].line, found["shape-unknown-key"].column) == place(
        document, f'"{wrong}"'
    )


WRONG_VALUES = {
    "an id in capitals": ("element", ("id",), "K12"),
    "an id with two dots": ("element", ("id",), "k12..ssid"),
    "an id that climbs": ("element", ("id",), "../../etc/passwd"),
    "an id with a new line": ("element", ("id",), "k12\n"),
    "a version of two numbers": ("element", ("version",), "1.0"),
    "a version with a leading zero": ("element", ("version",), "1.02.0"),
    "a number for a title": ("element", ("title",), 7),
    "a truth value for a title": ("element", ("title",), True),
    "a blank title": ("element", ("title",), "  "),
    "a day that does not exist": ("agreement", ("effective_from",), "2026-02-30"),
    "the 29th of February of a common year": ("agreement", ("effective_through",), "2027-02-29"),
    "a day without dashes": ("agreement", ("effective_from",), "20260701"),
    "a time for a day": ("agreement", ("effective_from",), "2026-07-01T00:00:00Z"),
    "the year nought": ("agreement", ("effective_from",), "0000-01-01"),
    "a day in other digits": ("agreement", ("effective_from",), "\uff12\uff10\uff12\uff16-07-01"),
    "a day for a time": ("meeting", ("start",), "2026-02-18"),
    "a time without a zone": ("meeting", ("start",), "2026-02-18T10:00:00"),
    "an hour that does not exist": ("meeting", ("start",), "2026-02-18T25:00:00Z"),
    "a meeting on no day": ("meeting", ("id",), "c2c-gb/2026-02-30"),
    "a decision without its serial": ("decision", ("id",), "c2c-gb/2026/14"),
    "a short digest": ("proposal", ("digest",), "sha256:00"),
    "a digest in capitals": ("proposal", ("digest",), "sha256:" + "A" * 64),
    "an object without a kind": ("proposal", ("object",), "k12.grade@2.0.0"),
    "a negative count": ("body", ("rules", 0, "seats"), -1),
    "a count as text": ("body", ("rules", 0, "seats"), "21"),
    "a truth value as a count": ("body", ("rules", 0, "seats"), True),
    "a number as a truth value": ("body", ("seats", 0, "voting"), 1),
    "a word as a truth value": ("body", ("seats", 0, "voting"), "yes"),
    "a half of nothing": ("body", ("rules", 0, "quorum", "fraction"), "1/0"),
    "a form that is none": ("legal-bases", ("regimes", 0, "protects", 0), "anonymous"),
    "another kind": ("element", ("kind",), "elements"),
    "a word for a list": ("group", ("elements",), "k12.ssid"),
    "a mapping for a list": ("group", ("elements",), {"k12.ssid": None}),
    "a list for a mapping": ("element", ("value_domain",), ["string"]),
    "a number in a list of texts": ("element", ("subjects", 0), 5),
    "`any` in a permit": ("agreement", ("clauses", 0, "from"), "any"),
    "`any` in a permit's list": ("agreement", ("clauses", 0, "to", 0), "Any"),
    "`any` for a permit's fields": ("agreement", ("clauses", 0, "fields"), "any"),
    "a group without version in a permit": ("agreement", ("clauses", 0, "fields", "groups", 0), "k12-core"),
    "another word than `any` in a forbid": ("agreement", ("clauses", 1, "from"), "all"),
    "an effect that is none": ("agreement", ("clauses", 0, "effect"), "allow"),
    "an event that is none": ("events", (0, "event"), "signature"),
    "an empty promise": ("promises", ("promises", 0, "never"), {}),
    "a promise of nulls": ("promises", ("promises", 0, "never"), {"zones": None}),
    "a vote that is none": ("meeting", ("votes", 0, "roll", ANY_KEY, "vote"), "yea"),
    "a number for a written element": ("agreement", ("legal_bases", 0, "written_elements", ANY_KEY), 2),
    "an approval that is none": ("agreement", ("clauses", 0, "conditions", "irb"), "pending"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG_VALUES)
def test_a_wrong_value_is_refused_where_it_stands(what: str) -> None:
    kind, at, value = WRONG_VALUES[what]
    document = full(MARKED[kind])
    inside(document, at[:-1])[at[-1]] = value
    fault = faults(kind, document)[0]
    assert fault.code == "shape-value"
    assert "\n" not in fault.message.replace("\n`", "`")
    assert (fault.line, fault.column) == place_of_mapping(document, at)


def test_a_key_may_be_named_like_marshmallows_own() -> None:
    document = full(MARKED["group"]) | {"_schema": 1}
    (fault,) = faults("group", document)
    assert fault.message == "unknown key `_schema`"


@pytest.mark.slow
def test_a_file_of_a_hundred_thousand_wrong_keys_is_told_in_time() -> None:
    data = b"".join(b"key%d: 1\n" % number for number in range(60_000))
    found = shape_findings("f", "element", document=read(data), data=data)
    assert len(found) > 60_000


def faults(kind: str, document: Doc) -> list[Finding]:
    """Return what is wrong with a document that is written one key a line."""
    data = json.dumps(document, indent=1, ensure_ascii=False).encode()
    return shape_findings("file.yaml", kind, document=read(data), data=data)


def inside(document: Doc, at: Way) -> Doc:
    """Return what stands at the end of a way."""
    for step in at:
        document = document[step]
    return document


def place(document: Doc, written: str) -> tuple[int, int]:
    """Return line and column of the one line that has the words."""
    lines = json.dumps(document, indent=1, ensure_ascii=False).splitlines()
    ((number, line),) = [
        (number, line) for number, line in enumerate(lines, start=1) if written + ":" in line
    ]
    return number, line.index(written) + 1


def place_of_mapping(document: Doc, at: Way) -> tuple[int, int]:
    """Return where the thing at the end of a way begins: its key, or itself in a list."""
    if not at:
        return 1, 1
    marked = copy.deepcopy(document)
    inside(marked, at[:-1])[at[-1]] = "@@"
    lines = json.dumps(marked, indent=1, ensure_ascii=False).splitlines()
    ((number, line),) = [(number, line) for number, line in enumerate(lines, start=1) if '"@@"' in line]
    return number, len(line) - len(line.lstrip()) + 1
