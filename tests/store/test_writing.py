"""The one writer: whole or not at all, whatever happens on the way."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.errors import WriteRefused
from catalog.store.layout import is_passed_over
from catalog.store.reading import load
from catalog.store.writing import write_folder, write_whole
from tests.whole import whole
from tests.worlds import write

OLD, NEW = b"old\n" * 10_000, b"new\n" * 20_000

# Runs one write and kills itself at the n-th event that the interpreter reports to auditors below the folder.
# What is killed is the process itself, with a signal that nothing can catch; no function is replaced.
DRIVER = """
import os, signal, sys
from pathlib import Path
from catalog.services.starting import start
from catalog.store.writing import write_whole

folder, at, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
seen = 0
WATCHED = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "shutil.rmtree"}

def watch(event, arguments):
    global seen
    if event in WATCHED and folder in str(arguments[0]):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
if what == "start":
    start(Path(folder) / "made")
else:
    path = Path(folder) / "deep/er/1.0.0.yaml"
    write_whole(path, b"new\\n" * 20_000, replace=what == "replace")
"""


def killed(folder: Path, at: int, *, what: str, root: Path) -> bool:
    """Run a write that dies at the n-th step; say whether there was such a step."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(folder), str(at), what], cwd=root, capture_output=True, check=False
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
    return done.returncode != 0


def names(folder: Path) -> list[str]:
    """List what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def litter(folder: Path) -> list[str]:
    """List the files that a check of a catalog would look at."""
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return [path for path in files if not is_passed_over(path)]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["new", "replace"])
def test_a_write_that_is_killed_leaves_the_old_text_or_the_new_one(
    tmp_path: Path, root: Path, what: str
) -> None:
    steps = 0
    for at in range(1, 100):
        folder = tmp_path / str(at)
        file = folder / "deep/er/1.0.0.yaml"
        folder.mkdir()
        if what == "replace":
            write_whole(file, OLD)
        alive = not killed(folder, at, what=what, root=root)
        left = [file.read_bytes()] if file.exists() else []
        assert left in ([NEW], [OLD] if what == "replace" else [])
        assert litter(folder) in ([], ["deep/er/1.0.0.yaml"])
        if alive:
            assert left == [NEW]
            break
        write_whole(file, NEW, replace=file.exists())
        assert file.read_bytes() == NEW
        steps = at
    assert steps >= 4


@pytest.mark.slow
def test_a_start_that_is_killed_leaves_no_half_catalog(tmp_path: Path, root: Path) -> None:
    steps = 0
    for at in range(1, 200, 3):
        folder = tmp_path / str(at)
        folder.mkdir()
        alive = not killed(folder, at, what="start", root=root)
        made = folder / "made"
        if (made / "definitions").exists():
            assert load(made, cache_folder=None).snapshot is not None
            assert sorted(path.name for path in made.iterdir() if not path.name.startswith(".")) == [
                "agreements",
                "definitions",
                "lineage",
                "meetings",
            ]
        if alive:
            assert (made / "definitions").exists()
            break
        steps = at
    assert steps > 30


def test_what_a_killed_write_leaves_is_no_finding(tmp_path: Path, root: Path) -> None:
    write(whole(), tmp_path)
    folder = tmp_path / "agreements"
    for at in range(1, 20):
        if not killed(folder, at, what="new", root=root):
            break
        (folder / "deep/er/1.0.0.yaml").unlink(missing_ok=True)
    (folder / "deep/er/1.0.0.yaml").unlink()
    assert load(tmp_path, cache_folder=None).findings == ()


def test_a_text_that_is_there_keeps_every_byte(tmp_path: Path) -> None:
    file = tmp_path / "1.0.0.yaml"
    write_whole(file, OLD)
    before = file.stat()
    with pytest.raises(WriteRefused) as caught:
        write_whole(file, NEW)
    assert "exists already" in caught.value.message
    assert file.read_bytes() == OLD
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert names(tmp_path) == ["1.0.0.yaml"]


@pytest.mark.parametrize("replace", [False, True])
def test_a_folder_or_a_link_in_its_place_is_not_written_through(tmp_path: Path, *, replace: bool) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(WriteRefused):
        write_whole(tmp_path / "folder.yaml", NEW, replace=replace)
    (tmp_path / "outside").write_bytes(OLD)
    (tmp_path / "link.yaml").symlink_to(tmp_path / "outside")
    if replace:
        write_whole(tmp_path / "link.yaml", NEW, replace=True)
        assert not (tmp_path / "link.yaml").is_symlink()
    else:
        with pytest.raises(WriteRefused):
            write_whole(tmp_path / "link.yaml", NEW)
    assert (tmp_path / "outside").read_bytes() == OLD


@pytest.mark.parametrize("path", ["file/1.0.0.yaml", "x" * 300, "file/deep/1.0.0.yaml"])
def test_a_place_that_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteRefused) as caught:
        write_whole(tmp_path / path, NEW)
    assert "cannot write" in caught.value.message
    assert names(tmp_path) == ["file"]


def test_the_umask_says_who_may_read_unless_it_is_private(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", b"")
        write_whole(tmp_path / "b", b"", private=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600


FULL_DISK = """
import resource, sys
from pathlib import Path
from catalog.errors import WriteRefused
from catalog.services.starting import start
from catalog.store.writing import write_whole

resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
path, what = Path(sys.argv[1]), sys.argv[2]
try:
    start(path) if what == "start" else write_whole(path, b"new\\n" * 20_000, replace=what == "replace")
except WriteRefused as refused:
    print(refused.message)
"""


@pytest.mark.parametrize("what", ["new", "replace"])
def test_a_disk_without_room_leaves_what_was_there(tmp_path: Path, root: Path, what: str) -> None:
    file = tmp_path / "1.0.0.yaml"
    if what == "replace":
        write_whole(file, OLD)
    assert "cannot write" in without_room(file, what=what, root=root)
    assert (file.read_bytes() if file.exists() else b"") == (OLD if what == "replace" else b"")
    assert names(tmp_path) == (["1.0.0.yaml"] if what == "replace" else [])


def test_a_start_without_room_leaves_nothing(tmp_path: Path, root: Path) -> None:
    assert "cannot write" in without_room(tmp_path / "new", what="start", root=root)
    assert names(tmp_path) == []


def without_room(path: Path, *, what: str, root: Path) -> str:
    """Run a write in a process whose files may hold 500 bytes, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), what],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_folder_is_filled_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "a/b", {"x/1": b"1", "x/2/3": b"2", "y": b"3"})
    assert (tmp_path / "a/b/x/2/3").read_bytes() == b"2"
    assert names(tmp_path / "a/b") == ["x", "y"]


@pytest.mark.parametrize("name", ["file", "full", "file/below"])
def test_a_folder_that_is_there_and_not_empty_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("here")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/.hidden").write_text("here")
    with pytest.raises(WriteRefused):
        write_folder(tmp_path / name, {"x": b"1"})
    assert (tmp_path / "file").read_text() == "here"
    assert names(tmp_path / "full") == [".hidden"]
