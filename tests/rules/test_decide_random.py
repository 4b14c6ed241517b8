"""Random worlds: the rules answer every request as the independent oracle does.

A world that refers to a field that is nowhere does not load, and so permits nothing; such worlds are few.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from random import Random
from typing import Any

import pytest

from catalog.records.flow import FlowDecision, FlowRequest
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import permits
from catalog.services.requests import read_request
from catalog.store.reading import load_documents
from tests import oracle
from tests.builders import CODES, answer, said, withheld
from tests.worlds import TODAY, World, random_request, random_world

Doc = dict[str, Any]

REQUESTS = 20
FEW_WORLDS = 28
WORLDS = 64
BLOCKS = 16


@dataclass
class Tally:
    """What was compared, and how much of it was permitted."""

    requests: int = 0
    permits: int = 0
    unloaded: int = 0
    codes: set[str] = field(default_factory=set)


def compare(first_seed: int, *, worlds: int) -> Tally:
    """Compare the rules with the oracle on requests to so many random worlds that load."""
    tally = Tally()
    for seed in count(first_seed):
        if tally.requests == worlds * REQUESTS:
            break
        rng = Random(seed)  # noqa: S311 - worlds, not secrets
        world = random_world(rng)
        loaded = load_documents(world)
        if loaded.snapshot is None:
            assert {finding.code for finding in loaded.findings} == {"unknown-reference"}
            assert all(".gone`" in finding.message for finding in loaded.findings)
            tally.unloaded += 1
            continue
        for number in range(REQUESTS):
            request = random_request(rng, world)
            _compare_one(world, loaded.snapshot, request, told_by=f"seed {seed}, request {number}")
            tally.requests += 1
            found = answer(loaded.snapshot, request, today=TODAY)
            tally.permits += found.permitted
            tally.codes |= {reason.code for reason in found.verdict.reasons}
    return tally


def _compare_one(world: World, snapshot: Snapshot, request: Doc, *, told_by: str) -> None:
    found, expected = answer(snapshot, request, today=TODAY), oracle.may_flow(world, request, TODAY)
    assert said(found) == replace(expected, codes=set()), told_by
    codes = {reason.code for reason in found.verdict.reasons}
    assert codes <= CODES
    assert expected.codes <= codes, told_by
    assert bool(codes) != found.permitted
    assert bool(withheld(found)) != found.permitted, told_by
    asked = read_request(request, today=date.fromisoformat(TODAY))
    assert isinstance(asked, str) or permits(snapshot, asked) == expected.permitted, told_by
    if isinstance(asked, FlowRequest) and found.permitted:
        _check_consents(world, found, request, asked=asked)


def _check_consents(world: World, found: FlowDecision, request: Doc, *, asked: FlowRequest) -> None:
    """Hold the clauses, votes and bases of a permit against what the world says."""
    document: Any = found.document()
    consents, known = document["consents"], oracle.Catalog(world, asked.as_known.isoformat())
    cited = {clause for entry in document["permitted_by"] for clause in entry["clauses"]}
    assert set(consents["provider"]["clauses"]) == cited
    agreements = [a for a in known.texts("agreement") if any(c in cited for c in oracle.citations(a))]
    names = {entry["source"].partition(":")[2] for entry in document["permitted_by"]}
    elements = [known.current("element", name, asked.on.isoformat()) for name in names]
    adopted = {("agreement", a["id"], a["version"]) for a in agreements}
    adopted |= {("element", e["id"], e["version"]) for e in elements if e}
    votes: Any = [world[f"meetings/decisions/{record}.yaml"] for record in consents["board"]["records"]]
    objects = [effect["object"] for vote in votes for effect in vote["effects"] if effect["op"] == "adopt"]
    assert sorted(objects) == sorted(f"{kind}:{name}@{version}" for kind, name, version in adopted)
    assert consents["board"]["legacy"] is True
    _check_bases(known, agreements, found=found, request=request)


def _check_bases(known: oracle.Catalog, agreements: list[Doc], *, found: FlowDecision, request: Doc) -> None:
    bases = set(found.verdict.consents.bases)
    assert bases <= {listed["basis"] for text in agreements for listed in text["legal_bases"]}
    if ":" in request["item"]:
        name = known.element_id(request["item"].partition(":")[2])
        element: Any = known.current("element", name, found.on.isoformat())
        legal: Any = known.world["definitions/legal-bases.yaml"]
        form = request.get("form", "identified")
        protecting = {regime["id"] for regime in legal["regimes"] if form in regime["protects"]}
        covered = {regime for basis in legal["bases"] if basis["id"] in bases for regime in basis["covers"]}
        assert protecting & set(element["regime"]) <= covered
        assert bool(bases) == bool(protecting & set(element["regime"]))


def test_the_rules_answer_as_the_oracle_does() -> None:
    tally = compare(1_000_000, worlds=FEW_WORLDS)
    assert tally.permits > tally.requests / 5
    assert tally.unloaded < FEW_WORLDS / 5


@pytest.mark.slow
@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_rules_answer_as_the_oracle_does_in_many_worlds(block: int) -> None:
    tally = compare(block * 1000, worlds=WORLDS)
    assert tally.requests * BLOCKS >= 20_000
    assert tally.unloaded <= WORLDS / 5
    assert tally.permits > tally.requests / 5
    assert len(tally.codes) > len(CODES) / 2
