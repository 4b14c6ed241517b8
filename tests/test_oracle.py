"""What holds the oracle itself: each flow case as a tiny world, and random worlds that are not all alike."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests import oracle, worlds
from tests.canonical import canonical, digest
from tests.worlds import World, adopt, agreement, element, event, permit, put

Doc = dict[str, Any]

TODAY = "2027-03-01"
ROW = {"to": ["uni"], "zones": ["uni.enclave"], "forms": ["identified"]}
NEVER = {"id": "never", "effect": "forbid"}


def world(*texts: Doc, on: str = worlds.LONG_AGO) -> World:
    """A world of ``k12.ssid`` and these texts, all adopted, and signed by all, on one day."""
    found = worlds.vocabulary()
    first = [] if any(text["id"] == "k12.ssid" for text in texts) else [element("k12.ssid")]
    for text in [*first, *texts]:
        adopt(found, put(found, text), on)
        sign(found, text, on)
    return found


def sign(found: World, text: Doc, on: str = worlds.LONG_AGO, *, but: str = "") -> None:
    """Sign an agreement for all its parties but one."""
    for party in text.get("parties", []):
        if party["partner"] != but:
            event(found, text["id"], "signed", on, version=text["version"], partner=party["partner"])


def group(version: str, *elements: str) -> Doc:
    return {"kind": "group", "id": "core", "version": version, "title": "Core", "elements": [*elements]}


def graph(inputs: list[Doc], *, uni: str = "he.degree", edd: str = "wage.quarterly") -> Doc:
    """A graph whose ``rates.r`` is made from ``src.cde``, ``src.uni`` and ``src.edd`` as ``inputs`` say."""
    fields = [("cde", "k12.ssid"), ("uni", uni), ("edd", edd)]
    source = [{"name": by, "provider": by, "element": name} for by, name in fields]
    names = {"src": source, "rates": [{"name": "r"}]}
    datasets = [{"id": name, "zone": "c2c.linkage", "fields": columns} for name, columns in names.items()]
    jobs = [{"id": "build", "run_by": "c2c", "outputs": [{"field": "rates.r", "inputs": inputs}]}]
    return {"kind": "lineage", "id": "g", "version": "1.0.0", "datasets": datasets, "jobs": jobs}


def made_from(name: str, subtype: str = "AGGREGATION", **more: object) -> Doc:
    kind = "INDIRECT" if subtype == "FILTER" else "DIRECT"
    return {"field": f"src.{name}", "type": kind, "subtype": subtype, **more}


def attested(yields: str, on: str = "2025-06-01") -> Doc:
    return {"yields": yields, "attested_by": "c2c", "attested_on": on, "method": "suppression-v1"}


def of(partner: str, name: str) -> Doc:
    """An element of another partner's."""
    return element(name, providers=[{"partner": partner, "from": "2017-07-01"}])


def from_(partner: str, name: str, **more: object) -> Doc:
    """An agreement of another partner's, with one permit of one element."""
    parties = [{"partner": partner, "role": "provider"}, {"partner": "c2c", "role": "recipient"}]
    clause = permit() | {"from": [partner], "fields": {"elements": [name]}, **more}
    return agreement(partner, [clause], parties=parties)


def ask(found: World, **more: object) -> oracle.Verdict:
    """Ask for ``cde:k12.ssid`` to ``c2c`` for evaluation on 2026-08-01, unless ``more`` says otherwise."""
    request: Doc = {
        "item": "cde:k12.ssid",
        "recipient": "c2c",
        "purpose": "evaluation",
        "zone": "c2c.linkage",
    }
    return oracle.may_flow(found, {**request, "on": "2026-08-01", **more}, TODAY)


def asked_onward(found: World, item: str = "rates.r", **more: object) -> oracle.Verdict:
    onward = {"sender": "c2c", "recipient": "uni", "zone": "uni.enclave"}
    return ask(found, item=item, **{**onward, **more})


def cited(verdict: oracle.Verdict) -> set[str]:
    return {citation for found in verdict.permitted_by.values() for citation in found}


def test_the_last_day_of_a_term_is_in_it() -> None:
    found = world(agreement("a", [permit()], effective_through="2026-06-30"))
    assert ask(found, on="2026-06-30").permitted
    assert not ask(found, on="2026-07-01").permitted


def test_a_missing_signature_refuses_and_a_late_one_permits_from_its_day() -> None:
    text = agreement("a", [permit()])
    found = world()
    adopt(found, put(found, text))
    sign(found, text, but="c2c")
    assert not ask(found).permitted
    event(found, "a", "signed", "2026-08-01", version="1.0.0", partner="c2c")
    assert not ask(found, on="2026-07-31").permitted
    assert ask(found, on="2026-08-01").permitted
    assert not ask(found, on="2026-08-01", as_known="2026-07-31").permitted


def test_the_next_version_replaces_a_clause_on_its_first_day() -> None:
    old, new = agreement("a", [permit()]), agreement("a", [permit()], "1.1.0", effective_from="2026-04-01")
    found = world(old, new)
    assert cited(ask(found, on="2026-03-31")) == {"a@1.0.0#load"}
    assert cited(ask(found, on="2026-04-01")) == {"a@1.1.0#load"}


def test_a_retroactive_termination_counts_from_the_day_it_was_known() -> None:
    found = world(agreement("a", [permit()]))
    event(found, "a", "terminated", "2026-05-02", effective_from="2026-03-01")
    assert ask(found, on="2026-04-01", as_known="2026-04-01").permitted
    assert not ask(found, on="2026-04-01", as_known="2026-05-02").permitted


def test_a_pinned_group_stays_and_a_forbidden_one_floats() -> None:
    clauses = [permit(fields={"groups": ["core@1.0.0"]})]
    texts = [element("k12.ssid"), element("k12.grade"), group("1.0.0", "k12.ssid")]
    texts += [group("1.1.0", "k12.ssid", "k12.grade"), agreement("a", clauses)]
    assert ask(world(*texts)).permitted
    assert not ask(world(*texts), item="cde:k12.grade").permitted
    wide = permit(fields={"elements": ["k12.ssid", "k12.grade"]})
    never = {**NEVER, "fields": {"groups": ["core@1.0.0"]}}
    found = world(*texts[:-1], agreement("a", [wide, never]))
    assert ask(found, item="cde:k12.grade").forbidden_by == {("cde:k12.grade", "a@1.0.0#never")}


@pytest.mark.parametrize(
    "purpose,permitted",
    [("evaluation.program", True), ("site", True), ("aid", True), ("evaluation", False), ("research", False)],
)
def test_a_permit_covers_narrower_purposes_alone(purpose: str, *, permitted: bool) -> None:
    found = world(agreement("a", [permit(purposes=["evaluation.program"])]))
    assert ask(found, purpose=purpose).permitted is permitted


@pytest.mark.parametrize("purpose,permitted", [("evaluation", False), ("aid", False), ("site", True)])
def test_a_forbid_on_a_narrow_purpose_bites_the_broad_one(purpose: str, *, permitted: bool) -> None:
    found = world(agreement("a", [permit(), {**NEVER, "purposes": ["aid"]}]))
    assert ask(found, purpose=purpose).permitted is permitted


def test_an_exception_is_local_to_its_clause() -> None:
    fields = {"elements": ["k12.ssid"], "except": ["k12.ssid"]}
    found = world(agreement("a", [permit(fields=fields)]), agreement("b", [permit()]))
    assert ask(found).permitted
    assert cited(ask(found)) == {"b@1.0.0#load"}


def test_a_join_flows_onward_when_both_providers_permit_it() -> None:
    texts = [of("uni", "he.degree"), of("edd", "wage.quarterly"), from_("uni", "he.degree", onward=[ROW])]
    texts += [graph([made_from("cde", "IDENTITY"), made_from("uni", "IDENTITY")])]
    refused = asked_onward(world(*texts, agreement("a", [permit()])))
    assert not refused.permitted
    assert refused.permitted_by == {"uni:he.degree": {"uni@1.0.0#load"}}
    assert asked_onward(world(*texts, agreement("a", [permit(onward=[ROW])]))).permitted


def test_a_recipient_of_a_row_sends_nothing_on() -> None:
    row = {"to": ["edd"], "zones": ["uni.enclave"], "forms": ["identified"]}
    found = world(agreement("a", [permit(onward=[ROW, row])]))
    assert ask(found).permitted
    assert asked_onward(found, "cde:k12.ssid").permitted
    assert not asked_onward(found, "cde:k12.ssid", sender="uni", recipient="edd").permitted


def test_a_keyed_hash_is_pseudonymous() -> None:
    texts = [
        of("uni", "he.degree"),
        of("edd", "wage.quarterly"),
        agreement("a", [permit(forms=["deidentified"])]),
    ]
    hashed = [made_from("cde", "TRANSFORMATION", masking=True, **attested("pseudonymous"))]
    assert not ask(world(*texts, graph(hashed)), item="rates.r").permitted
    asked = ask(world(*texts, graph(hashed)), item="rates.r", form="deidentified")
    assert asked.codes == {"form-not-attested"}
    told = [made_from("cde", "TRANSFORMATION", **attested("deidentified"))]
    assert ask(world(*texts, graph(told)), item="rates.r").permitted


def test_an_aggregate_without_attestation_counts_as_identified() -> None:
    texts = [
        of("uni", "he.degree"),
        of("edd", "wage.quarterly"),
        agreement("a", [permit(forms=["aggregate"])]),
    ]
    for partial in ("attested_by", "attested_on", "method"):
        told = attested("aggregate")
        del told[partial]
        assert not ask(world(*texts, graph([made_from("cde", **told)])), item="rates.r").permitted
    found = world(*texts, graph([made_from("cde", **attested("aggregate", "2026-08-01"))]))
    assert ask(found, item="rates.r").permitted
    assert not ask(found, item="rates.r", on="2026-07-31").permitted


@pytest.mark.parametrize(
    "evidence,permitted", [({"min_cell": 10}, False), ({"min_cell": 11}, True), ({}, False)]
)
def test_a_smallest_cell_needs_evidence(evidence: Doc, *, permitted: bool) -> None:
    found = world(agreement("a", [permit(conditions={"min_cell": 11})]))
    assert ask(found, evidence=evidence).permitted is permitted


@pytest.mark.parametrize("cell,permitted", [(15, False), (20, True)])
def test_two_providers_smallest_cells_join_to_the_larger(cell: int, *, permitted: bool) -> None:
    texts = [of("uni", "he.degree"), of("edd", "wage.quarterly"), graph([made_from("cde"), made_from("uni")])]
    row = {**ROW, "conditions": {"min_cell": 20}}
    texts += [agreement("a", [permit(conditions={"min_cell": 11}, onward=[ROW])])]
    found = world(*texts, from_("uni", "he.degree", onward=[row]))
    assert asked_onward(found, evidence={"min_cell": cell}).permitted is permitted


def test_a_filter_by_a_third_provider_is_a_source() -> None:
    texts = [of("uni", "he.degree"), of("edd", "wage.quarterly"), agreement("a", [permit(onward=[ROW])])]
    texts += [graph([made_from("cde"), made_from("uni"), made_from("edd", "FILTER")])]
    found = world(*texts, from_("uni", "he.degree", onward=[ROW]))
    assert set(asked_onward(found).permitted_by) == {"cde:k12.ssid", "uni:he.degree"}
    assert not asked_onward(found).permitted


def test_a_caller_that_cannot_carry_out_a_duty_is_refused() -> None:
    found = world(
        agreement("a", [permit(conditions={"destroy_within_days": 60, "no_reidentification": True})])
    )
    assert ask(found).duties == {"destroy_within_days": 60, "no_reidentification": True}
    assert not ask(found, can_enforce=["destroy_within_days"]).permitted


def test_another_zone_of_the_same_recipient_is_refused() -> None:
    found = world(agreement("a", [permit()]))
    assert not ask(found, zone="cde.source").permitted


@pytest.mark.parametrize("adopted,permitted", [("2026-09-01", False), ("2026-06-15", True)])
def test_an_extension_leaves_the_gap_that_was_there(adopted: str, *, permitted: bool) -> None:
    old = agreement("a", [permit()], effective_through="2026-06-30")
    new = agreement("a", [permit()], "1.1.0", effective_from="2026-07-01")
    found = world(old)
    adopt(found, put(found, new), adopted)
    sign(found, new, adopted)
    assert ask(found, on="2026-08-01").permitted is permitted
    assert ask(found, on="2026-09-01").permitted


def test_a_surviving_forbid_outlives_its_agreement() -> None:
    found = world(agreement("a", [{**NEVER, "survives": True}]), agreement("b", [permit()]))
    event(found, "a", "terminated", "2026-01-01", effective_from="2026-02-01")
    assert ask(found).forbidden_by == {("cde:k12.ssid", "a@1.0.0#never")}
    found = world(agreement("a", [NEVER]), agreement("b", [permit()]))
    assert not ask(found).permitted
    event(found, "a", "terminated", "2026-01-01", effective_from="2026-02-01")
    assert ask(found).permitted


def test_a_new_major_version_drops_out_until_it_is_accepted() -> None:
    found = world(agreement("a", [permit()]))
    adopt(found, put(found, element("k12.ssid", "1.1.0")), "2026-01-15")
    assert ask(found).permitted
    adopt(found, put(found, element("k12.ssid", "2.0.0")), "2026-07-15")
    assert not ask(found).permitted
    assert ask(found, on="2026-07-14").permitted
    text = put(found, agreement("a", [permit()], "2.0.0", effective_from="2026-08-01"))
    adopt(found, text, "2026-08-01")
    sign(found, text, "2026-08-01")
    assert ask(found).permitted


def test_the_law_asks_for_its_required_written_elements() -> None:
    for places, permitted in [
        ({"designates": "§2"}, True),
        ({"extent": "§3"}, False),
        ({"designates": " "}, False),
    ]:
        bases = [{"basis": "study", "written_elements": places}]
        found = world(element("k12.ssid", regime=["ferpa"]), agreement("a", [permit()], legal_bases=bases))
        assert ask(found).permitted is permitted
        assert not ask(found, form="aggregate", purpose="research").permitted


def test_a_request_that_is_none_or_names_nothing_known_is_refused() -> None:
    found = world(agreement("a", [permit()]))
    spoilt: list[Doc] = [{"on": "2026-02-30"}, {"on": "2026-02-01T00:00Z"}, {"form": "raw"}, {"colour": 1}]
    spoilt += [{"under": "z"}, {"evidence": {"min_cell": "11"}}, {"can_enforce": "irb"}, {"zone": None}]
    for wrong in spoilt:
        assert ask(found, **wrong).codes == {"invalid-request"}
    assert ask(found, item="nobody:k12.ssid").codes == {"unknown-partner", "unknown-item"}
    assert ask(found, recipient="x", purpose="x", zone="x").codes >= {"unknown-purpose", "unknown-zone"}
    assert ask(found, item="uni:k12.ssid").codes == {"not-a-supplier"}


def test_a_suspension_pauses_permits_until_a_resumption_that_is_recorded() -> None:
    found = world(agreement("a", [permit()]))
    event(found, "a", "suspended", "2026-07-20", **{"from": "2026-07-25"})
    assert ask(found, on="2026-07-24").permitted
    assert not ask(found).permitted
    event(found, "a", "resumed", "2026-07-30", recorded_on="2026-08-02")
    assert [ask(found, on=f"2026-08-0{day}").permitted for day in (1, 2)] == [False, True]
    assert not ask(found, on="2026-08-02", as_known="2026-08-01").permitted


def test_forbids_run_as_written_and_end_with_the_next_version() -> None:
    found = world(agreement("b", [permit()]))
    text = put(found, agreement("a", [{**NEVER, "survives": True}]))
    adopt(found, text, "2026-09-01")
    sign(found, text, "2026-09-02")
    assert ask(found).codes == {"forbidden"}
    assert ask(found, as_known="2026-09-01").permitted
    text = put(found, agreement("a", [], "1.1.0"))
    adopt(found, text, "2026-10-01")
    sign(found, text, "2026-10-01")
    assert not ask(found, on="2026-09-30").permitted
    assert ask(found, on="2026-10-01").permitted


def test_former_ids_name_their_heir_in_requests_and_clauses() -> None:
    clause = permit(fields={"elements": ["old.ssid"]})
    found = world(element("k12.ssid", formerly=["old.ssid"]), agreement("a", [clause]))
    assert ask(found, item="cde:old.ssid").permitted_by == {"cde:k12.ssid": {"a@1.0.0#load"}}


def test_two_adoptions_of_one_object_adopt_nothing() -> None:
    found = world(agreement("a", [permit()]))
    adopt(found, element("k12.ssid"), "2026-08-05")
    assert not ask(found).permitted
    assert ask(found, as_known="2026-08-04").permitted


def test_the_digest_is_that_of_canonical_json() -> None:
    keys = {
        "\u20ac": 1,
        "\r": None,
        "\ufb33": True,
        "1": '\u0000"\\/',
        "\U0001f600": ["\u2028"],
        "\u0080": -7,
    }
    text = '{"\\r":null,"1":"\\u0000\\"\\\\/","\u0080":-7,"\u20ac":1,"\U0001f600":["\u2028"],"\ufb33":true}'
    assert canonical(keys) == text
    assert digest({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_random_worlds_hold_permits_and_refusals_of_several_kinds(tmp_path: Path) -> None:
    kinds: Counter[str] = Counter()
    found: World = {}
    for seed in range(120):
        rng = Random(seed)  # noqa: S311 - worlds, not secrets
        found = worlds.random_world(rng)
        for _ in range(5):
            verdict = oracle.may_flow(found, worlds.random_request(rng, found), worlds.TODAY)
            kinds.update(verdict.codes or {f"permitted {verdict.permitted}"})
            kinds.update(["duties"] if verdict.duties else [])
    assert 150 <= kinds["permitted True"] <= 300
    wanted = {"permitted False", "duties", "invalid-request", "forbidden", "not-a-supplier"}
    assert set(kinds) >= wanted | {"unknown-item", "unknown-partner", "form-not-attested"}
    worlds.write(found, tmp_path)
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.yaml")} == set(found)
