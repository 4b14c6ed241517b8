"""References between records: each one that leads nowhere is a finding with its place and a hint."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import FaultyCatalog
from catalog.records.finding import Finding
from catalog.store.reading import load, load_documents
from tests.whole import Way, whole
from tests.worlds import write

EVENTS = "agreements/cde-participation/events.yaml"
AGREEMENT = "agreements/cde-participation/1.1.0.yaml"
ELEMENT = "definitions/elements/k12.grade/2.0.0.yaml"
LINEAGE = "lineage/pipeline/1.0.0.yaml"
MEETING = "meetings/c2c-gb/2026-02-18/meeting.yaml"
DECISION = "meetings/decisions/c2c-gb/2026/0014.yaml"
OUTPUT: Way = ("jobs", 0, "outputs", 0)
USE_CASES, PROMISES = "definitions/use-cases.yaml", "definitions/promises.yaml"

# file, way to the reference, a value that is nearly right, what it is called, the hint
REFERENCES: list[tuple[str, Way, str, str, str]] = [
    ("definitions/purposes.yaml", ("purposes", 0, "parent"), "researches", "purpose", "research"),
    ("definitions/zones.yaml", ("zones", 0, "held_by"), "c2cc", "partner", "c2c"),
    ("definitions/legal-bases.yaml", ("bases", 0, "covers", 0), "ferpas", "regime", "ferpa"),
    ("definitions/legal-bases.yaml", ("bases", 0, "purposes", 0), "evaluations", "purpose", "evaluation"),
    (USE_CASES, ("use_cases", 0, "recipient"), "publik", "partner", "public"),
    (USE_CASES, ("use_cases", 0, "purpose"), "evaluatoin", "purpose", "evaluation"),
    (USE_CASES, ("use_cases", 0, "zone"), "public.sites", "zone", "public.site"),
    (PROMISES, ("promises", 0, "never", "regimes", 0), "ferp", "regime", "ferpa"),
    (PROMISES, ("promises", 0, "never", "elements", 0), "k12.sid", "data element", "k12.ssid"),
    (PROMISES, ("promises", 0, "never", "providers", 0), "cd", "partner", "cde"),
    (PROMISES, ("promises", 0, "never", "recipients", 0), "publik", "partner", "public"),
    (PROMISES, ("promises", 0, "never", "purposes", 0), "comercial", "purpose", "commercial"),
    (PROMISES, ("promises", 0, "never", "zones", 0), "publc.site", "zone", "public.site"),
    (PROMISES, ("promises", 0, "never", "not_zones", 0), "c2c.linkages", "zone", "c2c.linkage"),
    ("definitions/groups/k12-core/3.0.0.yaml", ("elements", 0), "k12.sssid", "data element", "k12.ssid"),
    (ELEMENT, ("value_domain", "domain"), "grade-level@1.2.1", "value domain", "grade-level@1.2.0"),
    (ELEMENT, ("regime", 0), "fepra", "regime", "ferpa"),
    (ELEMENT, ("providers", 0, "partner"), "cdee", "partner", "cde"),
    (ELEMENT, ("steward",), "dce", "partner", "cde"),
    (AGREEMENT, ("parties", 0, "partner"), "cdee", "partner", "cde"),
    (AGREEMENT, ("legal_bases", 0, "basis"), "ferpa.study", "legal basis", "ferpa.studies"),
    (AGREEMENT, ("clauses", 0, "from", 0), "cdee", "partner", "cde"),
    (AGREEMENT, ("clauses", 0, "to", 0), "c3c", "partner", "c2c"),
    (AGREEMENT, ("clauses", 0, "fields", "elements", 0), "k12.ssids", "data element", "k12.ssid"),
    (AGREEMENT, ("clauses", 0, "fields", "groups", 0), "k12-core@3.0.1", "group", "k12-core@3.0.0"),
    (AGREEMENT, ("clauses", 0, "fields", "except", 0), "k12.disabled", "data element", "k12.disability"),
    (AGREEMENT, ("clauses", 0, "purposes", 0), "evalution", "purpose", "evaluation"),
    (AGREEMENT, ("clauses", 0, "zones", 0), "c2c.linkag", "zone", "c2c.linkage"),
    (AGREEMENT, ("clauses", 0, "onward", 0, "to", 0), "publik", "partner", "public"),
    (AGREEMENT, ("clauses", 0, "onward", 0, "purposes", 0), "evalution", "purpose", "evaluation"),
    (AGREEMENT, ("clauses", 0, "onward", 0, "zones", 0), "public.sit", "zone", "public.site"),
    (AGREEMENT, ("clauses", 1, "from", 0), "cdee", "partner", "cde"),
    (AGREEMENT, ("clauses", 1, "to", 0), "publik", "partner", "public"),
    (AGREEMENT, ("clauses", 1, "fields", "elements", 0), "k12.ssids", "data element", "k12.ssid"),
    (AGREEMENT, ("clauses", 1, "fields", "groups", 0), "k12-cores", "group", "k12-core"),
    (AGREEMENT, ("clauses", 1, "purposes", 0), "comercial", "purpose", "commercial"),
    (AGREEMENT, ("clauses", 1, "zones", 0), "public.sit", "zone", "public.site"),
    (EVENTS, (0, "partner"), "cdee", "partner", "cde"),
    (EVENTS, (0, "version"), "1.1.1", "text", "agreement:cde-participation@1.1.0"),
    (LINEAGE, ("datasets", 0, "zone"), "cde.sorce", "zone", "cde.source"),
    (LINEAGE, ("datasets", 0, "purpose"), "evalution", "purpose", "evaluation"),
    (LINEAGE, ("datasets", 0, "fields", 0, "element"), "k12.grad", "data element", "k12.grade"),
    (LINEAGE, ("datasets", 0, "fields", 0, "provider"), "cdee", "partner", "cde"),
    (LINEAGE, ("jobs", 0, "run_by"), "c2", "partner", "c2c"),
    (LINEAGE, (*OUTPUT, "field"), "public.pathways.rat", "dataset field", "public.pathways.rate"),
    (LINEAGE, (*OUTPUT, "inputs", 0, "field"), "cde.calpads.grade", "dataset field", "cde.calpads.Grade"),
    (LINEAGE, (*OUTPUT, "inputs", 0, "attested_by"), "c2", "partner", "c2c"),
    ("meetings/bodies/c2c-gb.yaml", ("terms", 0, "seat"), "seat-01", "seat", "c2c-gb/seat.01"),
    (MEETING, ("agenda", 0, "proposal"), "prop-2026-015", "proposal", "prop-2026-014"),
    (MEETING, ("attendance", 0, "seat"), "seat-01", "seat", "c2c-gb/seat.01"),
    (MEETING, ("recusals", 0, "seat"), "seat-07", "seat", "c2c-gb/seat.07"),
    (MEETING, ("motions", 0, "mover"), "seat-04", "seat", "c2c-gb/seat.04"),
    (MEETING, ("motions", 0, "seconder"), "seat-11", "seat", "c2c-gb/seat.11"),
    (MEETING, ("minutes", "approved_by"), "c2c-gb/2026/0015", "decision", "c2c-gb/2026/0014"),
    (DECISION, ("body",), "c2c-bg", "body", "c2c-gb"),
    (DECISION, ("meeting",), "c2c-gb/2026-02-19", "meeting", "c2c-gb/2026-02-18"),
    (DECISION, ("proposal",), "prop-2026-041", "proposal", "prop-2026-014"),
    (DECISION, ("effects", 0, "object"), "element:k12.grade@2.0.1", "text", "element:k12.grade@2.0.0"),
]  # fmt: skip


def test_the_whole_catalog_is_sound(tmp_path: Path) -> None:
    write(whole(), tmp_path)
    assert load(tmp_path, cache_folder=None).findings == ()
    assert load_documents(whole()).findings == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", range(len(REFERENCES)), ids=lambda n: f"{REFERENCES[n][0]}:{REFERENCES[n][1]}"
)
def test_a_reference_that_leads_nowhere_is_found_where_it_stands(number: int, tmp_path: Path) -> None:
    file, at, wrong, called, hint = REFERENCES[number]
    world = whole()
    replace(world[file], at, wrong)
    (finding,) = [one for one in findings_of(world, tmp_path) if one.file == file]
    assert finding.code == "unknown-reference"
    assert f"there is no {called} `" in finding.message
    assert wrong in finding.message
    assert finding.hint == f"did you mean `{hint}`?"
    assert finding.line == line_of(world[file], at)


def test_a_seat_on_a_roll_is_a_reference(tmp_path: Path) -> None:
    world = whole()
    world[MEETING]["votes"][0]["roll"] = {"seat.10": {"vote": "aye"}}
    (finding,) = findings_of(world, tmp_path)
    assert finding.code == "unknown-reference"
    assert finding.line == line_of(world[MEETING], ("votes", 0, "roll", "seat.10", "vote")) - 1


def test_a_former_id_resolves_in_a_clause(tmp_path: Path) -> None:
    world = whole()
    replace(world[AGREEMENT], ("clauses", 0, "fields", "elements", 0), "k12.class")
    assert findings_of(world, tmp_path) == ()


def test_the_regime_none_needs_no_entry(tmp_path: Path) -> None:
    world = whole()
    del world["definitions/legal-bases.yaml"]["regimes"][1]
    replace(world[ELEMENT], ("regime", 0), "none")
    assert findings_of(world, tmp_path) == ()


def test_a_former_id_never_names_another_element(tmp_path: Path) -> None:
    world = whole()
    world["definitions/elements/k12.ssid/1.0.0.yaml"]["formerly"] = ["k12.class"]
    (finding,) = findings_of(world, tmp_path)
    assert finding.code == "former-id-taken"
    world["definitions/elements/k12.ssid/1.0.0.yaml"]["formerly"] = ["k12.grade"]
    (finding,) = findings_of(world, tmp_path)
    assert finding.code == "former-id-taken"
    world["definitions/elements/k12.ssid/1.0.0.yaml"]["formerly"] = ["k12.ssid"]
    (finding,) = findings_of(world, tmp_path)
    assert finding.code == "former-id-taken"


def test_a_purpose_is_not_its_own_broader_one(tmp_path: Path) -> None:
    world = whole()
    world["definitions/purposes.yaml"]["purposes"][1]["parent"] = "evaluation"
    assert {one.code for one in findings_of(world, tmp_path)} == {"purpose-loop"}


@pytest.mark.slow
def test_many_lost_references_are_told_in_time() -> None:
    world = whole()
    ssid = world["definitions/elements/k12.ssid/1.0.0.yaml"]
    names = [f"k12.field-{number}" for number in range(1500)]
    world |= {f"definitions/elements/{name}/1.0.0.yaml": {**ssid, "id": name} for name in names}
    world["definitions/groups/k12-core/3.0.0.yaml"]["elements"] = [f"{name}x" for name in names]
    assert len(load_documents(world).findings) == 1500


def test_the_first_fault_of_a_faulty_catalog_is_told_with_its_place(tmp_path: Path) -> None:
    world = whole()
    replace(world[ELEMENT], ("steward",), "dce")
    write(world, tmp_path)
    with pytest.raises(FaultyCatalog) as caught:
        load(tmp_path, cache_folder=None).sound()
    line = line_of(world[ELEMENT], ("steward",))
    assert caught.value.message == f"{ELEMENT}:{line}:2: `steward`: there is no partner `dce`"
    assert "did you mean `cde`?" in str(caught.value.hint)


def findings_of(world: dict[str, Any], folder: Path) -> tuple[Finding, ...]:
    """Write a world one key a line and read it."""
    write(world, folder)
    return load(folder, cache_folder=None).findings


def replace(document: Any, at: Way, value: str) -> None:
    """Put another value at the end of a way."""
    for step in at[:-1]:
        document = document[step]
    document[at[-1]] = value


def line_of(document: Any, at: Way) -> int:
    """Return the line of what stands at the end of a way."""
    marked = json.loads(json.dumps(document))
    replace(marked, at, "@@")
    lines = json.dumps(marked, indent=1, ensure_ascii=False).splitlines()
    return next(number for number, line in enumerate(lines, start=1) if '"@@"' in line)
