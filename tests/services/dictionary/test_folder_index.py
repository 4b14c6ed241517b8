"""The index of a published folder: the same bytes each time, in shards that the script finds."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.services.dictionary.entries import Catalogued
from catalog.services.dictionary.folder_index import (
    BLOCK,
    SHARDS,
    addresses,
    definitions_of,
    folder_index,
    made,
    shard_of,
)
from tests.builders import snapshot_of, world_of
from tests.worlds import element

ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def source() -> Catalogued:
    texts = [
        element("k12.birth", title="Birth date", definition="When the pupil was born.", synonyms=["DOB"])
    ]
    texts += [element(f"k12.e{number}", title=f"Grade {number}") for number in range(BLOCK + 3)]
    return Catalogued(snapshot_of(world_of(*texts)), ON, public=None)


def files(source: Catalogued) -> dict[str, Any]:
    index = folder_index(source)
    return {address: json.loads(made(index, address)) for address in addresses(len(index.names))}


def test_every_word_stands_in_the_shard_of_its_first_letters(source: Catalogued) -> None:
    found = files(source)
    assert found["find/about.json"]["count"] == len(definitions_of(source)) == BLOCK + 5
    for number in range(SHARDS):
        for word, postings in found[f"find/words-{number:03d}.json"].items():
            assert shard_of(word) == number
            assert postings[::2] == sorted(postings[::2])


def test_a_word_leads_to_what_is_shown(source: Catalogued) -> None:
    found = files(source)
    for word in ("birth", "born", "dob", "birthdate"):
        postings = found[f"find/words-{shard_of(word):03d}.json"].get(word, [])
        shown = [
            found[f"find/names-{number // BLOCK:03d}.json"][number % BLOCK][0] for number in postings[::2]
        ]
        assert shown == ([] if word == "birthdate" else ["k12.birth"])


def test_the_bytes_are_the_same_each_time(source: Catalogued) -> None:
    one, other = folder_index(source), folder_index(source)
    assert [made(one, at) for at in addresses(9)] == [made(other, at) for at in addresses(9)]


@pytest.mark.parametrize(
    "word,shard", [("a", 97 * 31 % 256), ("ab", (97 * 31 + 98) % 256), ("年级", None), ("\U0001d538x", None)]
)
def test_a_shard_is_worked_out_as_the_script_does(word: str, shard: int | None) -> None:
    assert 0 <= shard_of(word) < SHARDS
    assert shard is None or shard_of(word) == shard
