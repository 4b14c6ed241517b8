"""The smallest change of a clause: held against every small change there is, judged by the oracle."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from catalog.records.agreement import Agreement
from catalog.services.partners.smallest_change import Changes, smallest_changes
from catalog.store.reading import load_documents
from tests import oracle
from tests.builders import request_of, snapshot_of
from tests.flows import small_world
from tests.services.partners.amendments import smallest
from tests.worlds import PARTNERS, PURPOSES, ZONES, Maker, World, day_after

Doc = dict[str, Any]

DECIDED = "2026-06-01"


def drawn(rng: Random, world: World) -> Doc:
    """A request of one source, near what a clause permits, with some dimensions changed."""
    maker = Maker(rng, world)
    ask = maker.near(*rng.choice(maker.permits()))
    provider = ask["item"].partition(":")[0]
    ask |= {"sender": ask.get("sender", provider), "as_known": DECIDED}
    ask["on"] = max(ask["on"], day_after(DECIDED, rng.choice([0, 0, 30, 200])))
    spoilt: dict[str, list[Any]] = {"recipient": PARTNERS, "zone": [*ZONES], "purpose": PURPOSES}
    spoilt |= {"form": list(oracle.FORMS), "sender": [provider, "c2c"], "evidence": [{}, {"min_cell": 10}]}
    spoilt["on"] = [day_after(ask["on"], rng.randint(0, 900)), day_after(DECIDED, -30)]
    for key in rng.sample(sorted(spoilt), rng.choice([0, 1, 1, 2])):
        ask[key] = rng.choice(spoilt[key])
    return ask


def found_in(world: World, ask: Doc) -> Changes:
    return smallest_changes(snapshot_of(world), request_of(ask), decided_on=date.fromisoformat(DECIDED))


def plain(text: Agreement) -> Agreement:
    """A text without the places of what would still have to be written."""
    bases = (
        replace(one, written_elements=dict.fromkeys(one.written_elements, "")) for one in text.legal_bases
    )
    return replace(text, legal_bases=tuple(sorted(bases, key=lambda one: one.basis)))


def compare(seed: int, *, most: int) -> str:
    """Hold one world and request against the brute force; return what came of it."""
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = small_world(rng)
    if rng.random() < 0.4:
        world = {path: doc for path, doc in world.items() if not _drops(rng, path, doc)}
    if load_documents(world).snapshot is None:
        return "unloaded"
    ask = drawn(rng, world)
    found = found_in(world, ask)
    known = max(ask["as_known"], DECIDED)
    asked = {**ask, "known": known, "item": _resolved(world, ask["item"])}
    if found.permitted:
        assert oracle.may_flow(world, {**ask, "as_known": known}, DECIDED).permitted
        return "permitted"
    kinds = {one.kind for one in found.hindrances}
    if "forbidden" in kinds:
        provider, _, name = asked["item"].partition(":")
        forbids = oracle.Catalog(world, known).forbids(provider, name, asked)
        assert {one.of for one in found.hindrances if one.kind == "forbidden"} == forbids
        assert not found.changes
        return "forbidden"
    size, changes = smallest(world, asked, DECIDED, most=most)
    if found.size is None or found.size > most:
        assert size is None, (seed, changes, kinds)
        return "hindered" if kinds else "large"
    texts = [plain(change.text) for change in found.changes]
    assert found.size == size, (seed, changes, texts)
    if not found.more:
        assert all(plain(text) in texts for text in changes), seed
        assert len(texts) == len(changes), seed
    return f"size {size}"


def _resolved(world: World, item: str) -> str:
    provider, _, name = item.partition(":")
    return f"{provider}:{oracle.Catalog(world, DECIDED).element_id(name)}"


def _drops(rng: Random, path: str, document: object) -> bool:
    """Take out now and then the decision that adopts an agreement, so that its text is a draft."""
    if not path.startswith("meetings/decisions/") or not isinstance(document, dict):
        return False
    adopts = document["effects"][0]["object"].startswith("agreement:b@")
    return adopts and rng.random() < 0.7


def test_no_smaller_change_permits_and_no_other_of_its_size() -> None:
    outcomes = [compare(seed, most=1) for seed in range(40)]
    assert {"permitted", "size 0", "size 1", "large"} <= set(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_no_smaller_change_permits_in_many_worlds(block: int) -> None:
    outcomes = [compare(1000 * (block + 1) + seed, most=2) for seed in range(30)]
    assert {"size 1", "size 2"} <= set(outcomes)
