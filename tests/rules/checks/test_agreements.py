"""What the check says of agreements: checklists, terms, parties, events, clauses."""

from typing import Any

import pytest

from tests.rules.checks.small import codes, in_force, only, sound_world
from tests.worlds import Doc, World, adopt, agreement, element, event, permit, put

FILE = "agreements/a/1.0.0.yaml"


def with_agreement(clauses: list[Doc] | None = None, **more: Any) -> World:
    """A sound world whose one agreement is another."""
    world = sound_world()
    for path in [path for path in world if "agreements/" in path or "0002" in path]:
        del world[path]
    in_force(world, agreement("a", clauses or [permit()], **more))
    return world


def basis(**places: str) -> list[Doc]:
    return [{"basis": "study", "written_elements": places}]


@pytest.mark.parametrize("place", [{}, {"designates": "  "}])
def test_a_missing_written_element_is_an_error_with_the_law_that_asks_for_it(place: dict[str, str]) -> None:
    found = only(with_agreement(legal_bases=basis(**place)), "written-element-missing")
    assert (found.severity, found.citation) == ("error", "§ 1")
    assert found.at == ("legal_bases", 0, "written_elements", "designates")


def test_a_written_element_that_the_basis_does_not_list_is_a_warning() -> None:
    found = only(
        with_agreement(legal_bases=basis(designates="§2", desingates="§3")), "written-element-unlisted"
    )
    assert (found.severity, found.at[-1]) == ("warning", "desingates")


def test_a_clause_from_a_partner_that_is_no_provider_is_a_warning_at_its_name() -> None:
    found = only(with_agreement([{**permit(), "from": ["cde", "edd"]}]), "from-no-provider")
    assert found.at == ("clauses", "load", "from", "edd")


@pytest.mark.parametrize(
    "on, found",
    [
        ("2027-03-31", []),
        ("2027-04-01", ["lapses-soon"]),
        ("2027-06-30", ["lapses-soon"]),
        ("2027-07-01", ["lapsed"]),
    ],
)
def test_a_term_that_ends_within_90_days_is_told(on: str, found: list[str]) -> None:
    assert codes(sound_world(), on) == found


@pytest.mark.parametrize("begins, gap", [("2027-07-01", False), ("2027-07-02", True)])
def test_a_term_that_is_followed_without_a_gap_does_not_lapse(begins: str, gap: bool) -> None:
    world = sound_world()
    term = {"effective_from": begins, "effective_through": "2029-06-30"}
    in_force(world, agreement("a", [permit()], "2.0.0", **term), "2026-08-01")
    assert ("lapses-soon" in codes(world, "2027-04-01")) is gap


def test_a_term_that_ends_before_it_begins_is_an_error() -> None:
    assert only(with_agreement(effective_through="2025-06-30"), "term-reversed").severity == "error"


def test_signatures_that_are_missing_are_noted_with_who_should_sign() -> None:
    world = sound_world()
    world["agreements/a/events.yaml"] = []
    event(world, "a", "signed", "2025-06-01", version="1.0.0", partner="cde")
    found = only(world, "not-executed")
    assert (found.severity, found.citation) == ("note", "Educ. Code 10861")
    assert "`c2c`" in found.message
    assert "`cde`" not in found.message


def test_an_event_of_a_partner_that_is_no_party_is_a_warning() -> None:
    world = sound_world()
    event(world, "a", "signed", "2025-06-02", version="1.0.0", partner="edd")
    found = only(world, "event-of-stranger")
    assert (found.file, found.at) == ("agreements/a/events.yaml", (2, "partner"))


def test_an_event_cannot_be_recorded_before_it_happened() -> None:
    world = sound_world()
    event(world, "a", "terminated", "2026-01-02", effective_from="2027-01-01", recorded_on="2026-01-01")
    assert only(world, "event-recorded-early").at == (2, "recorded_on")


def test_a_group_that_is_not_adopted_opens_nothing() -> None:
    world = with_agreement([permit(fields={"elements": ["k12.ssid"], "groups": ["core@1.0.0"]})])
    text: Doc = {"kind": "group", "id": "core", "version": "1.0.0", "title": "Core", "elements": ["k12.ssid"]}
    world["definitions/groups/core/1.0.0.yaml"] = text
    assert only(world, "group-not-adopted").at == ("clauses", "load", "fields", "groups", "core@1.0.0")
    adopt(world, text, "2026-02-28", effect={"effective": "2026-03-02"})
    assert "effective from 2026-03-02" in only(world, "group-not-adopted").message
    assert "group-not-adopted" not in codes(world, "2026-03-02")


def test_listed_elements_that_do_not_stand_are_told_apart() -> None:
    world = with_agreement([permit(fields={"elements": ["k12.ssid", "k12.grade", "k12.late", "he.degree"]})])
    put(world, element("k12.grade", regime=["ferpa"]))
    adopt(world, put(world, element("k12.late", regime=["ferpa"])), "2025-06-02")
    uni = [{"partner": "uni", "from": "2017-07-01"}]
    adopt(world, put(world, element("he.degree", regime=["ferpa"], providers=uni)))
    assert "`k12.grade`" in only(world, "element-not-adopted").message
    assert "`k12.late`" in only(world, "element-changed").message
    assert "`he.degree`" in only(world, "element-not-supplied").message


def test_a_version_that_was_replaced_is_history() -> None:
    world = with_agreement(legal_bases=basis())
    in_force(world, agreement("a", [permit()], "2.0.0"), "2026-01-01")
    assert "written-element-missing" in codes(world, "2025-12-31")
    assert "written-element-missing" not in codes(world, "2026-01-01")
