"""What the check says of decisions: invariants I1 to I3, and effects that are void."""

from typing import Any

import pytest

from tests.canonical import digest
from tests.rules.checks.small import checked, codes, only, sound_world
from tests.worlds import Doc, World, adopt, body, element, put

DECISION = "meetings/decisions/gb/2025/0001.yaml"


def decision(world: World) -> dict[str, Any]:
    found = world[DECISION]
    assert isinstance(found, dict)
    return found


def proposal(text: Doc, **more: object) -> Doc:
    found: Doc = {"kind": "proposal", "id": "p1", "change": "new", "version": text["version"]}
    found |= {"object": f"element:{text['id']}@{text['version']}", "digest": digest(text), "author": "clerk"}
    return {**found, "rationale": "It is needed.", "options": [], **more}


def test_nothing_is_wrong_with_a_sound_world() -> None:
    assert checked(sound_world()) == []


def test_a_text_that_changed_after_its_adoption_is_shown_with_both_digests() -> None:
    world = sound_world()
    text = put(world, element("k12.ssid", regime=["ferpa"], title="Another title"))
    found = only(world, "digest-mismatch")
    assert found.file == "definitions/elements/k12.ssid/1.0.0.yaml"
    assert found.severity == "error"
    assert digest(text) in found.message
    assert decision(world)["effects"][0]["to"] in found.message
    assert found.citation == "Educ. Code 10865(a)(5)"


def test_a_version_that_nobody_adopted_is_noted() -> None:
    world = sound_world()
    put(world, element("k12.grade", regime=["ferpa"]))
    found = only(world, "not-adopted")
    assert (found.severity, found.file) == ("note", "definitions/elements/k12.grade/1.0.0.yaml")


def test_two_decisions_that_adopt_one_text_break_the_first_invariant() -> None:
    world = sound_world()
    text = world["definitions/elements/k12.ssid/1.0.0.yaml"]
    assert isinstance(text, dict)
    adopt(world, text, "2025-02-01", effect={"from": digest(text)})
    found = only(world, "adopted-twice")
    assert found.file == "meetings/decisions/gb/2025/0003.yaml"
    assert "gb/2025/0001" in found.message


def test_an_advisory_body_adopts_nothing() -> None:
    world = sound_world()
    body(world, "advice", "advisory", {"2021-07-01": ["element"]})
    adopt(world, put(world, element("k12.grade", regime=["ferpa"])), body="advice")
    assert codes(world) == ["not-adopted", "advisory-adopts"]
    assert only(world, "advisory-adopts").citation == "Educ. Code 10865(b)"


def test_a_body_adopts_only_what_its_rules_of_that_day_let_it() -> None:
    world = sound_world()
    body(world, "staff", "committee", {"2021-07-01": [], "2025-02-01": ["element"]})
    text = put(world, element("k12.grade", regime=["ferpa"]))
    adopt(world, text, "2025-01-31", body="staff")
    assert codes(world) == ["not-adopted", "may-not-adopt"]
    adopt(world, text, "2025-02-01", body="staff")
    assert codes(world) == ["may-not-adopt"]


def test_a_body_without_rules_yet_adopts_nothing_unless_it_was_before_the_catalog() -> None:
    world = sound_world()
    adopt(world, put(world, element("k12.grade", regime=["ferpa"])), "2021-06-30")
    assert codes(world) == []
    record = world["meetings/decisions/gb/2021/0001.yaml"]
    assert isinstance(record, dict)
    record["legacy"] = None
    assert {"not-adopted", "no-rules-yet"} <= set(codes(world))


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"recorded_on": "2025-01-14"}, "recorded-before-decided"),
        ({"legacy": None}, "decision-without-meeting"),
        ({"outcome": "failed"}, "effects-without-adoption"),
        ({"body": "staff"}, "decision-of-another-body"),
        ({"recorded_on": "2027-01-01"}, "recorded-later"),
    ],
)
def test_a_decision_record_that_cannot_be_is_found(changed: Doc, code: str) -> None:
    world = sound_world()
    body(world, "staff", "committee", {"2021-07-01": ["element"]})
    world[DECISION] = {**decision(world), **changed}
    assert code in codes(world)


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"to": None}, "adopts-nothing"),
        ({"effective": "2025-01-14"}, "effective-before-decided"),
        ({"from": "sha256:" + 64 * "0"}, "base-stale"),
    ],
)
def test_an_effect_that_cannot_be_is_found_at_its_key(changed: Doc, code: str) -> None:
    world = sound_world()
    record = decision(world)
    record["effects"] = [{**record["effects"][0], **changed}]
    assert only(world, code).at == ("effects", 0, *changed)


def later_version(world: World, base: str | None, **more: Any) -> None:
    text = element("k12.ssid", "1.0.1", regime=["ferpa"], title="K12 SSID")
    adopt(world, put(world, text), "2025-03-01", effect={"from": base}, **more)


def test_a_decision_names_the_version_adopted_last_as_its_base() -> None:
    world = sound_world()
    later_version(world, digest(world["definitions/elements/k12.ssid/1.0.0.yaml"]))
    assert codes(world) == []


def test_a_decision_on_a_stale_base_is_found() -> None:
    world = sound_world()
    later_version(world, "sha256:" + 64 * "0")
    assert "adopted last was element:k12.ssid@1.0.0" in only(world, "base-stale").message


def test_a_legacy_decision_may_leave_its_base_out_and_another_may_not() -> None:
    world = sound_world()
    later_version(world, None)
    assert codes(world) == []
    held: Doc = {"kind": "meeting", "id": "gb/2025-03-01", "body": "gb", "meeting_kind": "regular"}
    held |= {"start": "2025-03-01T10:00:00-08:00", "status": "adjourned"}
    held |= {"place": {"name": "Room", "address": "1 K Street", "remote": []}}
    held |= {key: [] for key in ("agenda", "attendance", "recusals", "comments", "motions", "votes")}
    world["meetings/gb/2025-03-01/meeting.yaml"] = held
    later = world["meetings/decisions/gb/2025/0003.yaml"]
    assert isinstance(later, dict)
    later |= {"legacy": None, "meeting": "gb/2025-03-01"}
    assert "base-missing" in codes(world)


def test_a_past_decision_adopts_what_its_proposal_posted() -> None:
    world = sound_world()
    text = element("k12.grade", regime=["ferpa"])
    world["meetings/proposals/p1.yaml"] = proposal(text)
    adopt(world, put(world, text), proposal="p1")
    assert codes(world) == []
    world["meetings/proposals/p1.yaml"] = proposal(text, digest="sha256:" + 64 * "0")
    assert only(world, "not-what-was-posted").at == ("effects", 0, "to")
