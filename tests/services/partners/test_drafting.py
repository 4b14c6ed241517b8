"""A draft is read as strictly as the catalog reads its own, weighed, and written nowhere."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.services.partners.drafting import Faulty, Weighed, weigh_draft
from tests.builders import enact, world_of
from tests.worlds import World, agreement, permit, put, write

ON = date(2026, 3, 1)
Doc = dict[str, Any]


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Return a catalog in which ``load`` is in force, and a promise to the public holds."""
    world = world_of(agreement("load", [permit()]))
    never = {"recipients": ["public"], "forms": ["identified"]}
    promises = [{"id": "no-names", "title": "No names in public", "never": never}]
    world["definitions/promises.yaml"] = {"kind": "promises", "promises": promises}
    return written(world, tmp_path / "catalog")


def written(world: World, root: Path) -> Path:
    write(world, root)
    return root


def weighed(root: Path, text: Doc) -> Weighed:
    found = weigh_draft(root, json.dumps(text).encode(), on=ON)
    assert isinstance(found, Weighed), found
    return found


def faults(root: Path, data: bytes) -> list[tuple[str, int | None]]:
    found = weigh_draft(root, data, on=ON)
    assert isinstance(found, Faulty)
    return [(one.code, one.line) for one in found.findings]


def test_flows_gained_lost_tightened_and_relaxed_are_told_apart(catalog: Path) -> None:
    clauses = [permit(zones=["uni.enclave"], forms=["aggregate"])]
    found = weighed(catalog, agreement("load", clauses, "1.1.0"))
    assert {row["zone"] for row in found.gained.rows} == {"uni.enclave"}
    assert {row["zone"] for row in found.lost.rows} == {"c2c.linkage"}
    stricter = weighed(catalog, agreement("load", [permit(conditions={"min_cell": 11})], "1.1.0"))
    assert (stricter.gained.count, stricter.lost.count, stricter.relaxed.count) == (0, 0, 0)
    assert stricter.tightened.count > 0


def test_the_least_number_is_told_and_whether_the_draft_has_it(catalog: Path) -> None:
    wider = [permit(zones=["c2c.linkage", "uni.enclave"])]
    small = weighed(catalog, agreement("load", wider, "1.0.1"))
    assert (str(small.least), small.needed, small.number_stands) == ("1.1.0", "minor", False)
    assert weighed(catalog, agreement("load", wider, "1.1.0")).number_stands
    new = weighed(catalog, agreement("other", wider))
    assert (new.base, new.least, new.number_stands) == (None, None, True)


def test_a_promise_that_would_be_broken_and_what_a_check_would_say_stand_beside(catalog: Path) -> None:
    text = agreement("load", [permit(to=["public"])], "1.1.0")
    found = weighed(catalog, text | {"legal_bases": [{"basis": "study", "written_elements": {}}]})
    assert found.promises == ("no-names",)
    assert [one.code for one in found.findings] == ["written-element-missing"]
    inside = weighed(catalog, agreement("load", [permit()], "1.1.0"))
    assert (inside.promises, inside.findings) == ((), ())


def test_a_draft_is_weighed_against_the_version_adopted_last(tmp_path: Path) -> None:
    world = world_of(agreement("load", [permit()]))
    enact(world, agreement("load", [permit()], "1.2.0", effective_from="2026-01-01"), "2026-01-01")
    put(world, agreement("load", [], "1.3.0"))
    root = written(world, tmp_path / "other")
    assert str(weighed(root, agreement("load", [permit()], "1.4.0")).base) == "1.2.0"


def test_nothing_is_written(catalog: Path) -> None:
    before = {path: path.read_bytes() for path in catalog.rglob("*.yaml")}
    weighed(catalog, agreement("load", [], "1.1.0"))
    assert {path: path.read_bytes() for path in catalog.rglob("*.yaml")} == before


def test_every_fault_of_a_draft_has_its_line(catalog: Path) -> None:
    text = json.dumps(agreement("load", [permit(too=["c2c"]), permit("b", to=[])], "1.1.0"), indent=0)
    assert {code for code, line in faults(catalog, text.encode()) if line} >= {"shape-unknown-key"}
    unknown = json.dumps(agreement("load", [permit(to=["nobody"])], "1.1.0"), indent=0)
    assert faults(catalog, unknown.encode())[0][0] == "unknown-reference"


@pytest.mark.parametrize(
    "data,code",
    [
        (b"", "yaml-empty"),
        (b" \n ", "yaml-empty"),
        (b"a: &x 1\nb: *x", "yaml-anchor"),
        (b"\xff\xfe", "yaml-encoding"),
        (b"a: " + b"[" * 100 + b"]" * 100, "yaml-too-deep"),
        (b"x" * (1024 * 1024 + 1), "yaml-too-large"),
        (b"kind: zones\nzones: []", "shape-value"),
        (b"- 1", "shape-value"),
        (b"kind: agreement\nid: ../../etc\nversion: 1.0.0", "shape-missing-key"),
    ],
)
def test_what_is_no_draft_is_told_in_bounded_time(catalog: Path, data: bytes, code: str) -> None:
    assert code in {found for found, _ in faults(catalog, data)}


def test_a_text_never_changes_and_is_adopted_once(catalog: Path) -> None:
    text = agreement("load", [permit()])
    assert faults(catalog, json.dumps(text).encode()) == [("adopted-twice", None)]
    assert faults(catalog, json.dumps({**text, "title": "Another"}).encode()) == [("text-differs", None)]
