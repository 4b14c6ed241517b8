"""Why a flow may happen: the answer, with the chain behind every clause that it speaks of."""

from pathlib import Path
from random import Random

from catalog.rules.decide import decide
from catalog.services.opening import open_snapshot
from catalog.services.partners.explaining import explain
from catalog.services.requests import read_request
from catalog.store.reading import load_documents
from tests.builders import asked, request_of, snapshot_of, world_of
from tests.worlds import TODAY, agreement, permit, random_request, random_world


def test_a_permit_leads_to_signatures_vote_and_minutes(root: Path) -> None:
    request = request_of(
        {
            "item": "cde:k12.ssid",
            "recipient": "c2c",
            "purpose": "linkage",
            "zone": "c2c.linkage",
            "on": "2026-11-21",
            "as_known": "2026-11-21",
        }
    )
    found = explain(open_snapshot(root), request)
    (clause,) = found.clauses
    assert (clause.role, clause.status, clause.version) == ("permits", "in force", "1.0.0")
    assert [signed.partner for signed in clause.chain.signatures] == ["c2c", "cde"]
    assert clause.chain.adopted is not None
    assert clause.chain.adopted.decision == "c2c-gb/2025/0009"
    assert clause.clause is not None
    assert [one.id for one in clause.clause.purposes or ()] == ["linkage"]
    (source,) = found.sources
    assert (source.version, source.permitted_by) == ("1.0.0", (clause.chain.clause,))
    assert source.adopted is not None


def test_a_refusal_shows_what_forbids_and_what_comes_nearest() -> None:
    ban = {"id": "none", "effect": "forbid", "from": ["cde"], "purposes": ["evaluation"]}
    snapshot = snapshot_of(world_of(agreement("load", [permit()]), agreement("bans", [ban])))
    found = explain(snapshot, request_of(asked(zone="uni.enclave")))
    assert [(one.chain.clause, one.role) for one in found.clauses] == [
        ("bans@1.0.0#none", "forbids"),
        ("load@1.0.0#load", "nearest"),
    ]
    assert [reason.code for reason in found.clauses[1].reasons] == ["zone-not-covered"]


def test_what_is_no_question_has_reasons_and_no_chain() -> None:
    snapshot = snapshot_of(world_of(agreement("load", [permit()])))
    found = explain(snapshot, request_of(asked(item="cde:nothing", recipient="nobody")))
    assert {reason.code for reason in found.other} == {"unknown-item", "unknown-partner"}
    assert (found.clauses, found.sources, found.wanted) == ((), (), ())


def test_every_answer_is_told_whole() -> None:
    for seed in range(25):
        rng = Random(seed)  # noqa: S311 - worlds, not secrets
        world = random_world(rng)
        loaded = load_documents(world)
        if loaded.snapshot is None:
            continue
        for _ in range(10):
            request = read_request(random_request(rng, world), today=request_of(asked(), today=TODAY).on)
            if isinstance(request, str):
                continue
            found = explain(loaded.snapshot, request)
            verdict = decide(loaded.snapshot, request).verdict
            assert found.decision.verdict == verdict
            told = [reason.code for reason in found.other]
            told += [reason.code for one in found.clauses for reason in one.reasons]
            assert set(told) == {reason.code for reason in verdict.reasons}
            cited = {one.chain.clause for one in found.clauses if one.role == "permits"}
            assert cited == {clause for _, clauses in verdict.permitted_by for clause in clauses}
