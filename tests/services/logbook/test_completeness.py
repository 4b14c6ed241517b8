"""What a log must hold and what lies beside it: nothing missing, nothing gone, no key, no stray file."""

import shutil
from pathlib import Path

import pytest

from catalog.errors import NotFound
from catalog.services.logbook.auditing import audit_catalog, log_findings
from catalog.services.logbook.signing import sign_log
from catalog.services.refusing import Refused
from catalog.store.canonical import digest
from tests.logs import (
    LOG_KEY,
    MEETING,
    MEETING_FILE,
    TEXT,
    TEXT_FILE,
    LoggedCatalog,
    decision,
    erratum,
    notice,
    policy,
    write_document,
)

LEAVES = "meetings/log/leaves.jsonl"
RECORD = "meetings/decisions/gb/2026/0001.yaml"
ERRATUM = "meetings/decisions/gb/2026/0001-erratum-1.yaml"
OLDER = decision(9, legacy={"source": "minutes", "note": "older"}, meeting=None)


@pytest.fixture
def catalog(tmp_path: Path) -> LoggedCatalog:
    made = LoggedCatalog(tmp_path)
    made.witnessed(notice(), decision(1), erratum(1))
    write_document(made.root, "meetings/decisions/gb/2026/0009.yaml", OLDER)
    return made


def found(catalog: LoggedCatalog) -> list[tuple[str, str, str]]:
    """The code, file and severity of everything found."""
    return [(one.code, one.file, one.severity) for one in log_findings(catalog.root)]


def keep(catalog: LoggedCatalog, **more: object) -> None:
    """Write the meeting as the commands keep it."""
    posted = {"agenda_digest": f"sha256:{'0' * 64}", "revisions": []}
    write_document(catalog.root, MEETING_FILE, {**MEETING, "notice": posted, **more})


@pytest.mark.parametrize("key", ["seal", "events"])
@pytest.mark.parametrize("gone", ["meetings/log", LEAVES])
def test_a_log_cannot_be_deleted(catalog: LoggedCatalog, key: str, gone: str) -> None:
    keep(catalog, **{key: []})
    shutil.rmtree(catalog.root / "meetings/log")
    (catalog.root / gone).parent.mkdir(exist_ok=True)
    expected = [("record-not-logged", file, "error") for file in (MEETING_FILE, ERRATUM, RECORD)]
    assert found(catalog) == expected
    told = audit_catalog(catalog.root)
    assert [one.file for one in told.faults] == [MEETING_FILE, ERRATUM, RECORD]
    assert told.unlogged == ("notice:gb/2026-02-18#0", "gb/2026/0001-erratum-1", "gb/2026/0001")


def test_a_meeting_by_hand_needs_no_log(catalog: LoggedCatalog) -> None:
    shutil.rmtree(catalog.root / "meetings/log")
    keep(catalog)
    assert found(catalog) == []
    with pytest.raises(NotFound, match="no log yet"):
        audit_catalog(catalog.root)
    (catalog.root / "meetings/log").mkdir()
    assert found(catalog) == [("record-not-logged", file, "warning") for file in (ERRATUM, RECORD)]
    assert audit_catalog(catalog.root).faults == ()


def test_a_log_that_was_begun_again_is_not_signed(catalog: LoggedCatalog) -> None:
    keep(catalog, seal="sha256:")
    shutil.rmtree(catalog.root / "meetings/log")
    (catalog.root / "meetings/log").mkdir()
    (catalog.root / "meetings/log/policy").write_bytes(policy())
    catalog.log(decision(2))
    refused = sign_log(catalog.root, catalog.log_key)
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "log-does-not-verify"
    assert refused.refusals[0].message.startswith(f"{MEETING_FILE}:1: record-not-logged: ")
    assert not (catalog.root / "meetings/log/checkpoints").exists()


def test_every_revision_of_a_notice_is_logged(catalog: LoggedCatalog) -> None:
    keep(catalog, seal="sha256:", notice={"revisions": [{}, {}]})
    catalog.log(notice(1))
    assert audit_catalog(catalog.root).unlogged == ("notice:gb/2026-02-18#2",)
    keep(catalog, seal="sha256:", notice=None)
    assert audit_catalog(catalog.root).unlogged == ()


def adopting(serial: int, **effect: object) -> dict[str, object]:
    """A decision that adopts the text of a group."""
    made = {"op": "adopt", "object": "group:core@1.0.0", "from": None, "to": digest(TEXT), **effect}
    return decision(serial, outcome="adopted", effects=[made])


def test_a_text_that_was_adopted_stays_as_it_was(catalog: LoggedCatalog) -> None:
    (catalog.root / "meetings/log/leaves.jsonl").unlink()
    shutil.rmtree(catalog.root / "meetings/log/checkpoints", ignore_errors=True)
    catalog.log(decision(1), erratum(1), adopting(2), adopting(3, op="retire", to=None), adopting(4))
    assert found(catalog) == []
    write_document(catalog.root, TEXT_FILE, {**TEXT, "title": "Rest"})
    edited = ("adopted-text-edited", TEXT_FILE, "error")
    assert found(catalog) == [edited]
    assert f"was adopted by `gb/2026/0002` ({LEAVES}:3)" in log_findings(catalog.root)[0].message
    (catalog.root / TEXT_FILE).unlink()
    assert found(catalog) == [edited]


@pytest.mark.parametrize("effect", [{"object": "group:../core@1.0.0"}, {"to": 7}, {"object": None}])
def test_an_effect_on_no_text_is_no_leaf(catalog: LoggedCatalog, effect: dict[str, object]) -> None:
    catalog.log(adopting(2, **effect), decision(3, outcome="adopted", effects=["all"]))
    told = [(one.code, one.line) for one in log_findings(catalog.root)]
    assert told == [("log-leaf-damaged", 4), ("log-leaf-damaged", 5)]


def test_a_meeting_whose_notice_was_logged_is_not_gone(catalog: LoggedCatalog) -> None:
    catalog.log(notice(1))
    (catalog.root / MEETING_FILE).unlink()
    assert found(catalog) == [("logged-record-gone", MEETING_FILE, "error")]
    assert f"({LEAVES}:1)" in log_findings(catalog.root)[0].message
    (catalog.root / MEETING_FILE).write_text("a: 1\na: 2\n")
    assert ("logged-record-gone", MEETING_FILE, "error") not in found(catalog)


def test_a_notice_of_no_meeting_is_no_leaf(catalog: LoggedCatalog) -> None:
    catalog.log({**notice(), "meeting": "../gb"})
    assert ("log-leaf-damaged", LEAVES, "error") in found(catalog)


def test_nothing_lies_in_the_folder_but_the_log(catalog: LoggedCatalog) -> None:
    folder = catalog.root / "meetings/log"
    (folder / "README.md").write_text("The log.\n")
    (folder / ".gitattributes").write_text("* -text\n")
    assert found(catalog) == []
    (folder / "old").mkdir()
    for name in ("leaves.jsonl.bak", "old/policy"):
        (folder / name).write_text("a\n")
    (folder / "link").symlink_to(catalog.keys)
    strays = ("leaves.jsonl.bak", "link", "old/policy")
    assert found(catalog) == [("unknown-file", f"meetings/log/{name}", "error") for name in strays]


@pytest.mark.parametrize("name", ["key", ".key", "README.md", "checkpoints/.old/key"])
def test_a_private_key_in_the_folder_is_found_whatever_it_is_called(
    catalog: LoggedCatalog, name: str
) -> None:
    file = catalog.root / "meetings/log" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"my key:\n" + LOG_KEY.file_bytes())
    assert found(catalog) == [("private-key-in-log", f"meetings/log/{name}", "error")]
