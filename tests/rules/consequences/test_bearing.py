"""What a change bears on: looked at within its scope, the same appears and goes away as over the whole."""

import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count, islice
from random import Random
from typing import Any

import pytest

from catalog.records.finding import Finding
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.checks.all_checks import check, check_both
from catalog.rules.checks.inspection import Inspection
from catalog.rules.consequences.bearing import scope_of
from catalog.rules.families import FAMILIES, family_of
from catalog.rules.flows.table import table_beside, table_of
from catalog.services.supposing import Supposed, is_adopted, with_decision
from catalog.store.reading import load_documents
from tests.worlds import Maker, World, put, random_world

ON = date(2026, 9, 1)
WORLDS = 40


def revised(rng: Random, world: World) -> tuple[str, str, str]:
    """Lay the next version of one of the world's texts beside it, changed in some way; say which it is."""
    maker = Maker(rng, world)
    kind = rng.choice([kind for kind in ("element", "group", "agreement", "lineage") if maker.texts(kind)])
    text: dict[str, Any] = copy.deepcopy(rng.choice(maker.texts(kind)))
    text["version"] = rng.choice(["3.0.0", "1.99.0"])
    if kind == "element":
        text["regime"] = rng.choice([["ui-wage"], [], ["ferpa"]])
        text["providers"] = text["providers"][: rng.randint(0, 2)]
    elif kind == "group":
        text["elements"] = maker.some(maker.names)
    elif kind == "agreement":
        text["clauses"] = text["clauses"][: rng.randint(0, 2)]
        text["effective_through"] = "2028-06-30"
    else:
        del text["jobs"][rng.randint(0, len(text["jobs"])) :]
        text["datasets"][-1]["zone"] = rng.choice(["c2c.linkage", "public.site"])
    put(world, text)
    return kind, text["id"], text["version"]


def supposals(first_seed: int) -> Iterator[tuple[str, Snapshot, Supposed]]:
    """Yield random worlds that load, each with a change of it: a draft adopted, or a text retired."""
    for seed in count(first_seed):
        rng = Random(seed)  # noqa: S311 - worlds, not secrets
        world = random_world(rng)
        kind, id, version = revised(rng, world)
        snapshot = load_documents(world).snapshot
        if snapshot is None:
            continue
        retires = rng.random() < 0.25
        text = next(t for t in family_of(snapshot, kind, id) if str(t.version) == version)
        if retires:
            text = _adopted_one(rng, snapshot) or text
        supposed = Supposed(text=text, retires=retires, base=None, on=ON, effective=ON)
        yield f"seed {seed}: {text} {'retired' if retires else 'adopted'}", snapshot, supposed


def _adopted_one(rng: Random, snapshot: Snapshot) -> Text[Any] | None:
    families = [getattr(snapshot, name) for name in FAMILIES.values()]
    texts = [text for family in families for versions in family.values() for text in versions]
    adopted = [text for text in texts if is_adopted(snapshot, text)]
    return rng.choice(adopted) if adopted else None


def whole_difference(before: Inspection, after: Inspection) -> tuple[Counter[Finding], Counter[Finding]]:
    """Return what goes away and what appears when both catalogs are checked whole."""
    old, new = (Counter(check(one.snapshot, one.day, as_known=one.known.as_known)) for one in (before, after))
    return old - new, new - old


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_within_the_scope_of_a_change_the_same_appears_and_goes_away(block: int) -> None:
    differing = 0
    for told, before, supposed in islice(supposals(1000 * block), WORLDS):
        after = with_decision(before, supposed, body=before.bodies["gb"])  # type: ignore[index]  # ids are text
        kind, id = supposed.text.kind, supposed.text.id
        table = table_of(before, ON)
        beside = table_of(after, ON) if kind == "lineage" else table_beside(table, after, ON)
        states = (
            Inspection(snapshot=before, day=ON, table=table),
            Inspection(snapshot=after, day=ON, table=beside),
        )
        scope = scope_of(*states, kind=kind, id=id)
        gone, come = check_both(*(replace(one, scope=scope) for one in states))
        fresh = replace(after, derived={})
        whole = whole_difference(states[0], Inspection(snapshot=fresh, day=ON, table=table_of(fresh, ON)))
        supposed_file = f"meetings/decisions/gb/{ON.year}/9999.yaml"
        assert [one for one in gone if one not in whole[0]] == [], told
        assert Counter(gone) == whole[0], told
        assert _without(come, supposed_file) == _without(whole[1].elements(), supposed_file), told
        differing += bool(gone or _without(come, supposed_file))
    assert differing > WORLDS // 2


def _without(findings: Any, file: str) -> Counter[Finding]:
    return Counter(one for one in findings if one.file != file)
