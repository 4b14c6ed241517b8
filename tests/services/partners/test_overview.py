"""A partner's own view of the reference catalog and of small worlds."""

import json
from datetime import date
from pathlib import Path

import pytest

from catalog.errors import NotFound
from catalog.services.opening import open_snapshot
from catalog.services.partners.agreements import agreements_of, tell
from catalog.services.partners.overview import overview
from tests.builders import snapshot_of, world_of
from tests.worlds import adopt, agreement, event, permit, put

ON = date(2026, 8, 1)


def test_a_partner_sees_its_own_agreements_and_the_hub_all(root: Path) -> None:
    snapshot = open_snapshot(root)
    assert agreements_of(snapshot, "cde") == ["cde-participation"]
    assert agreements_of(snapshot, "c2c") == agreements_of(snapshot, None)
    assert agreements_of(snapshot, "public") == []


def test_the_version_in_force_is_told_and_else_the_newest() -> None:
    world = world_of(agreement("load", [permit()]))
    put(world, agreement("load", [permit()], "1.1.0"))
    told = tell(snapshot_of(world), "load", on=ON, as_known=ON)
    assert (told.shown.number, told.in_force) == ("1.0.0", True)
    assert [one.number for one in told.versions] == ["1.1.0", "1.0.0"]
    late = tell(snapshot_of(world), "load", on=date(2028, 1, 1), as_known=ON)
    assert (late.shown.number, late.in_force) == ("1.1.0", False)


def test_signatures_are_outstanding_until_a_version_is_over() -> None:
    world = world_of()
    text = put(world, agreement("load", [permit()]))
    adopt(world, text)
    event(world, "load", "signed", "2025-01-20", version="1.0.0", partner="cde")
    found = overview(snapshot_of(world), "cde", on=ON, as_known=ON)
    assert [(t.id, v.number, [n.id for n in awaited]) for t, v, awaited in found.awaited()] == [
        ("load", "1.0.0", ["c2c"])
    ]
    later = overview(snapshot_of(world), "cde", on=date(2028, 1, 1), as_known=ON)
    assert later.awaited() == ()


def test_a_missing_written_element_stands_with_its_basis() -> None:
    bases = [{"basis": "study", "written_elements": {"designates": " ", "extent": "§3"}}]
    world = world_of(agreement("load", [permit()], legal_bases=bases))
    (claim,) = tell(snapshot_of(world), "load", on=ON, as_known=ON).shown.claims
    assert [one.id for one in claim.missing] == ["designates"]
    assert [(one.id, place) for one, place in claim.written] == [("extent", "§3")]


def test_everything_can_be_sent_as_json(root: Path) -> None:
    snapshot = open_snapshot(root)
    for partner in snapshot.partners:
        found = overview(snapshot, partner, on=ON, as_known=ON)
        assert json.loads(json.dumps(found.document()))["partner"]["id"] == partner


def test_an_unknown_partner_is_not_found(root: Path) -> None:
    with pytest.raises(NotFound):
        overview(open_snapshot(root), "nobody", on=ON, as_known=ON)
