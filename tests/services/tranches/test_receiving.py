"""A tranche is held to definitions and agreement: each fault is one finding with its rows."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.errors import BadInput, NotFound
from catalog.records.tranche import SchoolYear, TrancheReport
from tests.builders import snapshot_of
from tests.tranches import (
    HEADER,
    YEAR,
    as_gzip,
    as_parquet,
    as_parts,
    as_text,
    only,
    received,
    rows_with,
    tranche_world,
    write_csv,
)
from tests.worlds import event, permit

Doc = dict[str, Any]


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


@pytest.mark.slow
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


# ---------------------------------------------------------------- conditions on rows


def conditional(*rows: Doc, second: Doc | None = None) -> Any:
    """The world's snapshot, in which only rows that meet a clause's conditions come in."""
    elements = [
        "staff.id",
        *(f"k12.{name}" for name in ("name", "grade", "days", "rate", "born", "flag", "year", "note")),
    ]
    clauses = [permit(fields={"elements": elements}, conditions={"rows": list(rows)})]
    if second is not None:
        clauses.append(
            permit("more", fields={"elements": elements}, purposes=["research"], conditions=second)
        )
    return snapshot_of(tranche_world(clauses=clauses))


@pytest.mark.parametrize("write", [as_text, as_parquet])
@pytest.mark.parametrize(
    "asked, extra",
    [
        ({"element": "k12.grade", "in": ["05"]}, [2]),
        ({"element": "k12.days", "from": "9", "through": "100"}, [1, 4, 5]),
        ({"element": "k12.born", "from": "2010-01-01"}, [3]),
    ],
)
def test_a_row_that_no_clause_lets_in_is_extra(
    asked: Doc, extra: list[int], write: Callable[[Path, list[list[str]]], None], folder: Path
) -> None:
    (folder / "cde.roster.csv").unlink()
    faults = [{}, {"Grade": "06", "Days": "10"}, {"Born": "2009-12-31", "Days": "100"}, {"Days": "8"}]
    write(folder, rows_with(*faults, of=5))
    found = {one.code: one for one in received(folder, snapshot=conditional(asked)).datasets[0].findings}
    assert [one.row for one in found["row-not-covered"].examples] == extra
    assert found["row-not-covered"].count == len(extra)
    assert asked["element"] in found["row-not-covered"].message


def test_a_row_comes_in_where_one_of_the_clauses_lets_it(folder: Path) -> None:
    fifth, sixth = ({"element": "k12.grade", "in": [code]} for code in ("05", "06"))
    write_csv(folder / "cde.roster.csv", rows_with({"Grade": "06"}, {"Grade": "KN"}, of=4))
    either = received(folder, snapshot=conditional(fifth, second={"rows": [sixth]}))
    assert found_rows(either)["row-not-covered", ", ".join(HEADER)] == [2]
    anyhow = received(folder, snapshot=conditional(fifth, second={}))
    assert not anyhow.datasets[0].findings


def test_where_no_column_tells_whether_a_row_may_come_in_none_may(folder: Path) -> None:
    header = [name for name in HEADER if name != "Grade"]
    rows = [
        [value for name, value in zip(HEADER, row, strict=True) if name != "Grade"] for row in rows_with()
    ]
    write_csv(folder / "cde.roster.csv", rows, header=header)
    report = received(folder, snapshot=conditional({"element": "k12.grade", "in": ["05"]}))
    found = {one.code: one.count for one in report.datasets[0].findings}
    assert found == {"column-missing": None, "row-not-covered": 20}
