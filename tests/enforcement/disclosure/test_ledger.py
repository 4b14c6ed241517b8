"""The ledger keeps what was released, compares, and refuses whole where anything about it is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rfc8785

from catalog.enforcement.disclosure.audit import audit
from catalog.enforcement.disclosure.ledger import Ledger, check_against
from catalog.enforcement.disclosure.releases import (
    TOGETHER,
    canonical,
    published_by,
    release_from,
)
from catalog.enforcement.disclosure.rule import DisclosureRule
from catalog.enforcement.disclosure.tables import Cell, CountTable
from catalog.errors import BadInput
from tests.enforcement.disclosure.tabulating import a_release, at_random, by_county, protected

OLD = {"Alpine": (20, 30, 40), "Butte": (50, 60, 70)}
MORE = OLD | {"Alpine": (23, 30, 40)}
OTHER = {"Alpine": (200, 300, 400), "Butte": (500, 600, 700)}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    found = Ledger(tmp_path / "releases")
    found.begin()
    return found


def files(ledger: Ledger) -> list[Path]:
    """Return the files of the entries, the oldest first."""
    return sorted(ledger._folder.glob("*.json"))


def test_what_is_recorded_is_read_back_in_order(ledger: Ledger) -> None:
    first, second = a_release(by_county(OLD)), a_release(at_random(3, (4, 3), mean=9, rates=True))
    ledger.record(first)
    ledger.record(second)
    assert [entry.release for entry in ledger.entries()] == [first, second]
    assert [entry.id for entry in ledger.entries()] == [first.id, second.id]
    assert published_by(second) == protected(second.table).published


def test_the_same_release_again_is_the_same_entry(ledger: Ledger) -> None:
    entry = ledger.record(a_release(by_county(OLD)))
    assert ledger.record(a_release(by_county(OLD))) == entry
    turned = by_county(OLD)
    assert ledger.record(a_release(replace(turned, cells=turned.cells[::-1]))) == entry
    assert len(files(ledger)) == 1
    assert not ledger.admit(a_release(by_county(OLD)))


def test_folder_and_files_are_their_users_alone(ledger: Ledger) -> None:
    ledger.record(a_release(by_county(OLD)))
    assert stat.S_IMODE(ledger._folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in ledger._folder.iterdir()} == {0o600}


def test_an_entry_is_canonical_json(ledger: Ledger) -> None:
    ledger.record(a_release(by_county({'Ålpine "\\\n\x7f\u2028': (20, 30, 40), "😀": (1, 50, 60)})))
    data = files(ledger)[0].read_bytes()
    assert rfc8785.dumps(json.loads(data)) == data


def test_a_release_that_isolates_somebody_is_not_admitted(ledger: Ledger) -> None:
    assert not ledger.admit(a_release(by_county(OLD)))
    found = ledger.admit(a_release(by_county(MORE), recipient="usc"))
    assert {one.code for one in found} == {"difference-isolates-people"}
    assert found == check_against(ledger, a_release(by_county(MORE), recipient="usc"))
    assert len(ledger.entries()) == 1


def test_a_release_of_another_dataset_is_not_compared(ledger: Ledger) -> None:
    ledger.record(replace(a_release(by_county(OLD)), dataset="k12/discipline"))
    assert not ledger.admit(a_release(by_county(MORE)))


ALPINE_IS_SMALL = {"Alpine": (4, 30, 40), "Butte": (50, 60, 70), "Colusa": (20, 25, 90)}


def test_what_one_release_hides_to_protect_a_cell_may_not_be_shown_by_another(ledger: Ledger) -> None:
    first = a_release(by_county(ALPINE_IS_SMALL))
    ledger.record(first)
    corner = {("Alpine", "9"), ("Alpine", None), (None, "9"), (None, None)}
    assert set(first.hidden) != corner
    second = replace(first, recipient="usc", hidden=tuple(sorted(corner, key=str)))
    assert not audit(published_by(first))
    assert not audit(published_by(second))
    found = check_against(ledger, second)
    assert {one.code for one in found} == {TOGETHER}
    assert "Alpine" in found[0].message


def test_a_margin_that_another_table_shows_is_found(ledger: Ledger) -> None:
    table = by_county({"Alpine": (4, 0, 0), "Butte": (50, 60, 70), "Colusa": (20, 25, 90)})
    first = a_release(table)
    hidden = {key[0] for key in first.hidden if key[1] is None}
    ledger.record(first)
    counties = CountTable(
        dimensions=table.dimensions[:1],
        cells=tuple(
            Cell(key=(name,), count=count) for name, count in (("Alpine", 4), ("Butte", 180), ("Colusa", 135))
        ),
    )
    other = next(name for name in ("Butte", "Colusa", None) if name not in hidden)
    second = replace(a_release(counties), hidden=(("Alpine",), (other,)))
    assert not audit(published_by(second))
    assert {one.code for one in check_against(ledger, second)} == {TOGETHER}


def test_a_partner_who_may_see_smaller_cells_does_not_stand_in_the_way_of_the_public(ledger: Ledger) -> None:
    partner = a_release(by_county(ALPINE_IS_SMALL), rule=DisclosureRule(minimum=3), recipient="cde")
    assert not partner.hidden
    assert not ledger.admit(partner)
    assert not ledger.admit(a_release(by_county(ALPINE_IS_SMALL), recipient="public"))


def _tamper(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"recipient":"ucla"', b'"recipient":"ucsd"'))


def _tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _open_up(path: Path) -> None:
    path.chmod(0o644)


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _copy(path: Path) -> None:
    path.with_name("notes.txt").write_bytes(path.read_bytes())


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("harm", [_tamper, _tear, _open_up, _link, _copy, Path.unlink])
def test_a_ledger_with_one_bad_file_refuses_everything(
    ledger: Ledger, harm: Callable[[Path], None], which: int
) -> None:
    ledger.record(a_release(by_county(OLD)))
    ledger.record(a_release(by_county(OTHER)))
    harm(files(ledger)[which])
    for attempt in (ledger.entries, lambda: ledger.admit(a_release(by_county(OTHER)))):
        with pytest.raises(BadInput, match="ledger of releases") as refused:
            attempt()
        assert "ucla" not in refused.value.message


def test_a_forged_entry_with_a_fitting_name_breaks_the_chain(ledger: Ledger) -> None:
    ledger.record(a_release(by_county(OLD)))
    ledger.record(a_release(by_county(OTHER)))
    first = files(ledger)[0]
    document = json.loads(first.read_bytes())
    document["release"]["recipient"] = "ucsd"
    data = canonical(document)
    forged = first.with_name(f"00000001-{hashlib.sha256(data).hexdigest()}.json")
    first.unlink()
    forged.write_bytes(data)
    forged.chmod(0o600)
    with pytest.raises(BadInput, match="does not follow"):
        ledger.entries()


def test_an_open_folder_is_not_read(ledger: Ledger) -> None:
    ledger._folder.chmod(0o755)
    with pytest.raises(BadInput, match="user's alone"):
        ledger.entries()


def test_a_ledger_that_is_not_there_refuses_and_is_begun_on_purpose(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no ledger"):
        Ledger(tmp_path / "nowhere").admit(a_release(by_county(OLD)))
    assert not (tmp_path / "nowhere").exists()


def test_beginning_again_changes_nothing(ledger: Ledger) -> None:
    entry = ledger.record(a_release(by_county(OLD)))
    ledger.begin()
    assert ledger.entries() == (entry,)


def test_a_missing_head_is_no_new_beginning(ledger: Ledger) -> None:
    ledger.record(a_release(by_county(OLD)))
    (ledger._folder / "head").unlink()
    ledger.begin()
    with pytest.raises(BadInput, match="no head"):
        ledger.entries()


def test_a_crash_between_entry_and_head_is_made_good(ledger: Ledger) -> None:
    before = (ledger._folder / "head").read_bytes()
    ledger.record(a_release(by_county(OLD)))
    (ledger._folder / "head").write_bytes(before)
    (ledger._folder / ".0123456789abcdef.new").write_bytes(b"half")
    assert len(ledger.entries()) == 1
    ledger.record(a_release(by_county(OTHER)))
    assert len(ledger.entries()) == 2
    assert not list(ledger._folder.glob(".*"))


@pytest.mark.parametrize("change", [{"extra": 1}, {"on": "1 August"}, {"cells": [[["Alpine"], 1, None, []]]}])
def test_a_document_that_is_no_release_is_refused(change: dict[str, object]) -> None:
    document = a_release(by_county(OLD)).document() | change
    with pytest.raises((ValueError, BadInput)):
        release_from(document)


PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from catalog.enforcement.disclosure.ledger import Ledger
from catalog.errors import WriteRefused
from tests.enforcement.disclosure.tabulating import a_release, by_county

{before}
ledger = Ledger(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    try:
        found = ledger.admit(a_release(by_county({{"Alpine": (number, 300, 400), "Butte": (500, 600, 700)}})))
        print("refused" if found else "admitted", flush=True)
    except WriteRefused as error:
        print(error.message, flush=True)
"""


def start(ledger: Ledger, first: int, last: int, *, before: str = "") -> subprocess.Popen[str]:
    """Start a process that releases a table for each number, once it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(before=before), str(ledger._folder), str(first), str(last)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
        env={**os.environ, "PYTHONPATH": "."},
    )


def told(process: subprocess.Popen[str]) -> list[str]:
    """Return what a process said, after it ended well."""
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.split("\n")[1:-1] if out.startswith("ready") else out.split("\n")[:-1]


@pytest.mark.slow
def test_of_processes_that_release_at_once_each_is_checked_against_the_others(ledger: Ledger) -> None:
    # Each pair of neighbours differs by one pupil: whoever comes first is admitted, and nobody else.
    processes = [start(ledger, first, first + 2) for first in (100, 101)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [line for process in processes for line in told(process)]
    entries = ledger.entries()
    assert len(entries) == 1
    assert set(said) == {"admitted", "refused"}
    assert [entry.number for entry in entries] == [1]


@pytest.mark.slow
def test_a_full_disk_leaves_the_ledger_as_it_was(ledger: Ledger) -> None:
    ledger.record(a_release(by_county(OTHER)))
    before = {path.name: path.read_bytes() for path in ledger._folder.iterdir()}
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))"
    process = start(ledger, 50, 51, before=full)
    out, _ = process.communicate("go\n", timeout=60)
    assert "cannot write the ledger of releases: File too large" in out
    assert {path.name: path.read_bytes() for path in ledger._folder.iterdir()} == before
    assert not ledger.admit(a_release(by_county({"Alpine": (50, 300, 400), "Butte": (500, 600, 700)})))
    assert len(ledger.entries()) == 2


@pytest.mark.slow
def test_a_killed_process_leaves_the_ledger_usable(ledger: Ledger) -> None:
    slow = (
        "import os, signal\n"
        "real = os.fsync\n"
        "def fsync(handle):\n"
        "    real(handle)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.fsync = fsync"
    )
    process = start(ledger, 50, 51, before=slow)
    process.communicate("go\n", timeout=60)
    assert process.returncode == -9
    assert ledger.entries() == ()
    ledger.record(a_release(by_county(OLD)))
    assert len(ledger.entries()) == 1


def test_what_fails_while_the_ledger_is_held_is_not_its_fault(ledger: Ledger) -> None:
    with pytest.raises(FileNotFoundError), ledger.held():
        Path("/nowhere/at/all").read_bytes()
