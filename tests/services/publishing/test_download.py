"""The download holds the public records as they stand, and says what each of them is."""

import shutil
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from catalog.services.checking import check_catalog
from catalog.services.opening import open_snapshot
from catalog.services.publishing.publishing import publish
from catalog.store.reading import load
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from tests.board import AMENDED, DAY
from tests.services.publishing.sites import PLANNED_DAY, files_in, full_catalog

pytestmark = pytest.mark.slow


def download(root: Path, out: Path) -> dict[str, bytes]:
    """Publish, and unpack the download."""
    publish(root, out)
    with zipfile.ZipFile(BytesIO(files_in(out)["download/catalog.zip"])) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_download_holds_the_records_byte_for_byte_and_a_note(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    files = download(root, tmp_path / "site")
    assert next(iter(files)) == "catalog/README.txt"
    assert b"meetings/log/leaves.jsonl" in files["catalog/README.txt"]
    for path in ("meetings/bodies/gb.yaml", f"meetings/gb/{DAY}/meeting.yaml", "meetings/log/leaves.jsonl"):
        assert files[f"catalog/{path}"] == (root / path).read_bytes()


def test_a_meeting_not_noticed_and_a_text_nobody_proposed_stay_at_home(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    draft = {**AMENDED, "id": "draft", "version": "1.0.0"}
    (root / "definitions/groups/draft").mkdir()
    (root / "definitions/groups/draft/1.0.0.yaml").write_bytes(yaml_of(draft))
    files = download(root, tmp_path / "site")
    assert not [name for name in files if PLANNED_DAY in name or "draft" in name]
    assert "catalog/definitions/groups/core/1.0.0.yaml" in files


def test_the_download_is_a_catalog_that_can_be_read(tmp_path: Path) -> None:
    files = download(full_catalog(tmp_path / "catalog"), tmp_path / "site")
    for name, data in files.items():
        file = tmp_path / "taken" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    assert load(tmp_path / "taken/catalog", cache_folder=None).sound().decisions


def test_the_download_is_the_same_whatever_the_cache_held(tmp_path: Path) -> None:
    root = full_catalog(tmp_path / "catalog")
    publish(root, tmp_path / "before")
    first = root / "meetings/bodies/adv.yaml"
    first.write_bytes(yaml_of({**read(first.read_bytes()), "title": "Advisers"}))
    shutil.copytree(root, tmp_path / "elsewhere")
    publish(root, tmp_path / "one")
    publish(tmp_path / "elsewhere", tmp_path / "two")
    one, two = files_in(tmp_path / "one"), files_in(tmp_path / "two")
    with zipfile.ZipFile(BytesIO(one["download/catalog.zip"])) as packed:
        names = packed.namelist()
    assert names[1:] == sorted(names[1:])
    assert one == two


def test_the_download_of_the_reference_catalog_checks_and_has_the_digest_that_it_names(
    root: Path, tmp_path: Path
) -> None:
    files = download(root, tmp_path / "site")
    for name, data in files.items():
        file = tmp_path / "taken" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    taken, day = open_snapshot(tmp_path / "taken/catalog"), date(2026, 11, 30)
    report = check_catalog(tmp_path / "taken/catalog", on=day, as_known=day)
    assert not [found for found in report.findings if found.severity == "error"]
    assert taken.digest in files["catalog/README.txt"].decode()
    assert not [name for name in files if "edd-participation" in name]
