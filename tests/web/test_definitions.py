"""Definitions in the application: found by their ids, compared at will, moved and retired ones said so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog.access.reach import services
from catalog.app.making import make_app
from catalog.workspace.workspace import Workspace
from tests.offices import bureau_of
from tests.services.publishing.test_dictionary import HOSTILE, rich
from tests.tranches import catalog_of, tranche_world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the application on a catalog with everything that the dictionary shows."""
    folder = tmp_path_factory.mktemp("rich")
    with Workspace(f"sqlite:///{folder / 'workspace.db'}") as workspace:
        yield make_app(rich().folder(folder / "catalog"), office=bureau_of(workspace, None).office)


@pytest.fixture
def reader(made: Flask) -> FlaskClient:
    """Return somebody who reads."""
    for limiter in made.extensions["limiter"]:
        limiter.reset()
    return made.test_client()


@pytest.mark.parametrize("address", [
    "/definitions", "/definitions/k12.absent", "/es/definitions/k12.absent", "/definitions/k12.absent/1.0.0",
    "/definitions/k12.absent/diff/1.0.0..2.0.0", "/value-domains", "/value-domains/levels", "/groups",
    "/groups/core/1.0.0", "/partners", "/partners/cde", "/purposes", "/zones", "/legal-bases", "/agreements",
    "/letters/t", "/topics/k12",
])  # fmt: skip
def test_a_page_has_one_heading_and_says_at_which_revision_it_was_read(
    reader: FlaskClient, address: str
) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer.text.count("</h1>") == 1
    assert "sha256:" in answer.text.partition("<footer>")[2]


def test_any_two_versions_can_be_compared_here(reader: FlaskClient) -> None:
    page = reader.get("/definitions/k12.absent").text
    assert "/definitions/k12.absent/diff/1.0.0..2.0.0" in page
    assert "<del>" in reader.get("/definitions/k12.absent/diff/1.0.0..2.0.0").text


def test_the_application_and_the_folder_have_the_same_twins(reader: FlaskClient) -> None:
    twin = reader.get("/definitions/k12.absent.json")
    assert (twin.status_code, twin.content_type) == (200, "application/json")
    assert twin.json is not None
    assert twin.json["version"] in {"1.1.0", "2.0.0"}
    assert reader.get("/definitions/k12.absent/1.0.0.yaml").text.startswith("kind: element")
    assert reader.get("/purposes.yaml").text.startswith("kind: purposes")


def test_a_former_id_leads_on_and_a_retired_definition_is_gone(reader: FlaskClient) -> None:
    moved = reader.get("/es/definitions/k12.missed")
    assert (moved.status_code, moved.location) == (308, "/es/definitions/k12.absent")
    gone = reader.get("/definitions/k12.gone")
    assert gone.status_code == 410
    assert "Retired from" in gone.text


@pytest.mark.parametrize("address", [
    "/definitions/no.such", "/definitions/k12.absent/9.9.9", "/definitions/k12.absent/01.0.0",
    "/definitions/k12.absent/diff/2.0.0..1.0.0", "/definitions/k12.absent/diff/1.0.0..1.0.0",
    "/definitions/k12.absent/diff/x", "/definitions/k12.absent/diff/2.0.0..1.0.0.json",
    "/definitions/../README", "/definitions/k12.absent/1.0.0/2", "/definitions/k12.secret",
    "/definitions/k12.away/9.0.0", "/definitions/k12.missed.json", "/value-domains/none", "/groups/none",
    "/partners/nobody", "/letters/%C3%A9", "/topics/none", "/definitions/%00", "/definitions/" + "a" * 3000,
])  # fmt: skip
def test_what_is_not_there_or_not_public_is_not_found(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert "A secret draft" not in answer.text


def test_hostile_words_are_shown_and_nothing_more(reader: FlaskClient) -> None:
    page = reader.get("/definitions/edd.wage").text
    assert "<script>alert" not in page
    assert (
        HOSTILE.partition("&")[0].strip().replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
        in page
    )


def test_no_page_of_the_dictionary_is_planned_to_answer_one(made: Flask) -> None:
    with made.test_client() as reader, made.app_context():
        reader.get("/definitions/k12.absent")
        planned = services().catalog.now().files
    assert not [address for address in planned if address.startswith("definitions/")]


@pytest.mark.parametrize(
    "language, says",
    [
        ("", ["Limits of values", "0 at least", "180 at most"]),
        ("/es", ["Límites", "0 como mínimo", "180 como máximo"]),
    ],
)
def test_a_definition_says_what_limits_its_values(language: str, says: list[str], tmp_path: Path) -> None:
    root = catalog_of(tranche_world(), tmp_path / "catalog")
    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        reader = make_app(root, office=bureau_of(workspace, None).office).test_client()
        page = reader.get(f"{language}/definitions/k12.days").text
        other = reader.get(f"{language}/definitions/k12.note").text
    assert [words for words in says if words not in page] == []
    assert says[0] not in other
