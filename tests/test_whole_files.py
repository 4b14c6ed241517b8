"""Files that are there whole or not at all."""

import stat
from pathlib import Path

import pytest

from catalog.whole_files import write_file


def test_a_file_is_written_whole_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"one")
    write_file(tmp_path / "p", b"mine", private=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"one", "p": b"mine"}
    assert stat.S_IMODE((tmp_path / "p").stat().st_mode) == 0o600


def test_a_file_that_is_there_keeps_every_byte_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"one")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "a", b"two")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"one"]
    write_file(tmp_path / "a", b"two", replace=True)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"two"]


def test_where_it_cannot_be_named_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_file(tmp_path / "a", b"one", replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    with pytest.raises(FileNotFoundError):
        write_file(tmp_path / "none" / "a", b"one")
