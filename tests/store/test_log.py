"""The files of the log: read strictly, each fault at its line, and appended to."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.errors import BadInput, FaultyCatalog, WriteRefused
from catalog.store.log import (
    appended,
    checkpoints_of,
    has_log,
    leaves_of,
    policy_of,
    policy_of_file,
    read_log,
    record_id,
    records_of,
)
from catalog.store.steps import Appended, New, alone, take
from tests.logs import LoggedCatalog, decision, erratum, leaf, notice
from tests.worlds import Doc

DOCUMENTS = [notice(), decision(1), erratum(1), notice(1)]


@pytest.fixture
def catalog(tmp_path: Path) -> LoggedCatalog:
    made = LoggedCatalog(tmp_path)
    made.witnessed(*DOCUMENTS)
    return made


def test_a_leaf_is_the_canonical_json_of_its_document(catalog: LoggedCatalog) -> None:
    assert leaves_of(catalog.root) == tuple(leaf(one) for one in DOCUMENTS)
    assert catalog.leaves.read_bytes() == b"".join(leaf(one) + b"\n" for one in DOCUMENTS)
    assert [json.loads(line) for line in leaves_of(catalog.root)] == DOCUMENTS


def test_each_leaf_is_found_by_the_name_of_its_record(catalog: LoggedCatalog) -> None:
    names = ["notice:gb/2026-02-18#0", "gb/2026/0001", "gb/2026/0001-erratum-1", "notice:gb/2026-02-18#1"]
    assert [record.id for record in records_of(catalog.root)] == names
    assert [record.line for record in records_of(catalog.root)] == [1, 2, 3, 4]
    assert record_id(decision(7)) == "gb/2026/0007"


def test_a_catalog_without_a_log_has_no_leaves(tmp_path: Path) -> None:
    assert not has_log(tmp_path)
    assert leaves_of(tmp_path) == ()
    assert checkpoints_of(tmp_path) == {}
    with pytest.raises(FaultyCatalog, match="the log has no policy"):
        policy_of(tmp_path)


def test_the_first_append_makes_the_file_and_the_next_only_adds(tmp_path: Path) -> None:
    first = appended(tmp_path, [notice()])
    assert isinstance(first, New)
    with alone(tmp_path):
        take(tmp_path, [first])
        before = (tmp_path / first.path).read_bytes()
        second = appended(tmp_path, [decision(1), decision(2)])
        assert isinstance(second, Appended)
        assert second.size == len(before)
        take(tmp_path, [second])
    assert (tmp_path / first.path).read_bytes() == before + second.data
    assert len(leaves_of(tmp_path)) == 3


@pytest.mark.parametrize(
    "documents", [[decision(1)], [decision(1, title="Another")], [decision(9), decision(9)]]
)
def test_a_record_that_is_in_the_log_is_not_appended_again(
    catalog: LoggedCatalog, documents: list[Doc]
) -> None:
    with pytest.raises(WriteRefused, match="is in the log already"):
        appended(catalog.root, documents)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"kind": "meeting", "id": "gb/2026-02-18"},
        {"kind": ["decision"], "id": "x"},
        {"kind": "decision"},
        {"kind": "decision", "id": 7},
        {"kind": "notice", "meeting": "gb/2026-02-18", "revision": True, "items": []},
        {"kind": "decision", "id": "gb/2026/0009", "share": 0.5},
        {"kind": "decision", "id": "gb/2026/0009", "number": 2**60},
        {"kind": "decision", "id": "gb/2026/0009", "title": "\ud800"},
        {"kind": "decision", "id": "gb/2026/0009", "title": "x" * 2_000_000},
    ],
)
def test_what_is_no_document_of_the_log_is_not_appended(tmp_path: Path, document: Doc) -> None:
    with pytest.raises(BadInput):
        appended(tmp_path, [document])


NESTED = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b',"id":"x","kind":"decision"}'
ADDED = {
    "another object": (b"{}", "no notice, decision or erratum"),
    "a list": (b"[]", "no notice, decision or erratum"),
    "nothing": (b"null", "no notice, decision or erratum"),
    "a key twice": (b'{"id":"x","kind":"decision","kind":"decision"}', "canonical form"),
    "another order": (b'{"kind":"decision","id":"x"}', "canonical form"),
    "an escape": (b'{"id":"\\u0061","kind":"decision"}', "canonical form"),
    "a fraction": (b'{"id":"x","kind":"decision","n":1.0}', "not JSON"),
    "a number without bounds": (b'{"id":"x","kind":"decision","n":1e400}', "not JSON"),
    "no number": (b'{"id":"x","kind":"decision","n":NaN}', "not JSON"),
    "a long number": (b'{"id":"x","kind":"decision","n":' + b"9" * 5000 + b"}", "not JSON"),
    "half a sign": (b'{"id":"x","kind":"decision","t":"\\ud800"}', "not JSON"),
    "no UTF-8": (b'{"id":"\xff","kind":"decision"}', "not JSON"),
    "too deep": (NESTED, "not JSON"),
    "too long": (b"x" * 2_000_000, "more than 1 MiB"),
    "a record twice": (leaf(decision(1)), "is logged already on line 2"),
    "a notice of no meeting": (b'{"id":"x","kind":"notice"}', "says no `meeting`"),
}
EDITED: dict[str, tuple[Callable[[bytes], bytes], int, str]] = {
    "no end": (lambda data: data[:-1], 4, "the last line has no end"),
    "an empty line": (lambda data: data.replace(b"\n", b"\n\n", 1), 2, "an empty line"),
    "an empty first line": (lambda data: b"\n" + data, 1, "an empty line"),
    "another line break": (lambda data: data.replace(b"\n", b"\r\n", 1), 1, "canonical form"),
    "a space": (lambda data: data.replace(b'"body":', b'"body": ', 1), 1, "canonical form"),
    "a bracket": (lambda data: data.replace(b"{", b"{{", 1), 1, "not JSON"),
}


@pytest.mark.parametrize("name", ADDED)
def test_a_line_that_is_no_leaf_is_told(catalog: LoggedCatalog, name: str) -> None:
    line, fault = ADDED[name]
    catalog.leaves.write_bytes(catalog.leaves.read_bytes() + line + b"\n")
    (told,) = read_log(catalog.root).faults
    assert told.line == 5
    assert fault in told.message
    with pytest.raises(FaultyCatalog, match=r"leaves\.jsonl:5: "):
        leaves_of(catalog.root)
    with pytest.raises(FaultyCatalog):
        appended(catalog.root, [decision(2)])


@pytest.mark.parametrize("name", EDITED)
def test_an_edited_line_is_told(catalog: LoggedCatalog, name: str) -> None:
    change, line, fault = EDITED[name]
    catalog.leaves.write_bytes(change(catalog.leaves.read_bytes()))
    told = read_log(catalog.root).faults[0]
    assert told.line == line
    assert fault in told.message
    with pytest.raises(FaultyCatalog, match=rf"leaves\.jsonl:{line}: "):
        leaves_of(catalog.root)


def test_every_fault_of_the_leaves_is_told_at_once(catalog: LoggedCatalog) -> None:
    lines = catalog.leaves.read_bytes().splitlines()
    catalog.leaves.write_bytes(b"\n".join([lines[0][:-1], lines[1], b"", lines[3], b""]))
    assert [one.line for one in read_log(catalog.root).faults] == [1, 3]


def test_a_checkpoint_is_found_by_its_size(catalog: LoggedCatalog) -> None:
    catalog.witnessed(decision(2))
    assert list(checkpoints_of(catalog.root)) == [4, 5]
    assert [one.checkpoint.size for one in checkpoints_of(catalog.root).values()] == [4, 5]


@pytest.mark.parametrize("name", ["5", "04", "four", "4.bak"])
def test_a_checkpoint_under_another_name_is_a_fault(catalog: LoggedCatalog, name: str) -> None:
    catalog.checkpoint(4).rename(catalog.checkpoint(4).with_name(name))
    with pytest.raises(FaultyCatalog, match=f"is called `{name}`"):
        checkpoints_of(catalog.root)


def test_what_a_crash_left_beside_the_checkpoints_is_passed_over(catalog: LoggedCatalog) -> None:
    catalog.checkpoint(4).with_name(".1234.new").write_bytes(b"half")
    catalog.checkpoint(4).with_name("README.md").write_bytes(b"# Checkpoints\n")
    assert list(checkpoints_of(catalog.root)) == [4]


def test_links_are_not_followed(catalog: LoggedCatalog, tmp_path: Path) -> None:
    catalog.leaves.rename(tmp_path / "elsewhere")
    catalog.leaves.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput, match="cannot read"):
        leaves_of(catalog.root)


def test_a_policy_that_is_not_right_is_told_with_its_line(catalog: LoggedCatalog) -> None:
    file = catalog.root / "meetings/log/policy"
    file.write_bytes(file.read_bytes().replace(b"quorum both", b"quorum none"))
    with pytest.raises(FaultyCatalog, match=r"meetings/log/policy:7: `quorum none`"):
        policy_of(catalog.root)
    with pytest.raises(BadInput, match=r"policy:7: `quorum none`"):
        policy_of_file(str(file))
    with pytest.raises(BadInput, match="cannot read"):
        policy_of_file(str(file / "no"))
