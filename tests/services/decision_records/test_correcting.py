"""Errata: filed and logged in one step, refused where the rules say no; the record keeps every byte."""

import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from catalog.errors import BadInput, NotFound
from catalog.records.decision_record import Erratum
from catalog.records.ids import DecisionId, ErratumId
from catalog.rules.checks.errata import erratum_findings
from catalog.rules.checks.inspection import Inspection
from catalog.rules.flows.table import table_of
from catalog.services.decision_records.correcting import WrittenErratum, write_erratum
from catalog.services.decision_records.showing import show_decision
from catalog.services.opening import open_snapshot
from catalog.services.refusing import Refused
from catalog.store.decision_documents import next_erratum, next_serial
from catalog.store.log import leaves_of
from catalog.store.yaml_text import read
from tests.board import Board, ballots, record_all
from tests.worlds import vocabulary, write

RECORD = "gb/2026/0001"
FILE = f"meetings/decisions/{RECORD}.yaml"
TODAY = date(2026, 3, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one decision, titled with a slip of the pen."""
    board = Board()
    board.vote(ballots(aye=16, no=5))
    record_all(board).decisions[0]["title"] = "Adopt the the group"
    write(vocabulary() | board.documents(), tmp_path)
    return tmp_path


def an_erratum(**more: str) -> Erratum:
    """An erratum of today to the title."""
    said = {"by": "Clerk", "field": "title", "reads": "the the", "should_read": "the", "reason": "A slip."}
    return Erratum(
        id=ErratumId(""),
        corrects=DecisionId(""),
        recorded_on=TODAY,
        provenance=None,
        **(said | more),  # type: ignore[arg-type]
    )


def test_an_erratum_is_filed_beside_the_record_and_logged(root: Path) -> None:
    before = (root / FILE).read_bytes()
    done = write_erratum(root, RECORD, erratum=an_erratum())
    assert isinstance(done, WrittenErratum)
    assert done.path == f"meetings/decisions/{RECORD}-erratum-1.yaml"
    filed = read((root / done.path).read_bytes())
    assert filed == done.document()["erratum"] == json.loads(leaves_of(root)[-1])
    assert filed["corrects"] == RECORD
    assert (root / FILE).read_bytes() == before
    sheet = show_decision(root, open_snapshot(root), id=RECORD)
    assert sheet.record.title == "Adopt the the group"
    assert sheet.as_corrected("title") == {"": "Adopt the group"}


def test_errata_written_so_meet_no_finding(root: Path) -> None:
    write_erratum(root, RECORD, erratum=an_erratum())
    write_erratum(root, RECORD, erratum=an_erratum(reads="the group", should_read="a group"))
    snapshot = open_snapshot(root)
    assert sorted(snapshot.errata) == [f"{RECORD}-erratum-1", f"{RECORD}-erratum-2"]
    inspection = Inspection(snapshot=snapshot, day=TODAY, table=table_of(snapshot, TODAY))
    assert list(erratum_findings(inspection)) == []


@pytest.mark.parametrize(
    "more, code",
    [
        ({"reads": "no such words"}, "erratum-not-in-record"),
        ({"should_read": "the the"}, "erratum-changes-nothing"),
        ({"reads": "Adopt", "should_read": "Retire"}, "erratum-changes-result"),
        ({"should_read": "the 2"}, "erratum-changes-result"),
        ({"field": "dissent", "reads": "seat"}, "erratum-not-in-record"),
    ],
    ids=["not there", "no change", "another result", "a number", "another field"],
)
def test_an_erratum_that_does_not_fit_is_refused_and_changes_no_byte(
    root: Path, more: dict[str, str], code: str
) -> None:
    before = sorted(path for path in root.rglob("*.yaml"))
    done = write_erratum(root, RECORD, erratum=an_erratum(**more))
    assert isinstance(done, Refused)
    (refusal,) = done.refusals
    assert (refusal.code, "append-only" in refusal.citation) == (code, True)
    assert sorted(path for path in root.rglob("*.yaml")) == before
    assert leaves_of(root) == ()


def test_what_cannot_be_asked_is_an_error(root: Path) -> None:
    with pytest.raises(NotFound, match="there is no decision `gb/2026/0009`") as unknown:
        write_erratum(root, "gb/2026/0009", erratum=an_erratum())
    assert unknown.value.hint == f"did you mean `{RECORD}`?"
    with pytest.raises(BadInput, match="--should-read is blank"):
        write_erratum(root, RECORD, erratum=an_erratum(should_read=" "))


def test_a_number_is_never_given_again_though_its_file_is_gone(root: Path) -> None:
    assert (next_serial(root, "gb", year=2026), next_serial(root, "gb", year=2025)) == (2, 1)
    done = write_erratum(root, RECORD, erratum=an_erratum())
    assert isinstance(done, WrittenErratum)
    assert next_erratum(root, RECORD) == 2
    (root / done.path).unlink()
    (root / FILE).unlink()
    assert (next_erratum(root, RECORD), next_serial(root, "gb", year=2026)) == (2, 2)


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from catalog.services.decision_records.correcting import write_erratum
from tests.services.decision_records.test_correcting import RECORD, an_erratum

root, at, seen = sys.argv[1], int(sys.argv[2]), 0

def watch(event, arguments):
    global seen
    if event in {"open", "os.rename", "os.link"} and ".p20w" in str(arguments[0]):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
write_erratum(Path(root), RECORD, erratum=an_erratum())
"""


@pytest.mark.slow
@pytest.mark.parametrize("at", [6, 9, 12, 15])
def test_whoever_is_killed_leaves_the_file_and_its_leaf_or_neither(root: Path, at: int) -> None:
    here = Path(__file__).parents[3]
    command = [sys.executable, "-c", KILLED, str(root), str(at)]
    done = subprocess.run(command, cwd=here, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    errata = open_snapshot(root).errata
    assert len(errata) == len(leaves_of(root))
