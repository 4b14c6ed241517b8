"""What is written as YAML reads back as the same document, and no remark is lost on the way."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from catalog.errors import WriteRefused
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import rewritten, yaml_of

TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=60) | some.sampled_from(
    [
        "no",
        "0x1F",
        "06",
        "1e3",
        "1.0.0",
        "2026-02-18",
        "12:30:45",
        "~",
        "null",
        "a: b",
        "- x",
        "# y",
        "<<",
        " pad ",
        "a\nb",
    ]
)
VALUES = TEXTS | some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1)
DOCUMENTS = some.recursive(
    VALUES,
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(TEXTS.filter(lambda key: key != "<<" and len(key) < 60), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(document=DOCUMENTS)
def test_what_is_written_is_read_back_as_it_was(document: object) -> None:
    assert read(yaml_of(document)) == document


@given(document=some.dictionaries(some.text("abc", min_size=1), TEXTS, max_size=3))
def test_other_readers_of_yaml_take_texts_for_the_same_texts(document: dict[str, str]) -> None:
    days_aside = {key: value for key, value in document.items() if not value[:4].isdigit()}
    assert yaml.safe_load(yaml_of(days_aside)) == days_aside


def test_an_entry_that_fits_takes_one_line() -> None:
    assert yaml_of({"kind": "meeting", "votes": [{"id": "v1", "roll": {}}], "none": []}) == (
        b"kind: meeting\nvotes:\n  - {id: v1, roll: {}}\nnone: []\n"
    )


def test_remarks_at_the_top_are_kept() -> None:
    data = b"# The meeting.\n# Second line.\nkind:   meeting\n"
    assert (
        rewritten(data, {"kind": "meeting", "id": "x"})
        == b"# The meeting.\n# Second line.\nkind: meeting\nid: x\n"
    )


def test_a_remark_elsewhere_is_not_lost_but_refused() -> None:
    with pytest.raises(WriteRefused, match="line 2 holds a remark"):
        rewritten(b"kind: meeting\nid: x # why\n", {"kind": "meeting"})


def test_a_hash_in_a_text_is_no_remark() -> None:
    assert rewritten(b'kind: "a # b"\n', {"kind": "a # c"}) == b'kind: "a # c"\n'


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(WriteRefused, match="surrogate"):
        yaml_of({"text": "\ud800"})
