"""A step changes several files or none, whoever is killed when; readers see one state."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.errors import WriteRefused
from catalog.store.layout import is_passed_over
from catalog.store.steps import Appended, Change, New, Replaced, alone, settled, take

OLD, NEW = b"old\n" * 5_000, b"new\n" * 9_000

# Takes one step of three changes and kills itself at the n-th thing it does to a file below the folder.
DRIVER = """
import os, signal, sys
from pathlib import Path
from catalog.store.steps import Appended, New, Replaced, alone, take

root, at = sys.argv[1], int(sys.argv[2])
seen = 0
WATCHED = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "shutil.rmtree"}

def watch(event, arguments):
    global seen
    if event in WATCHED and root in str(arguments[0]):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
old, new = b"old\\n" * 5_000, b"new\\n" * 9_000
with alone(Path(root)):
    take(Path(root), [
        New(path="definitions/er/new", data=new),
        Replaced(path="meetings/changed", was=old, data=new),
        Appended(path="meetings/grown", size=len(old), data=new),
    ])
"""


def prepared(folder: Path) -> Path:
    (folder / "meetings").mkdir(parents=True)
    (folder / "meetings/changed").write_bytes(OLD)
    (folder / "meetings/grown").write_bytes(OLD)
    return folder


def contents(root: Path) -> dict[str, bytes]:
    """What a reader of a catalog looks at: no file whose name, or a folder's, starts with a dot."""
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not is_passed_over(name)}


BEFORE = {"meetings/changed": OLD, "meetings/grown": OLD}
AFTER = {"meetings/changed": NEW, "meetings/grown": OLD + NEW, "definitions/er/new": NEW}


@pytest.mark.slow
def test_a_step_that_is_killed_has_happened_whole_or_not_at_all_after_the_next_start(
    tmp_path: Path, root: Path
) -> None:
    ends = []
    for at in range(1, 200):
        folder = prepared(tmp_path / str(at))
        done = subprocess.run(
            [sys.executable, "-c", DRIVER, str(folder), str(at)], cwd=root, capture_output=True, check=False
        )
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
        settled(folder)  # what every reader does first
        assert contents(folder) in (BEFORE, AFTER), at
        with alone(folder):
            pass
        assert contents(folder) in (BEFORE, AFTER), at
        assert sorted(path.name for path in (folder / ".p20w").iterdir() if path.name[0] != ".") in (
            ["lock"],
            ["last", "lock"],
        )
        ends.append(contents(folder) == AFTER)
        if done.returncode == 0:
            break
    assert ends[-1]
    assert ends == sorted(ends), "once a step has happened it stays"
    assert ends.count(False) > 10
    assert ends.count(True) > 10


def test_a_step_that_finds_another_file_than_expected_changes_nothing(tmp_path: Path) -> None:
    root = prepared(tmp_path / "catalog")
    wrong: tuple[list[Change], ...] = (
        [New(path="meetings/fresh", data=b"x"), Replaced(path="meetings/changed", was=b"other", data=NEW)],
        [New(path="meetings/fresh", data=b"x"), New(path="meetings/grown", data=b"x")],
        [New(path="meetings/fresh", data=b"x"), Appended(path="meetings/grown", size=3, data=b"x")],
        [New(path="meetings/fresh", data=b"x"), Replaced(path="meetings/nowhere", was=b"", data=b"x")],
    )
    for changes in wrong:
        with alone(root), pytest.raises(WriteRefused):
            take(root, changes)
        assert contents(root) == BEFORE


def test_links_are_not_followed(tmp_path: Path) -> None:
    root, outside = prepared(tmp_path / "catalog"), tmp_path / "outside"
    outside.mkdir()
    (root / "meetings/link").symlink_to(outside)
    with alone(root), pytest.raises(WriteRefused, match="link"):
        take(root, [New(path="meetings/link/file", data=b"x")])
    assert not list(outside.iterdir())


@pytest.mark.slow
def test_writers_wait_for_each_other_and_lose_nothing(tmp_path: Path, root: Path) -> None:
    catalog = prepared(tmp_path / "catalog")
    script = """
import sys
from pathlib import Path
from catalog.store.steps import Replaced, alone, take
root = Path(sys.argv[1])
for _ in range(20):
    with alone(root):
        was = (root / "meetings/changed").read_bytes()
        take(root, [Replaced(path="meetings/changed", was=was, data=was + sys.argv[2].encode())])
"""
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(catalog), name], cwd=root) for name in "abcd"
    ]
    assert [one.wait() for one in running] == [0, 0, 0, 0]
    added = (catalog / "meetings/changed").read_bytes().removeprefix(OLD).decode()
    assert sorted(added) == sorted("abcd" * 20)


def test_a_mark_changes_with_every_step(tmp_path: Path) -> None:
    root = prepared(tmp_path / "catalog")
    marks = [settled(root)]
    for number in range(3):
        with alone(root):
            take(root, [New(path=f"meetings/file-{number}", data=b"x")])
        marks.append(settled(root))
    assert len(set(marks)) == 4


@pytest.mark.parametrize(
    "noted",
    [
        '[{"path": "../evil", "file": "0000", "size": null}]',
        '[{"path": "/tmp/evil", "file": "0000", "size": null}]',
        '[{"path": "meetings/../../evil", "file": "0000", "size": null}]',
        '[{"path": "meetings/x", "file": "../../secret", "size": null}]',
        '[{"path": "meetings/x", "file": "0000", "size": -1}]',
        '[{"path": ".git/hooks/x", "file": "0000", "size": null}]',
        '[{"path": "meetings/x"}]',
        "{}, no JSON",
        "7",
    ],
)
def test_a_step_that_this_program_cannot_have_written_is_refused_and_carried_out_nowhere(
    tmp_path: Path, noted: str
) -> None:
    root = prepared(tmp_path / "catalog")
    (root / ".p20w/step").mkdir(parents=True)
    (root / ".p20w/step/0000").write_bytes(b"x")
    (root / ".p20w/step/changes.json").write_text(noted, encoding="utf-8")
    with pytest.raises(WriteRefused):
        settled(root)
    assert contents(root) == BEFORE
    assert [path.name for path in tmp_path.iterdir()] == ["catalog"]
