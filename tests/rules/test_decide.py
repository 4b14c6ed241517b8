"""Laws that hold in every world, whatever its clauses say; and what ``decide`` keeps."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.records.flow import FlowRequest
from catalog.records.ids import PurposeId
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import _hear, decide, permits
from catalog.rules.flows.items import Asked, ask
from catalog.rules.flows.table import Kept, table_of
from catalog.services.requests import read_request
from catalog.store.reading import load_documents
from tests.builders import KNOWN, answer, asked, enact, request_of, rewritten, snapshot_of, world_of
from tests.oracle import FORMS
from tests.worlds import (
    PARENTS,
    PARTNERS,
    PURPOSES,
    TODAY,
    ZONES,
    Maker,
    World,
    agreement,
    day_after,
    element,
    permit,
    random_request,
    random_world,
)

Doc = dict[str, Any]

ASKED = 12
LISTS = {
    *("from", "to", "purposes", "zones", "forms", "elements", "groups", "except", "onward", "clauses"),
    *("parties", "legal_bases", "providers", "regime", "datasets", "fields", "jobs", "outputs", "inputs"),
}

laws = settings(max_examples=25)
seeds = st.integers(min_value=0, max_value=10**9)


def sound_world(rng: Random) -> World:
    """Return a random world that loads."""
    while True:
        world = random_world(rng)
        if load_documents(world).snapshot is not None:
            return world


def requests_to(rng: Random, world: World, count: int = ASKED) -> Iterator[Doc]:
    """Return random requests to a world, with both days stated."""
    for _ in range(count):
        yield {"on": TODAY, "as_known": TODAY, **random_request(rng, world)}


def permitted_requests(rng: Random, world: World, snapshot: Snapshot) -> list[FlowRequest]:
    """Return those of some random requests that are permitted."""
    read = [request for one in requests_to(rng, world, 2 * ASKED) for request in [_read(one)] if request]
    return [request for request in read if decide(snapshot, request).permitted]


def _read(request: Doc) -> FlowRequest | None:
    found = read_request(request, today=request_of(asked()).on)
    return found if isinstance(found, FlowRequest) else None


def _shuffled(rng: Random, value: Any, name: str = "") -> Any:
    """Return a value with its keys in another order, and the lists of which the order says nothing."""
    if isinstance(value, dict):
        return {key: _shuffled(rng, value[key], key) for key in rng.sample(sorted(value), len(value))}
    if isinstance(value, list):
        mixed = [_shuffled(rng, one) for one in value]
        return rng.sample(mixed, len(mixed)) if name in LISTS else mixed
    return value


@laws
@given(seeds)
def test_the_order_of_files_clauses_and_lists_never_matters(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)

    def shuffle(text: Doc) -> None:
        text.update(_shuffled(rng, text))

    other = rewritten(world, shuffle)
    paths = rng.sample(sorted(other), len(other))
    before, after = snapshot_of(world), snapshot_of({path: other[path] for path in paths})
    for request in requests_to(rng, world):
        one, two = answer(before, request), answer(after, request)
        assert replace(one.verdict, reasons=()) == replace(two.verdict, reasons=())
        told = [[(r.code, r.source, r.clause) for r in found.verdict.reasons] for found in (one, two)]
        assert sorted(told[0], key=str) == sorted(told[1], key=str)


@laws
@given(seeds)
def test_one_more_forbid_never_permits_more(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    more = deepcopy(world)
    enact(more, agreement("more", [{"id": "never", **Maker(rng, world).forbid()}]))
    before, after = snapshot_of(world), snapshot_of(more)
    for request in requests_to(rng, world):
        stopped = answer(after, request)
        assert answer(before, request).permitted or not stopped.permitted
        if answer(before, request).permitted and not stopped.permitted:
            assert {clause for _, clause in stopped.verdict.forbidden_by} == {"more@1.0.0#never"}


@laws
@given(seeds)
def test_one_more_permit_never_refuses(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    clause = Maker(rng, world).permit(["cde", "uni", "edd"])

    def add(text: Doc) -> None:
        if text["kind"] == "agreement":
            text["clauses"].append({**deepcopy(clause), "id": "more"})

    before, after = snapshot_of(world), snapshot_of(rewritten(world, add))
    for request in permitted_requests(rng, world, before):
        assert decide(after, request).permitted
        old, new = decide(before, request).verdict, decide(after, request).verdict
        assert all(set(clauses) <= set(dict(new.permitted_by)[s]) for s, clauses in old.permitted_by)


@laws
@given(seeds)
def test_one_more_input_never_permits_more(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)

    def add(text: Doc) -> None:
        if text["kind"] == "lineage":
            output = rng.choice(text["jobs"][0]["outputs"])
            source = text["datasets"][0]
            name = f"{source['id']}.{rng.choice(source['fields'])['name']}"
            output["inputs"].append({"field": name, "type": "INDIRECT", "subtype": "FILTER"})

    before, after = snapshot_of(world), snapshot_of(rewritten(world, add))
    for request in requests_to(rng, world, 2 * ASKED):
        old, new = answer(before, request), answer(after, request)
        known = "unknown-item" not in {reason.code for reason in old.verdict.reasons}
        assert old.permitted or not new.permitted or not known


@laws
@given(seeds)
def test_a_purpose_narrower_than_a_permitted_one_is_permitted(seed: int) -> None:
    # A forbid that overlaps the narrower purpose overlaps the broader one as well.
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    snapshot = snapshot_of(world)
    for request in permitted_requests(rng, world, snapshot):
        for name in PURPOSES:
            if PARENTS.get(name, {}).get("parent") == request.purpose:
                assert decide(snapshot, replace(request, purpose=PurposeId(name))).permitted


@laws
@given(seeds)
def test_a_less_identifiable_form_of_a_permitted_source_is_permitted(seed: int) -> None:
    # So long as each regime that protects a form protects the more identifiable ones too.
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    snapshot = snapshot_of(world)
    for request in permitted_requests(rng, world, snapshot):
        for form in FORMS[: FORMS.index(request.form or "identified")] if ":" in request.item else ():
            assert decide(snapshot, replace(request, form=form)).permitted  # type: ignore[arg-type]  # a form


@laws
@given(seeds)
def test_more_evidence_and_more_able_callers_are_never_refused(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    snapshot = snapshot_of(world)
    for request in permitted_requests(rng, world, snapshot):
        more = replace(request, min_cell=(request.min_cell or 0) + 9, irb="approved", can_enforce=None)
        assert decide(snapshot, more).permitted
        assert permits(snapshot, more)


@laws
@given(seeds)
def test_a_former_id_asks_for_what_it_has_become(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    snapshot = snapshot_of(world)
    former = {str(now): str(old) for old, now in snapshot.former.items()}

    def rename(text: Doc) -> None:
        for clause in text.get("clauses", []) if text["kind"] == "agreement" else []:
            for key in ("elements", "except"):
                listed = clause.get("fields", {}) if clause.get("fields") != "any" else {}
                if key in listed:
                    listed[key] = [former.get(name, name) for name in listed[key]]

    renamed = snapshot_of(rewritten(world, rename))
    for request in requests_to(rng, world):
        assert answer(snapshot, request).verdict == answer(renamed, request).verdict
        partner, _, name = str(request.get("item")).partition(":")
        if name in former and partner in PARTNERS:
            old = {**request, "item": f"{partner}:{former[name]}"}
            assert answer(snapshot, request).verdict == answer(snapshot, old).verdict


@laws
@given(seeds)
def test_an_agreement_about_something_else_changes_nothing(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    more = deepcopy(world)
    enact(more, element("other.thing", providers=[{"partner": "edd", "from": "2017-07-01"}]))
    listed: Doc = {"from": ["edd"], "fields": {"elements": ["other.thing"]}}
    clauses = [permit(**listed), {"id": "never", "effect": "forbid", "purposes": ["aid"], **listed}]
    parties = [{"partner": "edd", "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    enact(more, agreement("other", clauses, parties=parties))
    before, after = snapshot_of(world), snapshot_of(more)
    for request in requests_to(rng, world):
        assert answer(before, request).verdict == answer(after, request).verdict


@laws
@given(seeds)
def test_what_is_recorded_later_changes_no_earlier_answer(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    more = deepcopy(world)
    enact(more, agreement("more", [Maker(rng, world).forbid() | {"id": "never"}]), day_after(TODAY))
    before, after = snapshot_of(world), snapshot_of(more)
    for request in requests_to(rng, world):
        assert answer(before, request).verdict == answer(after, request).verdict


@laws
@given(seeds)
def test_yes_or_no_is_the_same_however_it_is_asked_and_how_often(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - worlds, not secrets
    world = sound_world(rng)
    snapshot = snapshot_of(world)
    given_requests = [request for one in requests_to(rng, world) for request in [_read(one)] if request]
    first = [permits(snapshot, request) for request in given_requests]
    assert first == [decide(snapshot, request).permitted for request in given_requests]
    assert first == [permits(snapshot, request) for request in given_requests]


def test_every_dimension_of_a_request_counts_when_an_answer_is_kept() -> None:
    clause = permit(conditions={"min_cell": 11, "irb": "approved", "no_reidentification": True})
    snapshot = snapshot_of(world_of(agreement("a", [clause])))
    evident = asked(evidence={"min_cell": 11, "irb": "approved"})
    assert decide(snapshot, request_of(evident)).permitted
    differing: list[Doc] = [{"recipient": p} for p in PARTNERS if p != "c2c"]
    differing += [{"zone": zone} for zone in ZONES if zone != "c2c.linkage"]
    differing += [{"purpose": "research"}, {"sender": "uni"}, {"item": "uni:k12.ssid"}, {"can_enforce": []}]
    differing += [{"evidence": {"min_cell": 11}}, {"evidence": {"irb": "approved", "min_cell": 10}}]
    differing += [{"on": "2027-07-01"}, {"as_known": "2025-01-14"}]
    for more in differing:
        assert not decide(snapshot, request_of({**evident, **more})).permitted
        assert not permits(snapshot, request_of({**evident, **more}))
    assert permits(snapshot, request_of(evident))


def test_the_forbids_of_an_answer_stand_in_the_order_of_their_citations() -> None:
    forbids = [{"id": name, "effect": "forbid"} for name in ("c", "a", "b")]
    snapshot = snapshot_of(world_of(agreement("a", [permit(), *forbids])))
    found = decide(snapshot, request_of(asked()))
    assert [clause for _, clause in found.verdict.forbidden_by] == [f"a@1.0.0#{name}" for name in "abc"]


def test_an_answer_says_what_it_was_asked_of_and_when() -> None:
    snapshot = snapshot_of(world_of(agreement("a", [permit()])))
    found = decide(snapshot, request_of(asked()))
    assert found.catalog == snapshot.digest
    assert (found.on.isoformat(), found.as_known.isoformat()) == ("2026-08-01", KNOWN)


def test_a_form_that_lineage_does_not_attest_is_named_in_words() -> None:
    source = {"name": "s", "provider": "cde", "element": "k12.ssid"}
    datasets = [{"id": "src", "zone": "c2c.linkage", "fields": [source]}]
    graph = {"kind": "lineage", "id": "g", "version": "1.0.0", "datasets": datasets, "jobs": []}
    snapshot = snapshot_of(world_of(agreement("a", [permit()]), graph))
    [reason] = decide(snapshot, request_of(asked(item="src.s", form="aggregate"))).verdict.reasons
    assert reason.detail == "lineage attests this item as identified, not as aggregate"


def test_nothing_is_said_of_near_clauses_where_one_permits() -> None:
    clauses = [permit(), permit("other", zones=["cde.source"])]
    snapshot = snapshot_of(world_of(agreement("a", clauses)))
    request = request_of(asked())
    table = table_of(snapshot, request.as_known)
    found = ask(table, request)
    assert isinstance(found, Asked)
    assert _hear(table, request, lane=found.lanes[0], asked=found).failed == ()


def test_so_many_answers_are_kept_and_then_it_starts_afresh() -> None:
    kept: Kept[int] = Kept(2)
    assert [kept.keep((number,), number) for number in (1, 2)] == [1, 2]
    assert kept == {(1,): 1, (2,): 2}
    kept.keep((3,), 3)
    assert kept == {(3,): 3}


def test_an_answer_is_worked_out_once() -> None:
    snapshot = snapshot_of(world_of(agreement("a", [permit()])))
    request = request_of(asked())
    assert decide(snapshot, request).verdict is decide(snapshot, request).verdict
    assert permits(snapshot, request)
    openings = table_of(snapshot, request.as_known).openings
    keys = ("item", "sender", "recipient", "purpose", "zone", "form")
    assert list(openings) == [tuple(asked().get(key) for key in keys)]
    openings[next(iter(openings))] = ()
    assert not permits(snapshot, request)
