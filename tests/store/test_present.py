"""One record at a time, as its file has it now, whatever a cache remembers."""

import os
from pathlib import Path

import pytest

from catalog.store.canonical import digest
from catalog.store.present import PresentFiles
from catalog.store.reading import load
from catalog.store.yaml_text import YamlFault
from tests.logs import TEXT, TEXT_FILE, write_document
from tests.worlds import vocabulary, write


@pytest.mark.parametrize("remembers", [True, False])
def test_a_record_is_what_its_file_says_now(tmp_path: Path, remembers: bool) -> None:
    root, cache = tmp_path / "catalog", tmp_path / "cache" if remembers else None
    write(vocabulary(), root)
    write_document(root, TEXT_FILE, TEXT)
    load(root, cache_folder=cache).sound()
    found = PresentFiles(root, cache_folder=cache).record(TEXT_FILE)
    assert found is not None
    assert (found.digest, found.document) == (digest(TEXT), TEXT)
    stamp = (root / TEXT_FILE).stat()
    other = (root / TEXT_FILE).read_text().replace("Core", "Rest")
    (root / TEXT_FILE).write_text(other)
    os.utime(root / TEXT_FILE, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    changed = PresentFiles(root, cache_folder=cache).record(TEXT_FILE)
    assert changed is not None
    assert (changed.digest, changed.document) == (
        digest({**TEXT, "title": "Rest"}),
        {**TEXT, "title": "Rest"},
    )


def test_a_file_that_is_not_there_is_none_and_one_that_is_no_record_a_fault(tmp_path: Path) -> None:
    present = PresentFiles(tmp_path, cache_folder=None)
    assert present.record("meetings/decisions/gb/2026/0001.yaml") is None
    (tmp_path / "a.yaml").write_text("a: 1\na: 2\n")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    (tmp_path / "c.yaml").mkdir()
    for name, line in (("a.yaml", 2), ("b.yaml", 1), ("c.yaml", 1)):
        with pytest.raises(YamlFault) as refused:
            present.record(name)
        assert refused.value.line == line


def test_files_below_a_folder_are_listed_without_what_a_crash_left(tmp_path: Path) -> None:
    for name in ("b/2026/0002.yaml", "a/2026/0001.yaml", "a/.x/0001.yaml", "a/.0001.yaml", "a/README.md"):
        write_document(tmp_path, f"meetings/decisions/{name}", {})
    listed = PresentFiles(tmp_path, cache_folder=None).below("meetings/decisions")
    assert listed == ["meetings/decisions/a/2026/0001.yaml", "meetings/decisions/b/2026/0002.yaml"]
