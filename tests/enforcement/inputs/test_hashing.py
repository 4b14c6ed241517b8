"""The hashes of files: made beside other work, of what was looked at, or not at all."""

import hashlib
import os
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.enforcement.inputs.hashing import hashed_beside, hashes_of
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.inputs.seen import FileSeen, Input, stamp_of
from catalog.errors import BadInput


def parts_at(folder: Path) -> list[Path]:
    folder.mkdir()
    for number in range(3):
        pq.write_table(
            pa.table({"n": list(range(1000 * number, 1000 * number + 500))}), folder / f"{number}.parquet"
        )
    return sorted(folder.iterdir())


def test_each_file_has_its_hash_in_their_order(tmp_path: Path) -> None:
    parts = parts_at(tmp_path / "parts")
    told = tuple(hashlib.sha256(part.read_bytes()).hexdigest() for part in parts)
    data = look(tmp_path / "parts")
    assert [file.sha256 for file in data.files] == [None] * 3
    assert hashes_of(data) == told
    with hashed_beside(data) as hashes:
        assert hashes() == told
    text = tmp_path / "in.csv"
    text.write_text("n\n1\n", encoding="utf-8")
    assert hashes_of(look(text)) == (hashlib.sha256(text.read_bytes()).hexdigest(),)


def test_a_file_that_changed_since_it_was_looked_at_has_no_hash(tmp_path: Path) -> None:
    parts = parts_at(tmp_path / "parts")
    data = look(tmp_path / "parts")
    other = parts[1].read_bytes()[::-1]
    parts[1].write_bytes(other)
    os.utime(parts[1], ns=(0, data.files[1].stamp[2]))
    with pytest.raises(BadInput, match="changed while it was read"):
        hashes_of(data)
    with hashed_beside(data) as hashes, pytest.raises(BadInput, match="changed while it was read"):
        hashes()
    parts[1].unlink()
    with pytest.raises(BadInput, match="cannot read"):
        hashes_of(data)


def test_work_that_ends_without_its_hashes_leaves_them_off(tmp_path: Path) -> None:
    path = tmp_path / "large.parquet"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # takes no room, and many minutes to be hashed
    seen = FileSeen(path=path, stamp=stamp_of(path))
    data = Input(kind="parquet", files=(seen,), columns=(), rows=0)
    with hashed_beside(data):
        assert [one for one in threading.enumerate() if one.name.startswith("hashing")]
    assert not [one for one in threading.enumerate() if one.name.startswith("hashing")]
    path.unlink()
