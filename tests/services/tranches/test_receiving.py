"""A tranche is checked whole: its files, its columns, its values; each fault is one finding with its rows."""

import gzip
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.errors import BadInput, NotFound
from catalog.records.snapshot import Snapshot
from catalog.records.tranche import SchoolYear, TrancheFinding, TrancheReport
from catalog.services.tranches.asking import TrancheAsked
from catalog.services.tranches.receiving import receive
from tests.builders import snapshot_of
from tests.tranches import DAY, HEADER, rows_with, tranche_world, write_csv, write_parquet
from tests.worlds import event

Doc = dict[str, Any]

YEAR = SchoolYear(begins=2025)


@cache
def world() -> Snapshot:
    return snapshot_of(tranche_world())


def received(folder: Path, *, snapshot: Snapshot | None = None, **more: Any) -> TrancheReport:
    """Receive a tranche of school year 2025-26 from ``cde``."""
    on = more.pop("on", date.fromisoformat(DAY))
    asked = TrancheAsked(
        folder=folder,
        **{"provider": "cde", "on": on, "as_known": on, "years": (YEAR,), "keys": {}, **more},
    )
    return receive(snapshot or world(), asked)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tranche in which nothing is wrong."""
    made = tmp_path / "tranche"
    made.mkdir()
    write_csv(made / "cde.roster.csv", rows_with())
    write_csv(made / "staff.csv", [["AB00000001"]], header=["StaffId"])
    return made


def only(report: TrancheReport) -> TrancheFinding:
    """Return the one finding there is."""
    (found,) = report.all_findings
    return found


def found_rows(report: TrancheReport) -> dict[tuple[str, str | None], list[int]]:
    """Return the rows of each finding that has some, by its code and column."""
    return {(one.code, one.column): [row.row for row in one.examples] for one in report.all_findings}


def test_a_tranche_in_which_nothing_is_wrong_is_accepted(folder: Path) -> None:
    report = received(folder)
    assert (report.accepted, report.all_findings, report.recipients) == (True, (), ("c2c",))
    assert [(one.id, one.name, one.rows, len(one.columns)) for one in report.datasets] == [
        ("cde.roster", "cde.roster.csv", 20, 9),
        ("cde.staff", "staff.csv", 1, 1),
    ]
    assert [one.rules for one in report.datasets] == [17, 3]


def as_gzip(folder: Path, rows: list[list[str]]) -> None:
    write_csv(folder / "roster.csv.gz", rows)


def as_parquet(folder: Path, rows: list[list[str]]) -> None:
    write_parquet(folder / "cde.roster.parquet", rows)


def as_parts(folder: Path, rows: list[list[str]]) -> None:
    (folder / "roster").mkdir()
    write_parquet(folder / "roster/a.parquet", rows[:7])
    write_parquet(folder / "roster/b.parquet", rows[7:])


def as_text(folder: Path, rows: list[list[str]]) -> None:
    write_csv(folder / "roster.csv", rows)


FAULTS: dict[str, tuple[str, list[str], list[int]]] = {
    "value-missing": ("Grade", ["", " ", "05"], [1, 2]),
    "value-code": ("Grade", ["5", "kn", "KN", "05 "], [1, 2, 4]),
    "value-expired": ("Grade", ["05", "UG"], [2]),
    "value-type": ("Days", ["017", "1e2", "1.0", "0"], [1, 2, 3]),
    "value-minimum": ("Days", ["-1", "0"], [1]),
    "value-maximum": ("Rate", ["1.0", "1.01", "1"], [2]),
    "value-pattern": ("SSID", ["AB1", "CD00000001"], [1]),
    "value-year": ("Year", ["2024-25", "2025-2026", "2025"], [1, 3]),
}


@pytest.mark.parametrize("write", [as_text, as_gzip, as_parquet, as_parts])
@pytest.mark.parametrize("code", FAULTS)
def test_each_rule_finds_its_faults_in_every_kind_of_file(
    code: str, write: Callable[[Path, list[list[str]]], None], folder: Path
) -> None:
    column, values, wanted = FAULTS[code]
    (folder / "cde.roster.csv").unlink()
    write(folder, rows_with(*({column: value} for value in values)))
    report = received(folder)
    found = {one.code: one for one in report.all_findings if one.column == column}
    assert not report.accepted
    assert (found[code].count, [one.row for one in found[code].examples]) == (len(wanted), wanted)
    assert found[code].share == len(wanted) / 20
    assert "@1.0.0" in found[code].message


def test_days_are_held_to_bounds_and_must_exist(folder: Path) -> None:
    faults = [{"Born": day} for day in ("2010-02-30", "1989-12-31", "2026-07-01", "02/03/2010")]
    write_csv(folder / "cde.roster.csv", rows_with(*faults))
    assert found_rows(received(folder)) == {
        ("value-type", "Born"): [1, 4],
        ("value-minimum", "Born"): [2],
        ("value-maximum", "Born"): [3],
    }


def test_values_are_shown_where_they_name_nobody_and_few_rows_have_them(folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", rows_with({"Grade": "5", "SSID": "Ana"}))
    shown = {one.column: (one.examples[0].value, one.values) for one in received(folder).all_findings}
    assert shown == {"Grade": ("5", None), "SSID": (None, "not shown: they name a person")}


def test_values_of_a_column_that_is_mostly_wrong_are_not_shown(folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", rows_with(*[{"Grade": "Ana Diaz"}] * 11))
    found = only(received(folder))
    assert {one.value for one in found.examples} == {None}
    assert "may hold something else" in str(found.values)


def test_so_many_rows_are_named_as_are_asked_for(folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", rows_with(*[{"Grade": "5"}] * 8))
    for most in (0, 3, 100):
        found = only(received(folder, examples=most))
        assert (found.count, len(found.examples)) == (8, min(most, 8))


# ---------------------------------------------------------------- columns


def test_a_column_that_is_no_field_is_extra_and_a_misspelt_one_gets_a_hint(folder: Path) -> None:
    header = ["SSID ", "Names", *HEADER[2:], "Income"]
    write_csv(folder / "cde.roster.csv", [[*row, "9"] for row in rows_with()], header=header)
    found = {one.column: one for one in received(folder).all_findings}
    assert (found["SSID "].code, found["SSID "].hint) == ("column-misnamed", "Name it exactly `SSID`.")
    assert found["Names"].code == "column-unknown"
    assert "name it `Name`" in found["Names"].hint
    assert (found["Income"].code, found["Name"].code) == ("column-unknown", "column-missing")


def test_a_column_that_no_clause_lets_in_is_extra_and_its_values_are_not_looked_at(folder: Path) -> None:
    rows = [[*row, "s", "no number"] for row in rows_with()]
    write_csv(folder / "cde.roster.csv", rows, header=[*HEADER, "Secret", "Figure"])
    assert {(one.code, one.column, one.count) for one in received(folder).all_findings} == {
        ("column-not-covered", "Secret", None),
        ("column-figures-alone", "Figure", None),
    }


@pytest.mark.parametrize("more", [{"recipient": "uni"}, {"purpose": "research"}, {"zone": "uni.enclave"}])
def test_what_another_recipient_purpose_or_zone_may_get_says_nothing(more: Doc, folder: Path) -> None:
    codes = {one.code for one in received(folder, **more).all_findings}
    assert codes == {"column-not-covered"}


def test_a_narrower_purpose_is_let_in_by_the_broader_one(folder: Path) -> None:
    report = received(folder, purpose="aid", zone="c2c.linkage")
    assert report.accepted
    ways = report.datasets[0].columns[0].ways
    assert {(way.purpose, way.clauses) for way in ways} == {("aid", ("cde-c2c@1.0.0#load",))}


def test_a_missing_column_is_reported_only_if_it_may_come_in(folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", [row[:-1] for row in rows_with()], header=HEADER[:-1])
    found = only(received(folder))
    assert (found.code, found.column) == ("column-missing", "Note")


def test_a_column_that_loses_the_zeros_of_codes_is_refused_by_its_type(folder: Path) -> None:
    (folder / "cde.roster.csv").unlink()
    texts = {name: [row[at] for row in rows_with()] for at, name in enumerate(HEADER)}
    table = pa.table({**texts, "Grade": pa.array([5] * 19 + [None], pa.int64())})
    pq.write_table(table, folder / "roster.parquet")
    report = received(folder)
    assert {(one.code, one.column, one.count) for one in report.all_findings} == {
        ("column-type", "Grade", 20),
        ("value-missing", "Grade", 1),
    }


def test_a_first_row_that_names_nothing_is_no_header_and_is_not_shown(folder: Path) -> None:
    write_csv(
        folder / "cde.roster.csv", rows_with()[1:], header=rows_with({"SSID": "Canary", "Note": "Canary"})[0]
    )
    report = received(folder)
    found = only(report)
    assert (found.code, report.datasets[0].rows) == ("no-header", None)
    assert "Canary" not in repr(report)


def test_two_columns_of_one_name_are_told_by_their_places(folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", [[*row, "x"] for row in rows_with()], header=[*HEADER, "ssid"])
    found = only(received(folder))
    assert (found.code, found.message) == ("column-twice", "the columns 1, 10 have one name, or none")


# ---------------------------------------------------------------- rows


def test_without_a_key_an_identifier_that_stands_twice_is_a_warning(folder: Path) -> None:
    rows = rows_with()
    write_csv(folder / "cde.roster.csv", [*rows, rows[3], rows[3]])
    report = received(folder)
    found = only(report)
    assert (found.code, found.severity, found.column, found.count) == (
        "identifier-repeated",
        "warning",
        "SSID",
        2,
    )
    assert ([one.row for one in found.examples], report.accepted) == ([21, 22], True)


def test_a_key_of_lineage_must_be_whole_and_stand_once(folder: Path) -> None:
    snapshot = snapshot_of(tranche_world(lineage={"key": ["SSID", "Year"]}))
    rows = rows_with({}, {"Year": ""})
    write_csv(folder / "cde.roster.csv", [*rows, rows[3], [*rows[4][:7], "2025-2026", ""]])
    report = received(folder, snapshot=snapshot)
    assert found_rows(report) == {("value-missing", "Year"): [2], ("row-repeated", "SSID, Year"): [21]}
    assert not report.accepted


def test_a_key_can_be_said_where_lineage_names_none(folder: Path) -> None:
    rows = rows_with({}, {"Name": "Bo"})
    write_csv(folder / "cde.roster.csv", rows)
    found = only(received(folder, keys={"roster": ("Name",)}))
    assert (found.code, found.count, found.values) == ("row-repeated", 18, "not shown: they name a person")


@pytest.mark.parametrize("keys", [{"payroll": ("SSID",)}, {"roster": ("Income",)}])
def test_a_key_of_what_there_is_not_is_refused(keys: Mapping[str, tuple[str, ...]], folder: Path) -> None:
    with pytest.raises(NotFound):
        received(folder, keys=keys)


# ---------------------------------------------------------------- files


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


# ---------------------------------------------------------------- agreements, definitions and days


def test_a_tranche_without_stated_years_says_which_columns_were_not_held_to_them(folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", rows_with({"Year": "1999-00"}))
    report = received(folder, years=())
    assert (only(report).code, report.accepted) == ("years-not-stated", True)
    assert "cde.roster.Year" in only(report).message


def test_a_code_expires_with_the_beginning_of_the_tranches_years(folder: Path) -> None:
    write_csv(folder / "cde.roster.csv", rows_with({"Grade": "UG", "Year": "2023-24"}))
    earlier = received(folder, years=(SchoolYear(begins=2023), YEAR))
    assert earlier.accepted
    assert "value-expired" in {one.code for one in received(folder, years=()).all_findings}


def test_outside_the_agreements_term_nothing_comes_in(folder: Path) -> None:
    late = date(2028, 1, 1)
    with pytest.raises(BadInput, match="is in force"):
        received(folder, on=late)
    codes = {one.code for one in received(folder, on=late, recipient="c2c").all_findings}
    assert codes == {"column-not-covered"}


def test_while_an_agreement_is_suspended_nothing_comes_in(folder: Path) -> None:
    changed = tranche_world()
    event(changed, "cde-c2c", "suspended", "2026-07-01", **{"from": "2026-07-01"})
    report = received(folder, snapshot=snapshot_of(changed), recipient="c2c")
    assert {one.code for one in report.all_findings} == {"column-not-covered"}


@pytest.mark.parametrize(
    "more",
    [
        {"provider": "nobody"},
        {"provider": "edd", "recipient": "c2c"},
        {"recipient": "x"},
        {"purpose": "x"},
        {"zone": "x"},
    ],
)
def test_what_the_catalog_does_not_know_cannot_be_asked(more: Doc, folder: Path) -> None:
    with pytest.raises(NotFound):
        received(folder, **more)


def test_a_tranche_is_a_folder(folder: Path) -> None:
    for wrong in (folder / "staff.csv", folder / "none"):
        with pytest.raises(BadInput, match="is no folder"):
            received(wrong)
