"""An entry is added to a list in a file, and every other line keeps its bytes."""

import pytest

from catalog.errors import WriteRefused
from catalog.store.list_files import with_entries, with_entry
from catalog.store.steps import Appended, New, Replaced
from catalog.store.yaml_text import read

ENTRY = {"event": "resumed", "on": "2026-08-24", "by": "Clerk: the first"}
PATH = "agreements/a/events.yaml"


@pytest.mark.parametrize(
    "data",
    [
        b'# Head.\n- {event: signed, "on": 2026-01-01}  # as told\n',
        b'- {event: signed, "on": 2026-01-01}',
        b'-  event: signed\n   "on": 2026-01-01\n',
        b'  - event: signed\n    "on": 2026-01-01\n',
    ],
    ids=["a remark", "no last line break", "a line a key", "indented"],
)
def test_an_entry_goes_behind_the_others_and_they_keep_every_byte(data: bytes) -> None:
    change = with_entry(PATH, data, entry=ENTRY)
    assert isinstance(change, Appended)
    assert change.size == len(data)
    assert read(data + change.data) == [{"event": "signed", "on": "2026-01-01"}, ENTRY]


def test_a_list_in_brackets_keeps_its_entries_as_they_are() -> None:
    data = b'[\n {"event": "signed", "on": "2026-01-01"}\n]\n'
    change = with_entry(PATH, data, entry=ENTRY)
    assert isinstance(change, Replaced)
    assert change.data.startswith(data[:-3])
    assert read(change.data) == [{"event": "signed", "on": "2026-01-01"}, ENTRY]


def test_an_empty_list_keeps_the_remarks_above_it() -> None:
    change = with_entry(PATH, b"# Nobody has signed.\n[]\n", entry=ENTRY)
    assert isinstance(change, Replaced)
    assert change.data.startswith(b"# Nobody has signed.\n- ")


def test_a_file_that_is_not_there_begins_with_its_header() -> None:
    change = with_entry(PATH, None, entry=ENTRY, header="Append-only.")
    assert isinstance(change, New)
    assert change.data.startswith(b"# Append-only.\n- ")


def test_a_remark_is_never_lost() -> None:
    with pytest.raises(WriteRefused, match="holds a remark"):
        with_entry(PATH, b"[ # one\n # two\n]\n", entry=ENTRY)


BODY = b"""\
# Head.
title: Board
terms:
  # the first
  - {seat: s1, through: null}
  - seat: s2
    through: null   # still there
provenance: x
"""


def test_an_entry_is_added_to_a_record_s_list_and_all_other_lines_stay() -> None:
    there = read(BODY)["terms"]
    new = with_entries(BODY, "terms", entries=[*there, {"seat": "s3"}])
    assert new == BODY.replace(b"provenance", b"  - {seat: s3}\nprovenance")


def test_an_entry_is_replaced_and_all_other_lines_stay() -> None:
    second = read(BODY)["terms"][1]
    new = with_entries(BODY, "terms", entries=[{"seat": "s1", "through": "2026-01-01"}, second])
    assert new == BODY.replace(b"{seat: s1, through: null}", b"{seat: s1, through: 2026-01-01}")


def test_an_entry_with_a_remark_is_not_replaced() -> None:
    first = read(BODY)["terms"][0]
    with pytest.raises(WriteRefused, match="holds a remark"):
        with_entries(BODY, "terms", entries=[first, {"seat": "s2", "through": "2026-01-01"}])


@pytest.mark.parametrize(
    "data",
    [b"title: Board\nterms: []\n", b'{"title": "Board", "terms": [{"seat": "s1"}]}'],
    ids=["empty", "json"],
)
def test_a_list_that_is_no_block_is_written_anew(data: bytes) -> None:
    entries = [*read(data)["terms"], {"seat": "s9"}]
    assert read(with_entries(data, "terms", entries=entries)) == {"title": "Board", "terms": entries}


def test_a_list_that_ends_the_file_without_a_line_break_grows() -> None:
    data = b"terms:\n  - {seat: s1}"
    assert with_entries(data, "terms", entries=[{"seat": "s1"}, {"seat": "s2"}]) == (
        b"terms:\n  - {seat: s1}\n  - {seat: s2}"
    )
