"""The folder of an index: its user's alone, whole or not there, and never read where it was tampered with."""

import pickle
from pathlib import Path

import pytest

from catalog.errors import IndexUnusable
from catalog.index.folder import IndexFolder
from catalog.index.searching import SearchIndex
from tests.indexes import Shelf, ask, entry, ids

ONE, TWO = entry("one", "Birth date"), entry("two", "Grade level")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "index"
    SearchIndex(made).bring_to(Shelf(ONE, TWO))
    return made


def test_the_folder_belongs_to_its_user_alone(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not any(path.stat().st_mode & 0o077 for path in folder.iterdir() if path.is_dir())


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o702])
def test_a_folder_that_others_can_reach_into_is_neither_read_nor_written(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    with pytest.raises(IndexUnusable, match="not its user's alone"):
        SearchIndex(folder).view()
    with pytest.raises(IndexUnusable, match="not its user's alone"):
        SearchIndex(folder).bring_to(Shelf(ONE))


def test_a_link_in_its_place_is_not_followed(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    with pytest.raises(IndexUnusable):
        SearchIndex(link).view()


@pytest.mark.parametrize(
    "said", ["", "../../elsewhere", "g00000001-00000000\n", "g99999999-00000000", "\xff"]
)
def test_a_pointer_to_nowhere_is_no_index(folder: Path, said: str) -> None:
    (folder / "current").write_text(said, encoding="latin-1")
    with pytest.raises(IndexUnusable):
        SearchIndex(folder).view()
    index = SearchIndex(folder)
    index.bring_to(Shelf(ONE, TWO))
    assert ids(ask(index, "grade")) == ["two"]


def test_a_file_that_was_tampered_with_is_not_unpickled(folder: Path) -> None:
    (current,) = [path for path in folder.iterdir() if path.name.startswith("g0")]
    marker = folder / "ran"

    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (marker,))

    (toc,) = current.glob("*.toc")
    toc.write_bytes(toc.read_bytes()[:24] + pickle.dumps(Bomb()))
    with pytest.raises(IndexUnusable, match="not as it was written"):
        SearchIndex(folder).view()
    assert not marker.exists()


@pytest.mark.parametrize("name", ["about.msgpack", "*.trm", "*.pst", "*.toc", "*.col"])
@pytest.mark.parametrize("damage", ["gone", "short", "flipped"])
def test_a_broken_index_is_told_and_then_built_anew(folder: Path, name: str, damage: str) -> None:
    (current,) = [path for path in folder.iterdir() if path.name.startswith("g0")]
    file = next(iter(current.glob(name)))
    data = file.read_bytes()
    if damage == "gone":
        file.unlink()
    elif damage == "short":
        file.write_bytes(data[: len(data) // 2])
    else:
        file.write_bytes(data[:-1] + bytes([data[-1] ^ 0xFF]))
    with pytest.raises(IndexUnusable):
        SearchIndex(folder).view()
    index = SearchIndex(folder)
    index.bring_to(Shelf(ONE, TWO))
    assert ids(ask(index, "birth")) == ["one"]


def test_old_generations_go_and_the_last_two_stay(folder: Path) -> None:
    index = SearchIndex(folder)
    for number in range(6):
        index.bring_to(Shelf(ONE, entry("two", f"Grade {number}")))
    assert len([path for path in folder.iterdir() if path.name.startswith("g0")]) == 2


def test_what_a_crash_left_beside_is_removed(folder: Path) -> None:
    (folder / ".new-deadbeef").mkdir()
    (folder / ".new-deadbeef" / "half").write_text("half")
    SearchIndex(folder).bring_to(Shelf(ONE))
    assert not (folder / ".new-deadbeef").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnusable, match="cannot be written"):
        SearchIndex(tmp_path / "file" / "index").bring_to(Shelf(ONE))
    assert IndexFolder(tmp_path / "none").current() is None
