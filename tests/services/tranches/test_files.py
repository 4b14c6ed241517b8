"""Files that are damaged, drift, come twice or fit nothing: one finding each, the others still checked."""

import gzip
from pathlib import Path

import pytest

from tests.builders import snapshot_of
from tests.tranches import (
    HEADER,
    as_parquet,
    as_parts,
    only,
    received,
    rows_with,
    tranche_world,
    write_csv,
    write_parquet,
)


def damage(folder: Path, name: str, data: bytes) -> None:
    (folder / "cde.roster.csv").unlink()
    (folder / name).write_bytes(data)


HEAD = ",".join(HEADER).encode()
LINE = b"AB00000001,Ana,05,170,0.5,2010-02-03,Y,2025-26,"
TEXT = HEAD + b"\n" + LINE
DAMAGED: dict[str, tuple[str, bytes, str, str]] = {
    "an empty file": ("roster.csv", b"", "file-unreadable", "no header"),
    "a header alone": ("roster.csv", HEAD + b"\n", "no-rows", "has no rows"),
    "Latin-1": ("roster.csv", TEXT + b"Se\xf1or\n", "file-unreadable", "not text in UTF-8"),
    "UTF-16": ("roster.csv", TEXT.decode().encode("utf-16"), "file-unreadable", "UTF-8"),
    "zero bytes": ("roster.csv", TEXT + b"\x00\n", "file-unreadable", "zero byte"),
    "a row too short": ("roster.csv", TEXT + b"\nCanary,x\n", "file-unreadable", "row 2 has 2 values"),
    "a row too long": ("roster.csv", TEXT + b",Canary\n", "file-unreadable", "row 1 has 10 values"),
    "an open quotation": ("roster.csv", TEXT + b'"Canary\n', "file-unreadable", "never ends"),
    "a byte order mark": ("roster.csv", b"\xef\xbb\xbf" + TEXT, "column-misnamed", "byte order mark"),
    "gzip cut short": ("roster.csv.gz", gzip.compress(TEXT * 99)[:-9], "file-unreadable", "cut short"),
    "no gzip": ("roster.csv.gz", TEXT, "file-unreadable", "gzip"),
    "no Parquet": ("roster.parquet", TEXT, "file-unreadable", "no Parquet file"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name, data, code, words", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_one_clear_finding_and_the_others_are_still_checked(
    name: str, data: bytes, code: str, words: str, folder: Path
) -> None:
    damage(folder, name, data)
    write_csv(folder / "staff.csv", [["x"]], header=["StaffId"])
    report = received(folder)
    (found,) = report.datasets[0].findings
    assert (found.code, report.accepted) == (code, False)
    assert words in found.message
    assert "Canary" not in repr(report)
    assert [one.code for one in report.datasets[1].findings] == ["value-pattern"]


def test_parquet_that_is_cut_short_is_one_finding(folder: Path) -> None:
    whole = write_parquet(folder / "roster.parquet", rows_with()).read_bytes()
    damage(folder, "roster.parquet", whole[: len(whole) // 2])
    assert (only(received(folder)).code, received(folder).datasets[0].rows) == ("file-unreadable", None)


def test_parquet_whose_values_are_damaged_is_one_finding(folder: Path) -> None:
    whole = bytearray(write_parquet(folder / "roster.parquet", rows_with(of=2000)).read_bytes())
    whole[8:200] = b"\xff" * 192
    damage(folder, "roster.parquet", bytes(whole))
    report = received(folder)
    assert only(report).code == "file-unreadable"
    assert "row by row" in only(report).message


def test_parts_that_drift_are_one_finding(folder: Path) -> None:
    (folder / "cde.roster.csv").unlink()
    as_parts(folder, rows_with())
    write_parquet(folder / "roster/c.parquet", [row[:-1] for row in rows_with()], header=HEADER[:-1])
    found = only(received(folder))
    assert found.code == "file-unreadable"
    assert "other columns or types" in found.message


@pytest.mark.parametrize(
    "name, hint",
    [
        ("notes.txt", "nothing extra comes in"),
        ("rooster.csv", "`cde.roster`"),
        ("c2c.other.csv", "nothing extra comes in"),
        ("roster.CSV", "nothing extra comes in"),
        (".hidden", "nothing extra comes in"),
    ],
)
def test_a_file_that_fits_no_dataset_is_refused(name: str, hint: str, folder: Path) -> None:
    (folder / name).write_text("x")
    found = only(received(folder))
    assert (found.code, found.file) == ("extra-file", name)
    assert hint in found.hint


def test_a_dataset_that_comes_twice_is_not_guessed_at(folder: Path) -> None:
    as_parquet(folder, rows_with({"Grade": "5"}))
    found = only(received(folder))
    assert (found.code, found.dataset) == ("dataset-twice", "cde.roster")


def test_a_missing_dataset_is_an_error_where_a_definition_requires_values(folder: Path) -> None:
    (folder / "staff.csv").unlink()
    assert (only(received(folder)).code, received(folder).accepted) == ("dataset-missing", False)
    unforced = tranche_world(domains={"staff.id": {"type": "string"}, "k12.grade": {"type": "string"}})
    report = received(folder, snapshot=snapshot_of(unforced))
    assert (only(report).code, report.accepted) == ("dataset-absent", True)


def test_an_empty_folder_is_not_accepted(tmp_path: Path) -> None:
    report = received(tmp_path)
    assert "no-data" in {one.code for one in report.findings}
    assert not report.accepted
