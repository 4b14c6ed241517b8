"""Policy questions: answerable when all they need may flow, and else whose consent is missing."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from catalog.rules.checks.use_cases import answerable
from catalog.services.opening import open_snapshot
from catalog.services.questions.answering import answer, answer_all
from catalog.store.reading import load_documents
from tests.builders import Doc, enact, snapshot_of, world_of
from tests.worlds import World, agreement, element, permit, random_request, random_world

ON = date(2026, 8, 1)


def asking(world: World, *needs: str, **more: Any) -> World:
    """Put a policy question that needs these items in the hub's linkage zone."""
    case: Doc = {"id": "q", "title": "A question", "question": "Does it?", "needs": list(needs)}
    case |= {"recipient": "c2c", "purpose": "evaluation", "zone": "c2c.linkage", "form": "identified", **more}
    world["definitions/use-cases.yaml"] = {"kind": "use-cases", "use_cases": [case]}
    return world


def lacks(world: World) -> dict[str, list[str]]:
    snapshot = snapshot_of(world)
    found = answer(snapshot, snapshot.use_cases["q"], on=ON, as_known=ON)
    return {consent: list(items) for consent, items in found.lacks.items() if items}


def test_it_is_answerable_where_all_it_needs_may_flow() -> None:
    world = asking(world_of(agreement("load", [permit()])), "cde:k12.ssid")
    snapshot = snapshot_of(world)
    found = answer(snapshot, snapshot.use_cases["q"], on=ON, as_known=ON)
    assert found.answerable
    assert found.clauses == ("load@1.0.0#load",)
    assert lacks(world) == {}


def test_each_consent_that_is_missing_is_told_for_what_it_is_missing() -> None:
    other = {"basis": "audit", "written_elements": {"designates": "§"}}
    fields = {"elements": ["k12.ssid", "wage.quarterly"]}
    law = permit("law", purposes=["research"], fields=fields)
    texts = [element("wage.quarterly", regime=["ui-wage"]), element("k12.grade")]
    world = world_of(*texts, agreement("load", [permit(), law], legal_bases=[other]))
    needs = ["cde:k12.ssid", "cde:k12.grade", "cde:wage.quarterly"]
    assert lacks(asking(world, *needs)) == {
        "provider": ["cde:k12.grade", "cde:wage.quarterly"],
        "law": ["cde:k12.grade", "cde:wage.quarterly"],
    }
    fields["elements"].append("he.degree")
    late = world_of(agreement("load", [permit(fields={"elements": ["k12.ssid"]})]))
    world = asking(late, "cde:he.degree")
    enact(world, element("he.degree"), "2026-09-01")
    assert lacks(world) == {
        "board": ["cde:he.degree"],
        "provider": ["cde:he.degree"],
        "law": ["cde:he.degree"],
    }


def test_a_question_that_needs_what_nobody_knows_is_not_answerable() -> None:
    world = asking(world_of(agreement("load", [permit()])), "cde:no.such")
    snapshot = snapshot_of(world)
    found = answer(snapshot, snapshot.use_cases["q"], on=ON, as_known=ON)
    assert not found.answerable
    assert [reason.code for reason in found.needs[0].reasons] == ["unknown-item"]


def test_the_reference_questions_are_answered_as_the_check_does(root: Path) -> None:
    snapshot = open_snapshot(root)
    on = date(2026, 11, 21)
    found = answer_all(snapshot, on=on, as_known=on)
    assert len(found) == len(snapshot.use_cases)
    for one in found:
        assert one.answerable == answerable(snapshot, one.case, on=on, as_known=on)
        assert one.answerable != any(one.lacks.values())
    missing = {one.case.id: {c for c, items in one.lacks.items() if items} for one in found}
    assert missing["earnings-after-college"] == {"board", "provider"}
    assert missing["family-resources"] == {"provider", "law"}


@pytest.mark.parametrize("seed", range(8))
def test_a_derived_item_lacks_what_its_sources_lack(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = random_world(rng)
    request = random_request(rng, world)
    items = [doc for doc in world.values() if isinstance(doc, dict) and doc["kind"] == "lineage"]
    names = [f"{d['id']}.{f['name']}" for doc in items for d in doc["datasets"] for f in d["fields"]]
    asking(world, *dict.fromkeys(names), sender="c2c", zone=str(request.get("zone", "c2c.linkage")))
    if "nobody" in str(world["definitions/use-cases.yaml"]):
        return
    loaded = load_documents(world)
    if loaded.snapshot is None:
        return
    found = answer(loaded.snapshot, loaded.snapshot.use_cases["q"], on=ON, as_known=ON)
    for need in found.needs:
        of_sources = {consent for source in need.sources for consent in source.lacks}
        assert of_sources <= set(need.lacks)
        if need.sources and not need.reasons:
            assert of_sources == set(need.lacks)
