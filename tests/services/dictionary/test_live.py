"""In a running application the index follows the catalog beside, and no reader waits for it."""

import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from catalog.errors import IndexUnusable
from catalog.records.ids import Digest
from catalog.records.snapshot import Snapshot
from catalog.services.dictionary.live import LiveSearch
from catalog.services.dictionary.results import Asked
from catalog.services.dictionary.searching import DictionarySearch
from catalog.services.publishing.shelves import Shelves as PublicShelves
from catalog.services.publishing.state import read_state
from tests.builders import snapshot_of, world_of
from tests.worlds import element


@dataclass
class Shelves:
    """What is public: everything."""

    snapshot: Snapshot

    @property
    def texts(self) -> set[Digest]:
        """The digests of all texts."""
        return {text.digest for family in self.snapshot.elements.values() for text in family}


@dataclass
class Reading:
    """A state of a catalog."""

    snapshot: Snapshot
    today: date = date(2026, 6, 1)
    shelves: Shelves = field(init=False)

    def __post_init__(self) -> None:
        self.shelves = Shelves(self.snapshot)


def reading(title: str) -> Reading:
    return Reading(snapshot_of(world_of(element("k12.one", title=title))))


def wait_for(live: LiveSearch, read: Reading) -> None:
    end = time.monotonic() + 30
    while live.state(read) != "current":
        live.follow(read)
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_first_answer_is_given_at_once_and_the_index_follows(tmp_path: Path) -> None:
    live, first = LiveSearch(DictionarySearch(tmp_path, scope="public")), reading("Birth date")
    found = live.search(first, Asked(words="birth"))
    assert [hit.id for hit in found.hits] == ["k12.one"]
    wait_for(live, first)
    assert live.search(first, Asked(words="birth")).state == "current"
    second = reading("Wage")
    live.follow(second)
    wait_for(live, second)
    assert live.search(second, Asked(words="wages")).total == 1
    assert live.search(second, Asked(words="birth")).total == 0


@pytest.mark.slow
def test_a_large_index_is_written_by_a_process_of_its_own(root: Path) -> None:
    search, state = DictionarySearch(root, scope="public", in_place=10), read_state(root)
    public = PublicShelves(state=state).texts
    search.keep_up(state.snapshot, on=date(2026, 11, 21), public=public)
    found = search.search(state.snapshot, Asked(words="birth"), on=date(2026, 11, 21), public=public)
    assert found.state == "current"
    assert found.total > 5


def test_a_process_that_cannot_write_says_why(tmp_path: Path) -> None:
    search = DictionarySearch(tmp_path / "no-catalog", scope="all", in_place=1)
    with pytest.raises(IndexUnusable, match="is not a catalog"):
        search.keep_up(snapshot_of(world_of()), on=date(2026, 6, 1))


def test_an_index_that_cannot_be_written_is_not_tried_again_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    search = DictionarySearch(tmp_path, scope="public")
    search._index._folder.path = tmp_path / "file" / "index"
    live, read = LiveSearch(search), reading("Birth date")
    for _ in range(50):
        assert live.search(read, Asked(words="birth")).state == "missing"
        time.sleep(0.01)
    assert live._next_try > time.monotonic()
