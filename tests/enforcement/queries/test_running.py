"""What runs sees permitted columns in the permitted form alone; what it says of errors holds no value."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.enforcement.inputs.opening import look
from catalog.enforcement.inputs.seen import Column
from catalog.enforcement.keys import HashKey
from catalog.enforcement.outputs import scratch_in
from catalog.enforcement.queries import cell
from catalog.enforcement.queries.limits import Limits
from catalog.enforcement.queries.running import sealed_rows
from catalog.enforcement.queries.sealing import SealedColumn, SealedTable, seal
from catalog.enforcement.recipe import Recipe, Step
from catalog.errors import BadInput
from catalog.records.release import Treatment
from catalog.services.query_running import Shown, running, show
from tests.queries import judged

SMALL = Limits(memory=256, threads=1, seconds=2)
KEY = HashKey(name="test", secret="6b" * 32)
PUPILS = "Id,Name,Grade\n1,Ann,K\n2,Bob,\n3,Cyd,1\n"


def run(folder: Path, statement: str, data: Mapping[str, Path], limits: Limits = SMALL) -> Shown:
    found = judged(folder, statement)
    assert found.answer.permitted, found.answer.reasons
    with running(found, data, limits=limits) as rows:
        return show(rows, found, most=1000)


def column(field: str, treatment: Treatment = "as-is", value_type: str | None = None) -> SealedColumn:
    step = Step(column=Column(name=field, type="VARCHAR"), treatment=treatment)
    return SealedColumn(step=step, inside=f"c_{field}", value_type=value_type)


def sealed(folder: Path, text: str, *columns: SealedColumn, key: HashKey | None = None) -> Path:
    """Seal these columns of a CSV file; return the sealed file."""
    source = folder / "data.csv"
    source.write_text(text)
    table = SealedTable(
        dataset="cde.pupils",
        inside="t1",
        source=look(source),
        recipe=Recipe(steps=tuple(one.step for one in columns)),
        columns=columns,
    )
    seal(folder / "sealed.duckdb", [table], key=key, limits=SMALL)
    return folder / "sealed.duckdb"


def rows_of(file: Path, statement: str) -> list[Any]:
    with sealed_rows(file, statement, limits=SMALL) as rows:
        return [list(row.values()) for batch in rows.batches() for row in batch.to_pylist()]


def test_a_sealed_file_holds_the_columns_that_are_read_and_nothing_else(tmp_path: Path) -> None:
    file = sealed(tmp_path, PUPILS, column("Grade"))
    with duckdb.connect(str(file), read_only=True) as engine:
        held = engine.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall()
    assert held == [("t1", "c_Grade")]
    assert not any(name in file.read_bytes() for name in (b"Ann", b"Bob", b"Cyd", b"Name"))


def test_a_table_of_which_no_column_is_read_has_its_rows_alone(tmp_path: Path) -> None:
    file = sealed(tmp_path, PUPILS)
    assert rows_of(file, "SELECT count(*) AS n FROM t1") == [[3]]
    assert b"Ann" not in file.read_bytes()


def test_a_pseudonym_is_the_keyed_hash_of_the_value(tmp_path: Path) -> None:
    file = sealed(tmp_path, PUPILS, column("Name", "keyed-hash"), column("Grade", "keyed-hash"), key=KEY)
    found = rows_of(file, "SELECT * FROM t1")
    assert found[0] == [KEY.pseudonym("Ann"), KEY.pseudonym("K")]
    assert found[1][1] is None
    assert not any(name in file.read_bytes() for name in (b"Ann", b"Bob", b"Cyd", KEY.secret.encode()))


def test_text_becomes_what_its_definition_says(tmp_path: Path) -> None:
    text = "day,n,x,yes\n2026-01-31,7,1.50,true\n,,,\n"
    kinds = {"day": "date", "n": "integer", "x": "decimal", "yes": "boolean"}
    file = sealed(tmp_path, text, *(column(name, value_type=kind) for name, kind in kinds.items()))
    told = "SELECT typeof(c_day), typeof(c_n), typeof(c_x), typeof(c_yes) FROM t1 LIMIT 1"
    assert rows_of(file, told) == [["DATE", "BIGINT", "DECIMAL(38,10)", "BOOLEAN"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('data.csv')",
        "SELECT * FROM glob('*')",
        "SELECT * FROM '{folder}/data.csv'",
        "COPY t1 TO '{folder}/out.csv'",
        "ATTACH '{folder}/other.db' AS x",
        "CREATE TABLE t2 AS SELECT 1",
        "INSERT INTO t1 VALUES (1)",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA enable_profiling",
        "SELECT 1; SELECT 2",
        "INSTALL httpfs",
        "EXPLAIN SELECT 1",
        "SELECT * FROM asked",
        "SELECT c_Name FROM t1",
    ],
)
def test_the_cell_is_sealed_though_a_statement_were_let_into_it(tmp_path: Path, statement: str) -> None:
    file = sealed(tmp_path, PUPILS, column("Grade"))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    with pytest.raises(BadInput, match="the statement fails on this data"):
        rows_of(file, statement.replace("{folder}", str(tmp_path)))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


@pytest.mark.slow
def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    file = sealed(tmp_path, PUPILS, column("Grade"))
    started = time.monotonic()
    endless = "SELECT count(*) AS n FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3"
    with pytest.raises(BadInput, match="takes longer than 2 s"):
        rows_of(file, endless)
    assert time.monotonic() - started < 20


def test_what_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    file = sealed(tmp_path, PUPILS, column("Grade"))
    with pytest.raises(BadInput, match="more than 256 MiB of memory"):
        rows_of(file, "SELECT range || 'xxxxxxxxxxxxxxxxxxxxxxxx' AS n FROM range(20000000) ORDER BY n DESC")


def test_whoever_has_seen_enough_ends_the_process(folder: Path) -> None:
    found = judged(folder, "SELECT a.Id FROM cde.tests a, cde.tests b, cde.tests c, cde.tests d, cde.tests e")
    with running(found, {"cde.tests": folder / "one" / "cde.tests.csv"}, limits=SMALL) as rows:
        assert show(rows, found, most=3).more


def test_nothing_is_left_behind(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = {"roster": folder / "one" / "roster.csv"}
    assert run(folder, "SELECT count(*) FROM roster", data).rows == ((6,),)
    with pytest.raises(BadInput):
        run(folder, "SELECT CAST(Grade AS INT) FROM roster", data)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_lives_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / ".p20w-0123456789abcdef.unfinished"
    left.mkdir(mode=0o700)
    (left / "sealed.duckdb").write_text("values")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("kept")
    (tmp_path / ".p20w-fedcba9876543210.unfinished").symlink_to(elsewhere)
    with scratch_in(tmp_path) as living:
        run(folder, "SELECT count(*) FROM roster", {"roster": folder / "one" / "roster.csv"})
        assert living.is_dir()
    assert not left.exists()
    assert (elsewhere / "kept").exists()


def test_an_error_of_the_engine_tells_no_value(folder: Path) -> None:
    with pytest.raises(BadInput) as failed:
        run(folder, "SELECT CAST(Grade AS INT) FROM roster", {"roster": folder / "one" / "roster.csv"})
    assert "'K'" not in f"{failed.value.message} {failed.value.hint}"
    assert "sealed" not in f"{failed.value.message} {failed.value.hint}"


@pytest.mark.parametrize("text", ["Id,Grade\n4711x,1\n", "Id,Grade\n1,2\n9999999999999999999999,1\n"])
def test_a_value_that_is_not_of_its_type_names_the_column_and_no_value(
    folder: Path, tmp_path: Path, text: str
) -> None:
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(BadInput, match="column `Id` of `roster` holds a value that is no integer") as failed:
        run(folder, "SELECT max(Id) FROM roster", {"roster": tmp_path / "roster.csv"})
    assert "4711x" not in str(failed.value)
    assert "99999" not in str(failed.value)


@pytest.mark.parametrize("header", ["ID,Grade", "Id ,Grade", "\ufeffId,Grade", "\u0406d,Grade", "Grade"])
def test_a_column_is_called_exactly_as_in_lineage(folder: Path, tmp_path: Path, header: str) -> None:
    (tmp_path / "roster.csv").write_text(f"{header}\n" + ",".join("1" for _ in header.split(",")) + "\n")
    with pytest.raises(BadInput):
        run(folder, "SELECT max(Id) FROM roster", {"roster": tmp_path / "roster.csv"})


def test_a_dataset_without_data_is_named(folder: Path) -> None:
    with pytest.raises(BadInput, match="no data of `roster` is named"):
        run(folder, "SELECT max(Id) FROM roster", {})


def test_a_damaged_file_is_told_without_its_values(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "roster.parquet"
    pq.write_table(pa.table({"Id": [4711], "Grade": ["K"]}), file)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(BadInput) as failed:
        run(folder, "SELECT max(Id) FROM roster", {"roster": file})
    assert "4711" not in str(failed.value)


def test_parquet_and_special_values_come_through(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "roster.parquet"
    times = pa.array([datetime(2026, 1, 31, 12, tzinfo=UTC)] * 4, pa.timestamp("us", tz="UTC"))
    pq.write_table(pa.table({"Id": [1.5, float("nan"), float("inf"), None], "Grade": times}), file)
    shown = run(folder, "SELECT Id, Grade, Id * 2 > 3 AS b FROM roster", {"roster": file})
    assert [repr(row[0]) for row in shown.rows] == ["1.5", "nan", "inf", "None"]
    assert shown.rows[0][1] == datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_the_process_has_nothing_of_our_environment(tmp_path: Path) -> None:
    file = sealed(tmp_path, PUPILS, column("Grade"))
    os.environ["P20W_TELLTALE"] = "secret"
    with sealed_rows(file, "SELECT count(*) AS n FROM t1", limits=SMALL) as rows:
        environment = Path(f"/proc/{rows.process_id}/environ").read_bytes()
        assert b"P20W" not in environment
        assert sum(batch.num_rows for batch in rows.batches()) == 1
    del os.environ["P20W_TELLTALE"]


def test_the_script_of_the_process_imports_nothing_of_the_catalog() -> None:
    told = "import sys, runpy; runpy.run_path(sys.argv[1]); print([n for n in sys.modules if 'catalog' in n])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", told, str(Path(cell.__file__))],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[]\n"


def test_the_process_says_by_its_code_alone_that_it_failed(tmp_path: Path) -> None:
    file = sealed(tmp_path, PUPILS, column("Grade"))
    asked = {"file": str(file), "runs": "SELECT CAST(c_Grade AS INT) FROM t1", "memory": 256}
    done = subprocess.run(
        [sys.executable, "-I", str(Path(cell.__file__))],
        input=json.dumps({**asked, "threads": 1, "seconds": 2}).encode(),
        check=False,
        capture_output=True,
    )
    assert done.returncode == cell.FAILED
    assert b"K" not in done.stderr + done.stdout.replace(b"ARROW", b"")
