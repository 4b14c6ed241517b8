"""The embedded engine sees what it is shown, writes where it may, and spills nothing that can be read."""

import threading
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.enforcement.embedded import Limits, Source, opened
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.inputs.seen import Column
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import SOURCE, Recipe, Step
from catalog.errors import BadInput

CANARY = "canary-of-a-pupil"


def data_at(path: Path, rows: int = 10) -> Source:
    """Return a source of two columns, of which one is shown."""
    texts = [f"{CANARY}-{number}" for number in range(rows)]
    pq.write_table(pa.table({"seen": texts, "unseen": texts}), path)
    return Source(data=look(path), columns=(Column(name="seen", type="VARCHAR"),))


def test_columns_that_are_not_shown_do_not_exist(tmp_path: Path) -> None:
    with opened(data_at(tmp_path / "x.parquet"), scratch=tmp_path) as engine:
        assert len(engine.ask(ibis.table({"seen": "string"}, name=SOURCE))[0]) == 1
        with pytest.raises(BadInput) as told:
            engine.ask(ibis.table({"unseen": "string"}, name=SOURCE).unseen.max().as_table())
    assert CANARY not in f"{told.value}{told.value.hint}"


def test_nothing_else_can_be_read_or_written_or_unlocked(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    with opened(data_at(tmp_path / "x.parquet"), scratch=scratch) as engine:
        for statement in (
            f"FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            "SET enable_external_access = true",
            f"ATTACH '{tmp_path / 'new.db'}'",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                engine._connection.execute(statement)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scratch", "secret.csv", "x.parquet"]


@pytest.mark.slow
def test_what_does_not_fit_in_memory_lies_on_disk_unreadable(tmp_path: Path) -> None:
    source = data_at(tmp_path / "x.parquet", rows=2_000_000)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    spilled: list[bytes] = []
    done = threading.Event()

    def look_in() -> None:
        while not done.is_set():
            for path in (scratch / "spill").glob("*"):
                with suppress(FileNotFoundError), path.open("rb") as file:
                    spilled.append(file.read(1 << 20))
            time.sleep(0.02)

    watching = threading.Thread(target=look_in)
    watching.start()
    try:
        with opened(source, scratch=scratch, limits=Limits(memory=120, threads=2)) as engine:
            rows = ibis.table({"seen": "string"}, name=SOURCE)
            assert engine.ask(rows.distinct().count().as_table()) == [(2_000_000,)]
    finally:
        done.set()
        watching.join()
    assert any(spilled)
    assert not any(CANARY.encode() in piece for piece in spilled)


def test_a_release_goes_through_the_recipe_alone(tmp_path: Path) -> None:
    source = data_at(tmp_path / "x.parquet")
    out = tmp_path / "out.parquet"
    with opened(source, scratch=tmp_path) as engine:
        step = Step(column=source.columns[0], treatment="as-is")
        assert engine.write(Recipe(steps=(step,)), out, kind="parquet").rows == 10
        assert engine.count() == 10
    assert pq.read_schema(out).names == ["seen"]


@pytest.mark.slow
def test_it_is_told_how_far_the_work_is(tmp_path: Path) -> None:
    source = data_at(tmp_path / "x.parquet", rows=2_000_000)
    seen: list[float] = []
    key = HashKey(name="a test's", secret="6b" * 32)
    with opened(source, scratch=tmp_path, key=key, limits=Limits(threads=1)) as engine:
        step = Step(column=source.columns[0], treatment="keyed-hash")
        engine.write(Recipe(steps=(step,)), tmp_path / "out.parquet", kind="parquet", tell=seen.append)
    assert seen == sorted(seen)
    assert any(0 < part < 1 for part in seen)
