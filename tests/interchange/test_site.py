"""A published folder is ours alone: what is foreign is refused, what a crash left is completed."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from catalog.errors import BadInput, WriteRefused
from catalog.interchange.site import Listed, Planned, manifest_bytes, opened


def fill(folder: Path, files: dict[str, bytes], *, finish: bool = True) -> None:
    """Publish some files."""
    with opened(folder) as site:
        site.note(sorted(files))
        for address, data in files.items():
            site.put(address, data)
        site.remove_others(set(files))
        if finish:
            listed = {address: Listed(_hash(data), len(data), None) for address, data in files.items()}
            site.finish(manifest_bytes({}, listed))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_folder_is_filled_and_nothing_else_is_left_in_it(tmp_path: Path) -> None:
    fill(tmp_path / "out", {"a/b.html": b"1", "c.html": b"2"})
    assert names(tmp_path / "out") == ["a", "a/b.html", "c.html", "manifest.json"]


def test_what_is_published_no_longer_goes_with_its_empty_folders(tmp_path: Path) -> None:
    fill(tmp_path, {"a/b/c.html": b"1", "a/d.html": b"2"})
    fill(tmp_path, {"a/d.html": b"2"})
    assert names(tmp_path) == ["a", "a/d.html", "manifest.json"]


@pytest.mark.parametrize("name", ["notes.txt", "a/notes.txt", ".htaccess"])
def test_a_foreign_file_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    fill(tmp_path, {"a/b.html": b"1"})
    (tmp_path / name).write_bytes(b"mine")
    before = names(tmp_path)
    with pytest.raises(WriteRefused, match="which no publication"):
        fill(tmp_path, {"new.html": b"1"})
    assert names(tmp_path) == before


def test_a_link_is_refused_wherever_it_leads(tmp_path: Path) -> None:
    fill(tmp_path / "out", {"a.html": b"1"})
    (tmp_path / "out/a.html").unlink()
    (tmp_path / "out/a.html").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WriteRefused, match="symbolic link"):
        fill(tmp_path / "out", {"a.html": b"1"})
    (tmp_path / "link").symlink_to(tmp_path / "out")
    with pytest.raises(WriteRefused, match="symbolic link"):
        fill(tmp_path / "link", {"a.html": b"1"})


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteRefused, match="cannot write in"):
        fill(tmp_path / "file", {"a.html": b"1"})


def test_what_a_publication_left_that_was_cut_short_is_ours(tmp_path: Path) -> None:
    fill(tmp_path, {"a.html": b"1", "b.html": b"1"}, finish=False)
    assert (tmp_path / ".p20w-publishing").exists()
    fill(tmp_path, {"a.html": b"2"})
    assert names(tmp_path) == ["a.html", "manifest.json"]


def test_two_publications_do_not_write_in_one_folder(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(WriteRefused, match="another publication"), opened(tmp_path):
        pass


@pytest.mark.parametrize("text", ["", "[]", '{"kind": "other"}', '{"kind": "publication"}', "[" * 99_999])
def test_a_manifest_that_is_none_of_ours_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BadInput, match="manifest"), opened(tmp_path):
        pass


def test_a_note_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".p20w-publishing").write_text("x")
    with pytest.raises(BadInput, match="cut short"), opened(tmp_path):
        pass


def test_a_file_is_as_it_was_only_where_its_bytes_are(tmp_path: Path) -> None:
    fill(tmp_path, {"a.html": b"12"})
    planned = Planned(address="a.html", make=bytes, sha256=_hash(b"12"))
    with opened(tmp_path) as site:
        assert site.as_it_was(planned) is not None
        assert site.as_it_was(Planned(address="a.html", make=bytes, made_from="x")) is None
    (tmp_path / "a.html").write_bytes(b"34")
    with opened(tmp_path) as site:
        assert site.as_it_was(planned) is None


def test_a_manifest_lists_each_file_with_hash_and_size(tmp_path: Path) -> None:
    fill(tmp_path, {"a.html": b"12"})
    listed = json.loads((tmp_path / "manifest.json").read_bytes())["files"]
    assert listed == {"a.html": {"sha256": _hash(b"12"), "size": 2}}


def test_everyone_may_read_what_is_published_whatever_the_umask(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        fill(tmp_path / "a/out", {"b/c.html": b"1"})
    finally:
        os.umask(mask)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "a").rglob("*")}
    assert modes == {"out": 0o755, "b": 0o755, "c.html": 0o644, "manifest.json": 0o644}
