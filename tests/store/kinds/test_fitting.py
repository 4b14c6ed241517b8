"""The fast test of a shape says yes to what the schema accepts, and to nothing else."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from marshmallow import ValidationError, fields

from catalog.store.kinds import all_kinds as kinds
from catalog.store.kinds.agreements import EVENTS
from catalog.store.kinds.fitting import fitting
from catalog.store.layout import place_of
from tests.worlds import random_world

WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    "",
    " ",
    "any",
    "k12.ssid",
    "1.0.0",
    "2026-02-30",
    [],
    {},
    [None],
    {"x": 1},
]


def _accepted(kind: str, document: object) -> bool:
    try:
        if kind == "events":
            EVENTS.deserialize(document)
        else:
            kinds._SCHEMAS[kind].load(document)  # type: ignore[arg-type]  # wrong on purpose
    except ValidationError:
        return False
    return True


def _spots(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document where a value could be another, as a container and a key."""
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in list(pairs):
        yield document, key
        if isinstance(value, dict | list):
            yield from _spots(value)


def _changed(rng: Random, document: Any) -> Any:
    changed = copy.deepcopy(document)
    spots = list(_spots(changed))
    if not spots:
        return changed
    container, key = rng.choice(spots)
    if rng.random() < 0.2:
        del container[key]
    elif rng.random() < 0.1 and isinstance(container, dict):
        container["unheard-of"] = 1
    else:
        container[key] = copy.deepcopy(rng.choice(WRONG))
    return changed


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_the_fast_test_and_the_schema_agree_on_right_and_spoilt_documents(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # a random world, no secret
    for path, document in random_world(rng).items():
        place = place_of(path)
        assert place is not None
        assert kinds._FITTING[place.kind](document)
        for _ in range(15):
            spoilt = _changed(rng, document)
            assert kinds._FITTING[place.kind](spoilt) == _accepted(place.kind, spoilt), (path, spoilt)


def test_what_is_not_known_is_left_to_the_schema() -> None:
    assert not fitting(fields.Integer())(1)
