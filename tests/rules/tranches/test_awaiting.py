"""What is awaited of a provider, and what lets it in: lineage, agreements and definitions of one day."""

from datetime import date
from typing import Any

import pytest

from catalog.records.ids import PartnerId
from catalog.records.tranche import DatasetAsked
from catalog.rules.tranches.awaiting import datasets_asked
from catalog.rules.tranches.letting_in import Submission, recipients_of
from tests import lineages
from tests.builders import enact, snapshot_of, world_of
from tests.worlds import World, agreement, element, permit

ON = date(2026, 8, 1)
BOTH: Any = [{"partner": "cde", "from": "2017-07-01"}, {"partner": "uni", "from": "2017-07-01"}]


def asked(world: World, provider: str = "cde", **more: Any) -> dict[str, DatasetAsked]:
    submission = Submission(
        provider=PartnerId(provider),
        recipients=(PartnerId("c2c"),),
        **{"on": ON, "as_known": ON, **more},
    )
    return {one.id: one for one in datasets_asked(snapshot_of(world), submission)}


def joined(*clauses: Any) -> World:
    """A world in which ``cde`` holds a dataset made from its own pupils and those of ``uni``."""
    world = world_of(element("k12.grade"), element("he.degree", providers=BOTH))
    datasets = {
        "cde.file": lineages.dataset("cde.source", lineages.origin("SSID")),
        "uni.file": lineages.dataset(
            "uni.enclave", {"name": "Degree", "element": "he.degree", "provider": "uni"}
        ),
        "cde.both": lineages.dataset("cde.source", "outcome"),
        "c2c.mixed": lineages.dataset("c2c.linkage", lineages.origin("SSID"), "loose"),
    }
    made = [lineages.made_from("cde.file.SSID"), lineages.made_from("uni.file.Degree")]
    enact(world, lineages.lineage("p", datasets, {"cde.both.outcome": made}))
    enact(world, agreement("cde-c2c", list(clauses)))
    return world


def test_datasets_are_a_providers_by_their_zone_or_by_a_field_it_provides() -> None:
    world = joined(permit())
    assert set(asked(world)) == {"cde.file", "cde.both", "c2c.mixed"}
    assert set(asked(world, provider="uni")) == {"uni.file"}


def test_a_field_made_from_others_data_comes_in_only_if_each_provider_lets_it() -> None:
    both = permit(fields={"elements": ["k12.ssid"]})
    assert not asked(joined(both))["cde.both"].columns["outcome"].ways
    assert asked(joined(both))["cde.file"].columns["SSID"].ways


def test_a_field_that_lineage_leads_back_to_nothing_never_comes_in() -> None:
    mixed = asked(joined(permit()))["c2c.mixed"]
    assert [bool(mixed.columns[name].ways) for name in ("SSID", "loose")] == [True, False]


def test_a_forbid_stops_what_a_permit_lets_in() -> None:
    forbid = {"id": "no", "effect": "forbid", "from": ["cde"], "zones": ["c2c.linkage"]}
    assert not asked(joined(permit(), forbid))["cde.file"].let_in


def test_the_evidence_that_a_clause_wants_is_the_recipients_to_bring() -> None:
    clause = permit(conditions={"irb": "approved", "min_cell": 11})
    assert asked(joined(clause))["cde.file"].let_in


@pytest.mark.parametrize(
    "day, found", [("2025-06-30", ()), ("2025-07-01", ("c2c",)), ("2027-06-30", ("c2c",)), ("2027-07-01", ())]
)
def test_recipients_are_those_of_agreements_that_permit_on_the_day(day: str, found: tuple[str, ...]) -> None:
    on = date.fromisoformat(day)
    assert recipients_of(snapshot_of(joined(permit())), PartnerId("cde"), on=on, as_known=on) == found


def test_a_definition_is_the_one_in_force_on_the_day() -> None:
    world = joined(permit())
    newer = element("k12.ssid", "1.1.0", value_domain={"type": "string", "required": True})
    enact(world, newer, "2026-07-01")
    before = asked(world, on=date(2026, 6, 30))["cde.file"].columns["SSID"].definition
    after = asked(world)["cde.file"].columns["SSID"].definition
    assert before is not None
    assert after is not None
    assert [one.limits.required for one in (before, after)] == [False, True]


def test_without_a_definition_in_force_there_is_none_to_hold_values_to() -> None:
    early = asked(joined(permit()), on=date(2025, 1, 14), as_known=ON)
    assert early == {}
