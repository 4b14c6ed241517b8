"""An index that is brought up, change by change, answers as one built anew."""

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Term

from catalog.errors import IndexUnusable
from catalog.index.answering import Search
from catalog.index.asking import read
from catalog.index.searching import SearchIndex
from catalog.index.writing import write_part
from tests.indexes import WORDS, Shelf, ask, entry, ids, random_entries

ONE, TWO = entry("one", "Birth date"), entry("two", "Grade level")


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    shelf, index = Shelf(ONE, TWO), SearchIndex(tmp_path / "index")
    index.bring_to(shelf)
    shelf.made.clear()
    shelf.put(entry("two", "Wage quarter"))
    index.bring_to(shelf)
    assert shelf.made == ["element:two"]
    assert ids(ask(index, "wage")) == ["two"]
    assert ask(index, "level").total == 0


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    shelf, index = Shelf(ONE, TWO), SearchIndex(tmp_path / "index")
    name = index.bring_to(shelf)
    assert index.bring_to(Shelf(ONE, TWO)) == name
    assert index.bring_to(Shelf(ONE, TWO, day="2026-01-02")) != name


def test_what_is_gone_is_found_no_more(tmp_path: Path) -> None:
    shelf, index = Shelf(ONE, TWO), SearchIndex(tmp_path / "index")
    index.bring_to(shelf)
    shelf.drop("two")
    index.bring_to(shelf)
    assert ids(ask(index, "")) == ["one"]


def test_an_entry_is_made_again_when_a_text_changes_that_it_leans_on(tmp_path: Path) -> None:
    shelf, index = (
        Shelf(dataclasses.replace(ONE, leans_on=("grades@1.0.0",)), TWO),
        SearchIndex(tmp_path / "index"),
    )
    shelf.texts["grades@1.0.0"] = "before"
    index.bring_to(shelf)
    shelf.made.clear()
    shelf.texts["grades@1.0.0"] = "after"
    index.bring_to(shelf)
    assert shelf.made == ["element:one"]


def test_more_changes_than_one_wants_to_write_are_left(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")
    assert index.bring_to(Shelf(ONE, TWO), most=1) is None
    with pytest.raises(IndexUnusable):
        index.view()


def test_a_view_stays_as_it_is_while_the_index_moves_on(tmp_path: Path) -> None:
    shelf, index = Shelf(ONE, TWO), SearchIndex(tmp_path / "index")
    index.bring_to(shelf)
    before = index.view()
    for number in range(5):
        shelf.put(entry("two", f"Wage {number}"))
        index.bring_to(shelf)
    search = Search(question=read("grade level"))
    assert [one.key for one in before.search(search).records] == ["element:two"]
    assert index.view().search(search).total == 0


@pytest.mark.slow
def test_small_segments_are_merged_and_deleted_records_do_not_come_back(tmp_path: Path) -> None:
    shelf, index = Shelf(*random_entries(1, 300)), SearchIndex(tmp_path / "index")
    index.bring_to(shelf)
    for number in range(25):
        shelf.put(entry(f"e{number:03d}", f"Zebra {number}"))
        index.bring_to(shelf)
        assert ask(index, "zebra", most=None).total == number + 1
        assert ask(index, "", most=None).total == 300
    assert len(index.view().generation.segments) <= 10


def test_a_searcher_of_whoosh_that_is_refreshed_shows_deleted_records_so_none_is_ever_kept(
    tmp_path: Path,
) -> None:
    """The trap: ours opens anew at each generation, and shows neither what is gone nor anything twice."""
    shelf, index = Shelf(*random_entries(2, 60)), SearchIndex(tmp_path / "index")
    index.bring_to(shelf)
    for number in range(20):
        shelf.put(entry(f"e{number:03d}", "Zebra"))
        index.bring_to(shelf)
        found = ask(index, "zebra", most=None)
        assert sorted(set(ids(found))) == sorted(ids(found))
        assert found.total == number + 1
    sources = (Path(__file__).parents[2] / "catalog/index").glob("*.py")
    assert not [file.name for file in sources if ".refresh(" in file.read_text(encoding="utf-8")]


def test_whoosh_itself_opens_what_was_written(tmp_path: Path) -> None:
    shelf, index = Shelf(ONE, TWO), SearchIndex(tmp_path / "index")
    index.bring_to(shelf)
    shelf.put(entry("two", "Birth certificate"))
    index.bring_to(shelf)
    folder = index.view().generation.folder
    with FileStorage(str(folder)).open_index().searcher() as searcher:
        found = searcher.search(Term("en", "birth"), limit=None)
        assert sorted(hit["stored"][0] for hit in found) == ["element:one", "element:two"]


changes = st.lists(
    st.tuples(st.sampled_from(["put", "drop"]), st.integers(0, 29), st.integers(0, 10**6)),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@settings(max_examples=12)
@given(changes=changes)
def test_an_index_brought_up_answers_as_one_built_anew(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("renewing")
    shelf, index = Shelf(*random_entries(3, 30)), SearchIndex(folder / "index")
    index.bring_to(shelf)
    for what, number, seed in changes:
        if what == "drop" and f"element:e{number:03d}" in shelf.entries:
            shelf.drop(f"e{number:03d}")
        elif what == "put":
            (made,) = random_entries(seed, 1)
            shelf.put(dataclasses.replace(made, key=f"element:e{number:03d}"))
        index.bring_to(shelf)
    anew = SearchIndex(folder / "anew")
    anew.bring_to(shelf)
    for words in (
        *WORDS,
        "birth date",
        "enrolled pupil grade",
        '"school year"',
        "gra*",
        "pupil NOT grade",
        "gradde",
    ):
        one, other = ask(index, words, most=None), ask(anew, words, most=None)
        assert [(hit.key, round(hit.score, 3)) for hit in one.records] == [
            (hit.key, round(hit.score, 3)) for hit in other.records
        ]
        assert (one.counts, one.corrected, one.meant) == (other.counts, other.corrected, other.meant)


@pytest.mark.slow
def test_two_processes_write_what_one_would(tmp_path: Path) -> None:
    entries = list(random_entries(4, 1_600))
    both = SearchIndex(tmp_path / "both")
    both.bring_to(Shelf(*entries))
    assert len(both.view().generation.segments) == (2 if (os.cpu_count() or 1) > 1 else 1)
    alone = SearchIndex(tmp_path / "alone")
    alone.bring_to(Shelf(*entries[:1_300]))
    alone.bring_to(Shelf(*entries[:1_400]))
    alone.bring_to(Shelf(*entries))
    for words in WORDS:
        assert ids(ask(both, words, most=None)) == ids(ask(alone, words, most=None))


def test_an_update_shares_the_files_that_stay(tmp_path: Path) -> None:
    shelf, index = Shelf(*random_entries(5, 100)), SearchIndex(tmp_path / "index")
    index.bring_to(shelf)
    before = index.view().generation
    shelf.put(entry("e001", "Zebra"))
    index.bring_to(shelf)
    after = index.view().generation
    shared = [name for name in before.about.files if (after.folder / name).exists() and name[0] != "_"]
    assert shared
    assert all((before.folder / name).samefile(after.folder / name) for name in shared)


def test_a_part_is_an_index_by_itself(tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.mkdir()
    write_part(part, [ONE])
    with FileStorage(str(part)).open_index().reader() as reader:
        assert reader.doc_count() == 1
