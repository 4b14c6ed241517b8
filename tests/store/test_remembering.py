"""What was just written is known by the hash of its bytes, and believed only while they are the same."""

import time
from pathlib import Path

import pytest

from catalog.store.cache import Cache
from catalog.store.reading import load, remember
from catalog.store.yaml_text import read
from tests.whole import whole
from tests.worlds import write


def prepared(folder: Path) -> tuple[Path, Path]:
    """A catalog that was opened once its stamps could be trusted, and its cache."""
    catalog, kept = folder / "catalog", folder / "kept"
    write(whole(), catalog)
    time.sleep(2.1)
    load(catalog, cache_folder=kept).sound()
    return catalog, kept


@pytest.mark.slow
def test_a_file_that_was_remembered_is_not_parsed_and_an_edited_one_is(tmp_path: Path) -> None:
    catalog, kept = prepared(tmp_path)
    (path,) = [one for one in whole() if one.startswith("meetings/bodies/")]
    data = (catalog / path).read_bytes().replace(b"Board", b"Council")
    (catalog / path).write_bytes(data)
    told = read(data) | {"title": "As the cache was told"}
    remember(catalog, path, data=data, document=told, cache_folder=kept)
    (body,) = load(catalog, cache_folder=kept).sound().bodies.values()
    assert body.title == "As the cache was told"
    (body,) = load(catalog, cache_folder=kept).sound().bodies.values()
    assert body.title == "As the cache was told"
    (catalog / path).write_bytes(data + b"\n")
    (body,) = load(catalog, cache_folder=kept).sound().bodies.values()
    assert body.title == read(data)["title"]


def test_without_a_cache_nothing_is_remembered(tmp_path: Path) -> None:
    write(whole(), tmp_path)
    (path,) = [one for one in whole() if one.startswith("meetings/bodies/")]
    data = (tmp_path / path).read_bytes()
    remember(tmp_path, path, data=data, document=read(data), cache_folder=None)
    remember(tmp_path, path, data=data, document=read(data), cache_folder=tmp_path / "kept")
    assert not Cache(tmp_path / "kept", tmp_path).load().files
