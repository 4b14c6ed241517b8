"""One process writes while others read, writers take turns, and one that is killed leaves no half index."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalog.errors import IndexUnusable
from catalog.index.searching import SearchIndex
from tests.indexes import Shelf, ask, entry, ids, random_entries

ROOT = Path(__file__).parents[2]
READER = """
import sys
from pathlib import Path
from catalog.index.searching import SearchIndex
from tests.indexes import ask
index, seen, wrong = SearchIndex(Path(sys.argv[1])), set(), 0
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    found = ask(index, "zebra", most=None)
    numbers = {one.title.partition(" ")[2] for one in found.records}
    wrong += len(numbers) != 1 or found.total != 20 or ask(index, "", most=None).total < 20
    seen |= numbers
print(len(seen), wrong)
"""
WRITER = """
import sys
from pathlib import Path
from catalog.index.searching import SearchIndex
from tests.indexes import Shelf, entry
index = SearchIndex(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    index.bring_to(Shelf(*(entry(f"e{at}", f"Zebra {sys.argv[3]}x{number}") for at in range(20))))
"""
BUILDER = """
import sys
from pathlib import Path
from catalog.index.searching import SearchIndex
from tests.indexes import Shelf, random_entries
print("begun", flush=True)
SearchIndex(Path(sys.argv[1])).bring_to(Shelf(*random_entries(9, 2000), day="another"))
"""


def started(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )


def shelf(name: str) -> Shelf:
    return Shelf(*(entry(f"e{at}", f"Zebra {name}") for at in range(20)))


@pytest.mark.slow
def test_readers_see_the_old_or_the_new_and_never_half_of_one(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    SearchIndex(folder).bring_to(shelf("first"))
    done = tmp_path / "done"
    readers = [started(READER, folder, done) for _ in range(3)]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    writers = [started(WRITER, folder, 12, name) for name in ("a", "b")]
    for writer in writers:
        assert writer.wait() == 0
        assert writer.stdout is not None
        writer.stdout.close()
    done.touch()
    for reader in readers:
        seen, wrong = reader.communicate()[0].split()
        assert int(wrong) == 0
        assert int(seen) > 1
    (left,) = {one.title for one in ask(SearchIndex(folder), "zebra", most=None).records}
    assert left in {"Zebra ax11", "Zebra bx11"}


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_the_index_before(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    SearchIndex(folder).bring_to(shelf("first"))
    for wait in (0.0, 0.3, 0.8, 1.5):
        builder = started(BUILDER, folder)
        assert builder.stdout is not None
        builder.stdout.readline()
        time.sleep(wait)
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        builder.stdout.close()
        found = ask(SearchIndex(folder), "zebra", most=None)
        assert found.total in {20, 0}  # 0: it was quick, and all of it is there
        assert ask(SearchIndex(folder), "", most=None).total == (20 if found.total else 2000)
    index = SearchIndex(folder)
    index.bring_to(shelf("after"))
    assert ids(ask(index, "after", most=None)) == ids(ask(index, "zebra", most=None))
    assert not list(folder.glob(".new-*"))


def test_a_part_that_cannot_be_written_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    index = SearchIndex(tmp_path / "index")
    with pytest.raises(IndexUnusable):
        index.bring_to(Shelf(*random_entries(1, 1_501)))
    with pytest.raises(IndexUnusable, match="no search index"):
        index.view()
