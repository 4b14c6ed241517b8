"""The smallest change of a clause: held against every small change there is, judged by the oracle."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from catalog.records.agreement import Agreement
from catalog.services.partners.smallest_change import MOST_WEIGHED, Changes, smallest_changes
from catalog.store.reading import load_documents
from tests import oracle
from tests.builders import asked, request_of, snapshot_of, world_of
from tests.flows import small_world
from tests.services.partners.amendments import smallest
from tests.worlds import (
    PARTNERS,
    PURPOSES,
    ZONES,
    Maker,
    World,
    adopt,
    agreement,
    day_after,
    element,
    event,
    permit,
    put,
)

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
    named = {**ask, "known": known, "item": _resolved(world, ask["item"])}
    if found.permitted:
        assert oracle.may_flow(world, {**ask, "as_known": known}, DECIDED).permitted
        return "permitted"
    if any(one.kind == "forbidden" for one in found.hindrances):
        provider, _, name = named["item"].partition(":")
        forbids = oracle.Catalog(world, known).forbids(provider, name, named)
        assert {one.of for one in found.hindrances if one.kind == "forbidden"} == forbids
        assert not found.changes
        return "forbidden"
    return check_size(world, named, found, most=most, seed=seed)


def check_size(world: World, ask: Doc, found: Changes, *, most: int, seed: int) -> str:
    """Hold what was found against every change of up to ``most`` edits."""
    size, changes = smallest(world, ask, DECIDED, most=most)
    if found.size is None or found.size > most:
        assert size is None, (seed, changes, found.hindrances)
        return "hindered" if found.hindrances else "large"
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


@pytest.mark.slow
def test_no_smaller_change_permits_and_no_other_of_its_size() -> None:
    seeds = [1, 3, 4, 5, 7, 10, 11, 15, 19, 20, 23, 28, 31, 34, 38]
    outcomes = [compare(seed, most=1) for seed in seeds]
    assert {"permitted", "hindered", "size 0", "size 1", "large"} <= set(outcomes)


def test_a_term_is_drawn_out_to_the_day_and_no_further() -> None:
    found = found_in(world_of(agreement("load", [permit()])), asked(on="2028-01-01", as_known=DECIDED))
    (change,) = found.changes
    assert [edit.document() for edit in change.edits] == [
        {"dimension": "term-end", "old": "2027-06-30", "new": "2028-01-01"}
    ]
    assert (str(change.becomes), change.voted, change.signed_by) == ("1.1.0", True, ("cde", "c2c"))
    assert change.opens is not None
    assert change.opens > 0


def test_of_changes_of_one_size_the_one_that_opens_least_stands_first() -> None:
    wide = permit("wide", fields={"elements": ["k12.ssid", "k12.grade"]}, purposes=["evaluation", "research"])
    world = world_of(element("k12.grade"), agreement("load", [wide, permit("narrow")]))
    found = found_in(world, asked(zone="uni.enclave", as_known=DECIDED))
    assert [change.clause for change in found.changes] == ["load@1.0.0#narrow", "load@1.0.0#wide"]
    assert (found.changes[0].opens or 0) < (found.changes[1].opens or 0)


def test_a_whole_row_of_redisclosure_is_three_changes() -> None:
    world = world_of(agreement("load", [permit()]))
    more = {"sender": "c2c", "recipient": "uni", "zone": "uni.enclave", "form": "aggregate"}
    found = found_in(world, asked(as_known=DECIDED, **more))
    assert found.size == 3
    (change,) = found.changes
    assert change.place.row == "new"
    assert {edit.dimension for edit in change.edits} == {"recipient", "zone", "form"}


def test_a_basis_is_added_or_completed_and_a_law_that_covers_nothing_is_said() -> None:
    basis: Doc = {"basis": "wage", "written_elements": {}}
    text = element("wage.quarterly", regime=["ui-wage"])
    clause = permit(fields={"elements": ["wage.quarterly"]}, purposes=["research", "commercial"])
    ask = asked(item="cde:wage.quarterly", purpose="research", as_known=DECIDED)
    without = found_in(world_of(text, agreement("load", [clause], legal_bases=[])), ask)
    assert sorted(edit.new or "" for one in without.changes for edit in one.edits) == ["study", "wage"]
    incomplete = found_in(world_of(text, agreement("load", [clause], legal_bases=[basis])), ask)
    dimensions = {edit.dimension for one in incomplete.changes for edit in one.edits}
    assert dimensions == {"basis", "written-elements"}
    world = world_of(text, agreement("load", [clause], legal_bases=[]))
    legal: Any = world["definitions/legal-bases.yaml"]
    legal["bases"] = [one for one in legal["bases"] if one["id"] != "study"]
    refused = found_in(world, {**ask, "purpose": "commercial"})
    assert [(one.kind, one.of) for one in refused.hindrances] == [("law", "ui-wage")]
    assert not refused.changes


def test_a_promise_to_the_public_is_said_and_never_broken_for_a_change() -> None:
    world = world_of(agreement("load", [permit()]))
    never = {"recipients": ["public"], "forms": ["identified"]}
    promises = [{"id": "no-names", "title": "No names in public", "never": never}]
    world["definitions/promises.yaml"] = {"kind": "promises", "promises": promises}
    found = found_in(world, asked(recipient="public", as_known=DECIDED))
    assert [(one.kind, one.of) for one in found.hindrances] == [("promise", "no-names")]
    widening = found_in(world, asked(recipient="public", form="aggregate", as_known=DECIDED))
    assert "no-names" in widening.vows
    assert all(change.place.row == "new" for change in widening.changes)


def test_evidence_that_would_do_is_told_before_a_weaker_condition() -> None:
    world = world_of(agreement("load", [permit(conditions={"min_cell": 20})]))
    found = found_in(world, asked(evidence={"min_cell": 11}, as_known=DECIDED))
    assert [one.document() for one in found.wanted] == [{"min_cell": 20}]
    (change,) = found.changes
    assert [(edit.dimension, edit.old, edit.new) for edit in change.edits] == [("min-cell", "20", "11")]
    assert change.opens == 0
    assert change.eases


@pytest.mark.parametrize(
    "kind,more",
    [
        ("past-day", {"on": "2026-05-31"}),
        ("not-a-supplier", {"item": "uni:k12.ssid"}),
        ("not-adopted", {"item": "cde:k12.grade"}),
        ("no-question", {"item": "cde:nothing"}),
        ("no-agreement", {"item": "edd:he.degree"}),
    ],
)
def test_what_no_clause_can_help_is_said_instead(kind: str, more: Doc) -> None:
    degree = element("he.degree", providers=[{"partner": "edd", "from": "2017-07-01"}])
    world = world_of(degree, agreement("load", [permit()]))
    put(world, element("k12.grade"))
    found = found_in(world, asked(recipient="uni", as_known=DECIDED) | more)
    assert [one.kind for one in found.hindrances] == [kind]
    assert not found.changes


@pytest.mark.parametrize(
    "kind,more", [("terminated", {"effective_from": DECIDED}), ("suspended", {"from": DECIDED})]
)
def test_an_agreement_that_is_ended_or_paused_is_not_amended(kind: str, more: Doc) -> None:
    world = world_of(agreement("load", [permit()]))
    event(world, "load", kind, "2026-05-01", **more)
    found = found_in(world, asked(zone="uni.enclave", as_known=DECIDED))
    assert [one.document() for one in found.hindrances] == [{"kind": kind, "of": "load", "detail": ""}]


def test_an_adopted_text_that_waits_for_a_signature_needs_no_vote() -> None:
    world = world_of()
    adopt(world, put(world, agreement("load", [permit()])))
    event(world, "load", "signed", "2025-01-20", version="1.0.0", partner="cde")
    (change,) = found_in(world, asked(as_known=DECIDED)).changes
    assert (change.edits, change.voted, change.signed_by, change.stands) == ((), False, ("c2c",), True)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_no_smaller_change_permits_in_many_worlds(block: int) -> None:
    outcomes = [compare(1000 * (block + 1) + seed, most=2) for seed in range(15)]
    assert "size 1" in outcomes


def test_what_a_change_of_a_very_large_clause_opens_is_not_counted() -> None:
    names = [f"k12.e{number}" for number in range(MOST_WEIGHED)]
    clause = permit(fields={"elements": ["k12.ssid", *names]})
    world = world_of(*map(element, names), agreement("load", [clause]))
    (change,) = found_in(world, asked(zone="uni.enclave", as_known=DECIDED)).changes
    assert (change.opens, change.eases, change.fields) == (None, None, MOST_WEIGHED + 1)
