"""Supposing: a text adopted, an agreement signed, a text retired, and nothing written anywhere."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import CatalogError
from catalog.services.supposing import suppose
from tests.builders import world_of
from tests.canonical import digest
from tests.worlds import agreement, element, permit, put, write

ON = date(2026, 3, 1)
OTHER = agreement("more", [permit(zones=["uni.enclave"])])


def catalog(folder: Path, *proposals: dict[str, Any]) -> Path:
    world = world_of(agreement("load", [permit()]))
    put(world, OTHER)
    for one in proposals:
        world[f"meetings/proposals/{one['id']}.yaml"] = one
    write(world, folder / "catalog")
    return folder / "catalog"


def proposal(change: str, text: dict[str, Any]) -> dict[str, Any]:
    made = {"kind": "proposal", "id": "p", "change": change, "version": text["version"], "rationale": "So."}
    made |= {"object": f"{text['kind']}:{text['id']}@{text['version']}", "digest": digest(text)}
    return {**made, "options": [], "author": "Staff"}


def test_a_draft_that_is_proposed_opens_what_it_permits(tmp_path: Path) -> None:
    found = suppose(catalog(tmp_path, proposal("new", OTHER)), "p", on=ON, as_known=ON)
    assert {flow.cell.zone for flow in found.gained} == {"uni.enclave"}
    assert not found.lost


def test_a_retirement_that_is_proposed_closes_what_was_permitted(tmp_path: Path) -> None:
    root = catalog(tmp_path, proposal("retire", element("k12.ssid")))
    found = suppose(root, "p", on=ON, as_known=ON)
    assert {(flow.source, flow.first) for flow in found.lost} == {("cde:k12.ssid", ON)}
    assert not found.gained


def test_a_file_that_is_nowhere_in_the_catalog_is_supposed_in_it(tmp_path: Path) -> None:
    root = catalog(tmp_path)
    file = tmp_path / "edited.yaml"
    file.write_text(json.dumps(agreement("load", [], "1.1.0")), encoding="utf-8")
    assert suppose(root, str(file), on=ON, as_known=ON).lost
    assert not (root / "agreements/load/1.1.0.yaml").exists()
    file.write_text(json.dumps(proposal("new", OTHER)), encoding="utf-8")
    assert suppose(root, str(file), on=ON, as_known=ON).gained


@pytest.mark.parametrize(
    "document,said",
    [
        (element("k12.ssid"), "is adopted already"),
        (element("k12.grade", steward="nobody"), "the catalog has faults"),
        (proposal("new", element("k12.grade")), "with the proposed digest is not in the catalog"),
        ({"kind": "proposal", "object": "ssid"}, "`ssid` is not an object"),
        ({"kind": "zones", "zones": []}, "is neither a text nor a proposal"),
        ([], "is neither a text nor a proposal"),
    ],
)
def test_what_cannot_be_supposed_says_why(tmp_path: Path, document: Any, said: str) -> None:
    file = tmp_path / "edited.yaml"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        suppose(catalog(tmp_path), str(file), on=ON, as_known=ON)
    assert said in caught.value.message
