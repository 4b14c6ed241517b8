"""What holding the log against the catalog finds: each edit of each file, at its place."""

from pathlib import Path

import pytest

from catalog.errors import NotACatalog, NotFound
from catalog.services.logbook.auditing import audit_catalog, log_findings
from catalog.store.canonical import digest
from tests.logs import TEXT, TEXT_FILE, LoggedCatalog, decision, erratum, notice, policy, write_document

LEAVES = "meetings/log/leaves.jsonl"
RECORD = "meetings/decisions/gb/2026/0001.yaml"


@pytest.fixture
def catalog(tmp_path: Path) -> LoggedCatalog:
    made = LoggedCatalog(tmp_path)
    made.witnessed(notice(), decision(1))
    made.witnessed(erratum(1), decision(2))
    return made


def found(catalog: LoggedCatalog) -> list[tuple[str, str, int | None]]:
    """The code, file and line of everything found; an audit finds the same, but for what is not logged."""
    told = [(one.code, one.file, one.line) for one in log_findings(catalog.root)]
    faults = [(one.code, one.file, one.line) for one in audit_catalog(catalog.root).faults]
    assert faults == [one for one in told if one[0] != "record-not-logged"]
    return told


def test_a_log_that_is_right_has_no_findings(catalog: LoggedCatalog) -> None:
    assert found(catalog) == []
    told = audit_catalog(catalog.root)
    assert (told.size, told.covered, told.unlogged) == (4, 4, ())


def test_a_catalog_without_a_log_has_no_findings(tmp_path: Path) -> None:
    assert log_findings(tmp_path) == ()
    with pytest.raises(NotACatalog):
        audit_catalog(tmp_path)
    (tmp_path / "definitions").mkdir()
    with pytest.raises(NotFound, match="no log yet"):
        audit_catalog(tmp_path)


def test_leaves_that_wait_for_a_checkpoint_are_no_fault(catalog: LoggedCatalog) -> None:
    catalog.log(decision(3))
    assert found(catalog) == []
    assert audit_catalog(catalog.root).covered == 4


def test_a_log_that_is_not_signed_yet_needs_no_policy(tmp_path: Path) -> None:
    made = LoggedCatalog(tmp_path)
    made.log(notice(), decision(1))
    (made.root / "meetings/log/policy").unlink()
    assert found(made) == []


def test_comments_and_layout_of_a_record_are_not_logged(catalog: LoggedCatalog) -> None:
    file = catalog.root / RECORD
    file.write_text("# A remark.\n" + file.read_text().replace("{", "{ ", 1))
    assert found(catalog) == []


def test_an_edited_record_is_found_at_its_file(catalog: LoggedCatalog) -> None:
    file = catalog.root / RECORD
    file.write_text(file.read_text().replace("failed", "adopted"))
    assert found(catalog) == [("logged-record-edited", RECORD, 1)]
    file.write_text("a: 1\na: 2\n")
    assert found(catalog) == [("logged-record-edited", RECORD, 2)]
    file.unlink()
    file.symlink_to(catalog.root / TEXT_FILE)
    assert found(catalog) == [("logged-record-edited", RECORD, 1)]


def test_a_record_that_is_gone_is_found(catalog: LoggedCatalog) -> None:
    erratum_file = "meetings/decisions/gb/2026/0001-erratum-1.yaml"
    (catalog.root / erratum_file).unlink()
    assert found(catalog) == [("logged-record-gone", erratum_file, None)]


@pytest.mark.parametrize("number", range(4))
def test_an_edited_leaf_is_found_whichever_it_is(catalog: LoggedCatalog, number: int) -> None:
    lines = catalog.leaves.read_bytes().splitlines(keepends=True)
    lines[number] = lines[number].replace(b'"gb', b'"hb', 1)
    catalog.leaves.write_bytes(b"".join(lines))
    first = 1 if number < 2 else 3
    assert ("log-leaf-damaged", LEAVES, first) in found(catalog)


def test_leaves_that_were_swapped_taken_out_or_put_in_are_found(catalog: LoggedCatalog) -> None:
    lines = catalog.leaves.read_bytes().splitlines(keepends=True)
    for changed, first in (
        ([lines[1], lines[0], *lines[2:]], 1),
        ([*lines[:2], lines[3], lines[2]], 3),
        (lines[1:], 1),
        (lines[:3], 3),
        (
            [
                *lines[:3],
                lines[0].replace(b"}\n", b',"z":1}\n').replace(b'"revision":0', b'"revision":1'),
                lines[3],
            ],
            3,
        ),
    ):
        catalog.leaves.write_bytes(b"".join(changed))
        assert ("log-leaf-damaged", LEAVES, first) in found(catalog)
    catalog.leaves.unlink()
    assert [code for code, _, _ in found(catalog)] == ["log-leaf-damaged"] * 2 + ["record-not-logged"] * 3


def test_every_leaf_that_is_none_is_found_at_its_line(catalog: LoggedCatalog) -> None:
    catalog.log(decision(3))
    catalog.leaves.write_bytes(catalog.leaves.read_bytes() + b"{}\nfalse\n")
    assert found(catalog) == [("log-leaf-damaged", LEAVES, 6), ("log-leaf-damaged", LEAVES, 7)]


def test_a_leaf_that_names_no_record_is_found(catalog: LoggedCatalog) -> None:
    catalog.log(decision(3, id="../../../etc"))
    catalog.log(notice(9, object="group:../core@1.0.0"), notice(10, object="motion:m1@1.0.0"))
    catalog.log(notice(11, digest=None), notice(12, object=None))
    assert found(catalog) == [("log-leaf-damaged", LEAVES, line) for line in (5, 6, 7, 8, 9)]


def test_a_posted_text_that_was_edited_or_is_gone_is_found(catalog: LoggedCatalog) -> None:
    write_document(catalog.root, TEXT_FILE, {**TEXT, "title": "Rest"})
    assert found(catalog) == [("posted-text-edited", TEXT_FILE, 1)]
    (catalog.root / TEXT_FILE).unlink()
    assert found(catalog) == [("posted-text-edited", TEXT_FILE, None)]


def test_a_text_that_is_posted_again_otherwise_was_edited(catalog: LoggedCatalog) -> None:
    changed = {**TEXT, "title": "Rest"}
    write_document(catalog.root, TEXT_FILE, changed)
    catalog.log(notice(1, digest=digest(changed)), notice(2, digest=digest(changed)))
    assert found(catalog) == [("posted-text-edited", TEXT_FILE, 1)]


def test_a_checkpoint_without_a_quorum_is_told_until_a_later_one_has_it(catalog: LoggedCatalog) -> None:
    catalog.log(decision(3))
    catalog.sign()
    unwitnessed = [("checkpoint-unwitnessed", "meetings/log/checkpoints/5", 1)]
    assert found(catalog) == unwitnessed
    catalog.cosign("w3")
    assert found(catalog) == unwitnessed
    assert audit_catalog(catalog.root).covered == 4
    catalog.witnessed(decision(4))
    assert found(catalog) == []


def test_an_edited_checkpoint_is_found(catalog: LoggedCatalog) -> None:
    file = catalog.checkpoint(4)
    lines = file.read_text().splitlines(keepends=True)
    for place, line in ((0, 6), (4, 5), (5, 6), (6, 7)):
        edited = [*lines]
        edited[place] = f"x{lines[0]}" if place == 0 else lines[place][:-8] + "AAAA" + lines[place][-4:]
        file.write_text("".join(edited))
        assert ("checkpoint-damaged", "meetings/log/checkpoints/4", line) in found(catalog)
    file.write_text("".join(lines).replace("\n4\n", "\n5\n"))
    assert found(catalog) == [("checkpoint-damaged", "meetings/log/checkpoints/4", 2)]
    file.write_text("".join(lines)[:-1])
    assert [one[:2] for one in found(catalog)] == [("checkpoint-damaged", "meetings/log/checkpoints/4")]
    file.write_text("".join([*lines[:4], *lines[5:]]))
    assert found(catalog) == [("checkpoint-damaged", "meetings/log/checkpoints/4", 1)]


def test_a_policy_that_is_damaged_or_gone_is_found(catalog: LoggedCatalog) -> None:
    file = catalog.root / "meetings/log/policy"
    file.write_bytes(policy("quorum none\n"))
    assert found(catalog) == [("log-policy-damaged", "meetings/log/policy", 7)]
    assert audit_catalog(catalog.root).covered == 0
    file.unlink()
    assert found(catalog) == [("log-policy-damaged", "meetings/log/policy", None)]


def test_a_record_that_is_not_logged_is_told_unless_it_is_older_than_the_log(catalog: LoggedCatalog) -> None:
    legacy = decision(10, legacy={"source": "minutes", "note": "older"}, meeting=None)
    for record in (decision(9), legacy, erratum(2), {"kind": "decision"}, decision(11, meeting=None)):
        name = record.get("id", "gb/2026/0012")
        write_document(catalog.root, f"meetings/decisions/{name}.yaml", record)
    (catalog.root / "meetings/decisions/gb/2026/0013.yaml").write_text("a: 1\na: 2\n")
    (catalog.root / "meetings/decisions/gb/note.yaml").write_text("a: 1\n")
    files = [f"meetings/decisions/gb/2026/{name}.yaml" for name in ("0002-erratum-1", "0009")]
    assert found(catalog) == [("record-not-logged", file, 1) for file in files]
    assert audit_catalog(catalog.root).unlogged == ("gb/2026/0002-erratum-1", "gb/2026/0009")
