"""The engine finds exactly the rows that a plain reading of the rules finds, in every kind of file."""

import math
import tempfile
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.enforcement.inputs.opening import look_whole
from catalog.enforcement.tranches.conditions import breaks, can_hold, named
from catalog.enforcement.tranches.scanning import Broken, Condition, scanner
from catalog.errors import BadInput
from catalog.records.element import ValueLimits
from catalog.records.ids import ElementId, Version
from catalog.records.tranche import ColumnAsked, DatasetAsked, Definition, SchoolYear, ValueRule
from catalog.rules.tranches.ruling_values import rules_for
from tests.tranches import broken_by, write_csv

ON = date(2026, 8, 1)
NASTY = ["", " ", "  ", "\t", "0", "-0", "5", "05", "007", "-3", "180", "181", "1.0", "1.", ".5", "0.5"]
NASTY += ["1.00000000000000001", "1.0000000000000000001", "+1", "1e2", " 5", "5 ", "\uff15", "NaN", "inf"]
NASTY += ["999999999999999999", "1000000000000000000", "true", "TRUE", "Yes", "n", "ja", "1", "ß", "KN", "kn"]
NASTY += [
    "UG",
    "2026-02-28",
    "2026-02-30",
    "2026-7-01",
    "2025-07-01",
    "2025-06-30",
    "2026-06-30",
    "2026-07-01",
]
NASTY += ["0000-01-01", "0001-01-01", "9999-12-31", "2025-26", "2025-2026", "2024-25", "2025", "2026", "2027"]
NASTY += [
    "AB00000001",
    "AB0000000\uff11",
    "ab00000001",
    "it's",
    'say "x"',
    "a,b",
    "two\nlines",
    "a\r\nb",
    "é",
]
NASTY += ["null", "NULL", "infinity", "today", "#1", "\\N"]
YEAR_KINDS: dict[str, list[Any]] = {
    "string": ["school", "school-begins", "school-ends", "calendar"],
    "integer": ["school-begins", "school-ends", "calendar"],
    "date": ["school", "calendar"],
}
BOUNDS: dict[str, list[str]] = {
    "integer": ["-3", "0", "5", "180"],
    "decimal": ["-3", "0", "0.5", "1.0", "1.000000000000000001"],
    "date": ["2025-07-01", "2026-02-28", "2026-07-01"],
}


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Definitions of every type, with limits of every kind that the type can have."""
    kind = draw(st.sampled_from(["boolean", "string", "integer", "decimal", "date", "code"]))
    bounds = st.none() | st.sampled_from(BOUNDS[kind]) if kind in BOUNDS else st.none()
    patterns = st.sampled_from(["[A-Z]{2}\\d{8}", "[0-9]+", "it's|a,b"]) if kind == "string" else st.none()
    years = st.sampled_from(YEAR_KINDS[kind]) if kind in YEAR_KINDS else st.none()
    codes = {"KN": None, "05": date(2030, 1, 1), "UG": date(2025, 6, 30), "it's": None}
    more = {f"x{number}": None for number in range(draw(st.sampled_from([0, 100])))}
    return Definition(
        element=ElementId("k12.x"),
        version=Version(1, 0, 0),
        title="X",
        value_type=kind,
        codes={**codes, **more} if kind == "code" else None,
        code_list="x@1.0.0",
        limits=ValueLimits(
            required=draw(st.booleans()),
            minimum=draw(bounds),
            maximum=draw(bounds),
            pattern=draw(st.none() | patterns),
            years=draw(st.none() | years),
        ),
    )


def rules_of(definition: Definition, years: tuple[SchoolYear, ...]) -> tuple[ValueRule, ...]:
    column = ColumnAsked(
        name="x", address="d.x", identifier=False, definition=definition, ways=(), figures_alone=False
    )
    dataset = DatasetAsked(id="d", columns={"x": column}, key=(), first_identifier=None)
    return rules_for(dataset, column, years=years, on=ON)


def scanned(path: Path, rules: tuple[ValueRule, ...], *, most: int = 100) -> dict[str, Broken]:
    """What the engine finds, by what is asked."""
    seen = look_whole(path)
    (column,) = [column for column in seen.columns if column.name == "x"]
    conditions = [Condition(sql=breaks(rule, named("x"), column.type), shows="x") for rule in rules]
    with scanner() as engine:
        found = engine.broken(seen, conditions, most=most)
    return {rule.asks: broken for rule, broken in zip(rules, found, strict=True)}


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet", "parts"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    definition=definitions(),
    values=st.lists(st.sampled_from(NASTY), min_size=1, max_size=30),
    years=st.sets(st.integers(2023, 2026), max_size=2),
)
def test_the_engine_finds_the_rows_that_a_plain_reading_finds(
    definition: Definition, values: list[str], years: set[int], ending: str, tmp_path: Path
) -> None:
    school_years = tuple(SchoolYear(begins=begins) for begins in sorted(years))
    path = written(tmp_path, ending, values)
    found = scanned(path, rules_of(definition, school_years))
    wanted: dict[str, list[int]] = {asks: [] for asks in found}
    for row, value in enumerate(values, start=1):
        for asks in broken_by(value, definition, school_years, ON):
            wanted[asks].append(row)
    assert {asks: [one.row for one in broken.examples] for asks, broken in found.items()} == wanted
    assert {asks: broken.count for asks, broken in found.items()} == {
        asks: len(rows) for asks, rows in wanted.items()
    }


def written(folder: Path, ending: str, values: list[str]) -> Path:
    """Write the values as the column ``x``, beside another so that an empty value is no empty line."""
    if ending.startswith("csv"):
        return write_csv(folder / f"f.{ending}", [[value, "1"] for value in values], header=["x", "y"])
    if ending == "parquet":
        pq.write_table(pa.table({"x": pa.array(values, pa.string())}), folder / "f.parquet")
        return folder / "f.parquet"
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    for part in parts.iterdir():
        part.unlink()
    for number, at in enumerate(range(0, len(values), 7)):
        table = pa.table({"x": pa.array(values[at : at + 7], pa.string())})
        pq.write_table(table, parts / f"part-{number:03d}.parquet", row_group_size=3)
    return parts


def definition_of(kind: str, **limits: Any) -> Definition:
    return Definition(
        element=ElementId("k12.x"),
        version=Version(1, 0, 0),
        title="X",
        value_type=kind,
        codes=None,
        code_list=None,
        limits=ValueLimits(**limits),
    )


TYPED = {
    "whole numbers": (pa.int16(), [1, None, -5, 200], "integer", {"minimum": 2, "value": 1, "maximum": 1}),
    "long whole numbers": (
        pa.uint64(),
        [2**64 - 1, 2**63, 7, None],
        "integer",
        {"maximum": 2, "value": 1},
    ),
    "whole numbers as reals": (
        pa.float64(),
        [1.0, 1.5, math.nan, math.inf, None],
        "integer",
        {"type": 3, "minimum": 2, "value": 1},
    ),
    "reals": (
        pa.float32(),
        [2.0, 180.0, 180.5, -math.inf, math.nan, None],
        "decimal",
        {"type": 2, "maximum": 1, "value": 1},
    ),
    "decimals": (
        pa.decimal128(10, 2),
        [Decimal("1.99"), Decimal("2.00"), Decimal("180.01"), None],
        "decimal",
        {"minimum": 1, "maximum": 1, "value": 1},
    ),
    "decimals for whole numbers": (
        pa.decimal128(38, 2),
        [Decimal("2.00"), Decimal("2.50"), None],
        "integer",
        {"type": 1, "value": 1},
    ),
    "flags": (pa.bool_(), [True, False, None], "boolean", {"value": 1}),
}


@pytest.mark.parametrize("arrow, values, kind, wanted", TYPED.values(), ids=TYPED)
def test_values_that_are_no_text_are_held_to_what_they_are(
    arrow: pa.DataType, values: list[Any], kind: str, wanted: dict[str, int], tmp_path: Path
) -> None:
    bounds = {"minimum": "2", "maximum": "180"} if kind in {"integer", "decimal"} else {}
    pq.write_table(pa.table({"x": pa.array(values, arrow)}), tmp_path / "f.parquet")
    found = scanned(tmp_path / "f.parquet", rules_of(definition_of(kind, required=True, **bounds), ()))
    assert {asks: broken.count for asks, broken in found.items() if broken.count} == wanted


def test_days_that_are_days_are_held_to_bounds_and_years(tmp_path: Path) -> None:
    days = [date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1), date(1900, 1, 1), None]
    pq.write_table(pa.table({"x": pa.array(days, pa.date32())}), tmp_path / "f.parquet")
    definition = definition_of("date", minimum="1990-01-01", maximum="2026-06-30", years="school")
    found = scanned(tmp_path / "f.parquet", rules_of(definition, (SchoolYear(begins=2025),)))
    rows = {asks: [one.row for one in broken.examples] for asks, broken in found.items()}
    assert rows == {"type": [], "minimum": [4], "maximum": [3], "year": [3, 4]}


@pytest.mark.parametrize("arrow", [pa.int64(), pa.float64(), pa.date32()])
def test_numbers_cannot_hold_codes(arrow: pa.DataType, tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": pa.array([None], arrow)}), tmp_path / "f.parquet")
    (column,) = look_whole(tmp_path / "f.parquet").columns
    assert not can_hold("code", column.type)
    assert not can_hold("string", column.type)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["", "a", "b", "A"]), st.sampled_from(["1", "2", ""])), min_size=1
    ),
    most=st.integers(1, 4),
)
def test_a_row_is_repeated_where_an_earlier_one_has_its_whole_key(
    rows: list[tuple[str, str]], most: int, tmp_path: Path
) -> None:
    seen = look_whole(write_csv(tmp_path / "f.csv", rows, header=["x", "y"]))
    earlier: set[tuple[str, str]] = set()
    wanted = []
    for number, row in enumerate(rows, start=1):
        if all(row) and row in earlier:
            wanted.append(number)
        earlier.add(row)
    with scanner() as engine:
        found = engine.repeated(seen, ["x", "y"], most=most)
    assert (found.count, [one.row for one in found.examples]) == (len(wanted), wanted[:most])


def test_an_example_of_a_folder_says_in_which_part_it_lies(tmp_path: Path) -> None:
    path = written(tmp_path, "parts", ["1"] * 9 + ["x"] + ["1"] * 6 + ["y"])
    examples = scanned(path, rules_of(definition_of("integer"), ()))["type"].examples
    assert [(one.row, one.part, one.part_row) for one in examples] == [
        (10, "part-001.parquet", 3),
        (17, "part-002.parquet", 3),
    ]


@pytest.mark.parametrize("value", ["1" * 9, "x" * 41, "two\nlines", "555-12-3456"])
def test_a_value_that_is_long_or_may_be_a_persons_number_is_not_shown(value: str, tmp_path: Path) -> None:
    definition = definition_of("date")
    (one,) = scanned(written(tmp_path, "csv", [value]), rules_of(definition, ()))["type"].examples
    assert (one.row, one.value) == (1, None)


def test_a_name_that_an_engine_would_read_as_a_pattern_is_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "a*[b]?"
    folder.mkdir()
    write_csv(tmp_path / "ab", [["x", "1"]], header=["x", "y"])
    path = written(folder, "csv", ["5", "x"])
    assert scanned(path, rules_of(definition_of("integer"), ()))["type"].count == 1


def test_a_column_with_a_name_of_the_engines_own_is_refused(tmp_path: Path) -> None:
    table = pa.table({"x": ["a"], "FILE_row_number": ["secret"]})
    pq.write_table(table, tmp_path / "f.parquet")
    with pytest.raises(BadInput, match="a name that the engine needs"):
        scanned(tmp_path / "f.parquet", rules_of(definition_of("integer"), ()))


def test_lines_that_end_in_two_ways_are_never_read_by_halves(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"x,y\r\n1,2\n3,4\r\n" * 3)
    with pytest.raises(BadInput, match="read row by row"):
        scanned(path, rules_of(definition_of("integer"), ()))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_first_rows_of_a_long_file_are_the_first_in_their_order(ending: str, tmp_path: Path) -> None:
    bad = [17, 20_001, 41_000, 41_001, 99_999]
    values = ["5"] * 100_000
    for row in (*bad, 100_000):
        values[row - 1] = "x"
    if ending == "csv":
        path = write_csv(tmp_path / "f.csv", [[value, "1"] for value in values], header=["x", "y"])
    else:
        path = tmp_path / "f.parquet"
        pq.write_table(pa.table({"x": values}), path, row_group_size=2_500)
    found = scanned(path, rules_of(definition_of("integer"), ()), most=5)["type"]
    assert (found.count, [one.row for one in found.examples]) == (6, bad)
    assert {one.value for one in found.examples} == {"x"}


def test_rows_are_told_apart_exactly_where_they_do_not_fit_into_memory(tmp_path: Path) -> None:
    keys = [f"{number * 7919 % 400_000:040d}" for number in range(400_000)]
    path = tmp_path / "f.parquet"
    pq.write_table(pa.table({"x": [*keys, keys[5], keys[5]]}), path, row_group_size=20_000)
    with scanner(memory="48MB") as engine:
        found = engine.repeated(look_whole(path), ["x"], most=5)
    assert (found.count, [one.row for one in found.examples]) == (2, [400_001, 400_002])


@pytest.mark.slow
def test_what_is_laid_aside_on_disk_cannot_be_read_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f.parquet"
    pq.write_table(pa.table({"x": [f"Canary{number:040d}" for number in range(1_000_000)]}), path)
    seen = look_whole(path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with scanner(memory="48MB") as engine:
        work = Thread(target=engine.repeated, args=(seen, ["x"]), kwargs={"most": 5})
        work.start()
        laid_aside = 0
        while work.is_alive():
            for file in scratch.glob("*/spilled/*"):
                with suppress(FileNotFoundError):
                    data = file.read_bytes()
                    laid_aside = max(laid_aside, len(data))
                    assert b"Canary00" not in data
        work.join()
    assert laid_aside > 0
    assert not list(scratch.iterdir())


def test_an_engine_without_memory_says_so_and_nothing_of_what_it_read(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    pq.write_table(pa.table({"x": [f"Canary {number}" for number in range(200_000)]}), path)
    with scanner(memory="1MB") as engine, pytest.raises(BadInput, match="needs more memory") as raised:
        engine.repeated(look_whole(path), ["x"], most=5)
    assert "Canary" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
