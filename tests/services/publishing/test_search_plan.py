"""A published folder can be searched: the page, the shards, and the same bytes from the same catalog."""

import json
from pathlib import Path

import pytest

from catalog.services.publishing.publishing import publish
from tests.builders import world_of
from tests.worlds import element, write


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    write(world_of(element("k12.birth", title="Birth date")), tmp_path / "catalog")
    return tmp_path / "catalog"


@pytest.mark.slow
def test_a_published_folder_has_its_index(catalog: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert not publish(catalog, one).findings
    publish(catalog, other)
    assert json.loads((one / "find/about.json").read_bytes())["count"] == 2
    for file in sorted((one / "find").iterdir()):
        assert file.read_bytes() == (other / "find" / file.name).read_bytes()


@pytest.mark.slow
def test_its_search_page_has_a_script_and_says_what_to_do_without(catalog: Path, tmp_path: Path) -> None:
    publish(catalog, tmp_path / "site")
    for page in ("search.html", "es/search.html"):
        text = (tmp_path / "site" / page).read_text(encoding="utf-8")
        assert "static/js/find.js" in text
        assert 'href="definitions.html"' in text
        assert "<noscript>" in text
        assert "hx-" not in text
        assert "suggest" not in text


@pytest.mark.slow
def test_a_definition_that_changes_changes_the_index(catalog: Path, tmp_path: Path) -> None:
    publish(catalog, tmp_path / "site")
    write(world_of(element("k12.birth", title="Zebra")), catalog)
    publish(catalog, tmp_path / "site")
    names = json.loads((tmp_path / "site/find/names-000.json").read_bytes())
    assert [name[1] for name in names] == ["Zebra", "k12.ssid"]
