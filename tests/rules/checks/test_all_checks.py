"""What holds of every check in every world."""

from datetime import date
from random import Random

import pytest

from catalog.records.codes.all_codes import CODES
from catalog.rules.checks.all_checks import check
from catalog.store.reading import load_documents
from tests.worlds import World, random_world

DAY = date(2026, 3, 15)


def sound(seed: int) -> World:
    """Return a random world that can be read."""
    rng = Random(seed)  # noqa: S311  # worlds, not secrets
    while load_documents(world := random_world(rng)).snapshot is None:
        pass
    return world


def told(world: World) -> list[tuple[str, str]]:
    return [(found.file, found.message) for found in check(load_documents(world).sound(), DAY)]


@pytest.mark.parametrize("seed", range(20))
def test_every_finding_has_a_code_of_its_severity_a_file_and_words(seed: int) -> None:
    world = sound(seed)
    for found in check(load_documents(world).sound(), DAY):
        assert found.severity == CODES[found.code].severity
        assert found.file in world
        assert found.message
        assert found.hint


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_never_matters(seed: int) -> None:
    world = sound(seed)
    assert told(world) == told(dict(reversed(world.items())))
