"""The streaming engine makes what the embedded one makes, row by row, and lets nothing else out."""

import datetime as dt
import re
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.enforcement import streaming
from catalog.enforcement.embedded import Source, opened
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import Recipe, RowTest, Written
from catalog.enforcement.streaming import Streaming, streams
from catalog.errors import BadInput, WriteRefused
from catalog.records.release import Treatment
from tests.alike import ASKED, KEY, parts_in, random_of, random_table, recipe_of

CANARY = "CANARY"
CODED = "coded"
"""A column of coded texts, which are left to the embedded engine."""
TEXTS = {"VARCHAR", "DATE", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"}
TEXTS |= {"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}


@contextmanager
def streaming_on(data: Input, recipe: Recipe, folder: Path, key: HashKey | None = KEY) -> Iterator[Streaming]:
    folder.mkdir(parents=True, exist_ok=True)
    with opened(Source(data=data, columns=recipe.columns), scratch=folder, key=key) as embedded:
        yield Streaming(data, embedded, key=key)


def both(data: Input, recipe: Recipe, folder: Path) -> tuple[pa.Table, pa.Table]:
    """Return what the two engines make of the same input, in its order."""
    ours, theirs = folder / "streamed", folder / "embedded"
    theirs.mkdir(parents=True)
    with streaming_on(data, recipe, ours) as engine:
        streamed = engine.write(recipe, ours / "out.parquet")
        assert engine.name.startswith("Polars")
    with opened(Source(data=data, columns=recipe.columns), scratch=theirs, key=KEY) as embedded:
        written = embedded.write(recipe, theirs / "out.parquet", kind="parquet")
    assert streamed.rows == written.rows
    assert streamed.read == data.rows
    return pq.read_table(ours / "out.parquet"), pq.read_table(theirs / "out.parquet")


def assert_alike(streamed: pa.Table, embedded: pa.Table) -> None:
    """Hold two tables to the same columns and types, and to the same rows in the same order."""
    assert [(one.name, one.type) for one in streamed.schema] == [
        (one.name, one.type) for one in embedded.schema
    ]
    assert [repr(row) for row in streamed.to_pylist()] == [repr(row) for row in embedded.to_pylist()]


def table_at(path: Path, table: pa.Table, *, rows_a_group: int = 64) -> Input:
    pq.write_table(table, path, row_group_size=rows_a_group)
    return look(path)


@pytest.mark.parametrize("seed", range(4))
def test_columns_of_every_type_come_through_alike(seed: int, tmp_path: Path) -> None:
    data = table_at(tmp_path / "in.parquet", random_table(random_of(seed), 500))
    as_is: dict[str, Treatment] = {one.name: "as-is" for one in data.columns if one.name != CODED}
    assert_alike(*both(data, recipe_of(data, as_is), tmp_path / "made"))


@pytest.mark.slow
def test_columns_of_parts_are_treated_alike(tmp_path: Path) -> None:
    folder = parts_in(tmp_path / "parts")
    data = look(folder)
    texts = [one.name for one in data.columns if one.type in TEXTS and one.name != CODED]
    treatments: tuple[Treatment, ...] = ("keyed-hash", "rare-grouped")
    for treatment in treatments:
        recipe = recipe_of(data, dict.fromkeys(texts, treatment))
        assert_alike(*both(data, recipe, tmp_path / treatment))
    days = ("day", "written day", "time ms", "time us", "moment ms", "moment us")
    assert_alike(*both(data, recipe_of(data, dict.fromkeys(days, "year-only")), tmp_path / "years"))


@pytest.mark.slow
def test_rows_are_held_to_tests_alike(tmp_path: Path) -> None:
    data = table_at(tmp_path / "in.parquet", random_table(random_of(5), 400))
    columns = {one.name: one for one in data.columns}
    for number, (name, asking) in enumerate(ASKED):
        test = RowTest(column=columns[name], **asking)
        recipe = recipe_of(data, {"text": "keyed-hash", name: "as-is"}, test)
        streamed, embedded = both(data, recipe, tmp_path / str(number))
        assert_alike(streamed, embedded)
        assert 0 < len(streamed) < 400, name


def test_all_rows_are_read_whatever_statistics_say_of_them(tmp_path: Path) -> None:
    table = pa.table({"grade": ["9"] * 100 + ["10"] * 100, "other": ["x"] * 200})
    data = table_at(tmp_path / "in.parquet", table)
    test = RowTest(column=data.columns[0], values=("10",))
    recipe = recipe_of(data, {"other": "as-is"}, test)
    with streaming_on(data, recipe, tmp_path) as engine:
        assert engine.write(recipe, tmp_path / "out.parquet") == Written(rows=100, read=200)


@pytest.mark.slow
def test_a_release_is_the_same_bytes_again_and_in_order(tmp_path: Path) -> None:
    table = pa.table({"id": [f"{number:07d}" for number in range(300_000)]})
    data = table_at(tmp_path / "in.parquet", table, rows_a_group=7_001)
    recipe = recipe_of(data, {"id": "keyed-hash"})
    made = []
    for times in range(3):
        with streaming_on(data, recipe, tmp_path / str(times)) as engine:
            engine.write(recipe, tmp_path / str(times) / "out.parquet")
        made.append((tmp_path / str(times) / "out.parquet").read_bytes())
    assert made[0] == made[1] == made[2]
    found = pq.read_table(tmp_path / "0/out.parquet")["id"]
    assert [found[at].as_py() for at in (0, 9_999, 123_456, 299_999)] == [
        KEY.pseudonym(f"{number:07d}") for number in (0, 9_999, 123_456, 299_999)
    ]


def test_no_rows_make_a_file_with_columns(tmp_path: Path) -> None:
    table = pa.table({"text": pa.array([], pa.string()), "number": pa.array([], pa.int8())})
    data = table_at(tmp_path / "in.parquet", table)
    assert_alike(*both(data, recipe_of(data, {"number": "as-is", "text": "keyed-hash"}), tmp_path / "made"))


def test_times_keep_their_moment_whatever_zone_and_unit_they_were_told_in(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 7, 1, 12, 30, tzinfo=dt.UTC)
    kinds = [pa.timestamp(unit, "America/Los_Angeles") for unit in ("ms", "us", "ns")]
    table = pa.table({str(number): pa.array([moment, None], kind) for number, kind in enumerate(kinds)})
    data = table_at(tmp_path / "in.parquet", table)
    recipe = recipe_of(data, {one.name: "as-is" for one in data.columns})
    with streaming_on(data, recipe, tmp_path) as engine:
        engine.write(recipe, tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    assert {one.type.tz for one in found.schema} == {"UTC"}
    assert found.to_pylist() == [dict.fromkeys("012", moment), dict.fromkeys("012")]


@pytest.mark.parametrize("engine_named", ["Polars", "DuckDB"])
def test_what_a_file_holds_beside_its_rows_does_not_go_on(engine_named: str, tmp_path: Path) -> None:
    """A dictionary's words that no row has, columns left out, hidden values, a footer's words: all stay."""
    codes = pa.DictionaryArray.from_arrays(pa.array([0, 1, 0, None], pa.int8()), ["a", "b", f"{CANARY}-1"])
    hidden = pa.array(["x", f"{CANARY}-2", "y", "z"])
    masked = pa.Array.from_buffers(pa.string(), 4, [pa.py_buffer(b"\x0d"), *hidden.buffers()[1:]])
    assert masked.null_count == 1
    table = pa.table({"code": codes, "text": masked, "refused": [f"{CANARY}-3"] * 4})
    table = table.replace_schema_metadata({"pandas": f"{CANARY}-4"})
    path = tmp_path / "in.parquet"
    pq.write_table(
        table, path, compression="none", write_page_index=True, store_schema=engine_named == "DuckDB"
    )
    told = (1, 3, 4) if engine_named == "DuckDB" else (1, 3)
    assert all(f"{CANARY}-{number}".encode() in path.read_bytes() for number in told)
    data = look(path)
    recipe = recipe_of(data, {"code": "as-is", "text": "as-is"})
    with streaming_on(data, recipe, tmp_path) as engine:
        engine.write(recipe, tmp_path / "out.parquet")
        assert engine.name.startswith(engine_named)
    made = (tmp_path / "out.parquet").read_bytes()
    assert CANARY.encode() not in made
    assert b"refused" not in made
    assert pq.read_table(tmp_path / "out.parquet")["code"].to_pylist() == ["a", "b", "a", None]


def test_the_key_is_in_no_word_of_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLARS_VERBOSE", "1")
    data = table_at(tmp_path / "in.parquet", pa.table({"id": ["1", "2"]}))
    recipe = recipe_of(data, {"id": "keyed-hash"})
    with streaming_on(data, recipe, tmp_path / "made") as engine:
        engine.write(recipe, tmp_path / "made/out.parquet")
    told = capfd.readouterr()
    for secret in (KEY.secret, repr(bytes.fromhex(KEY.secret))[2:-1]):
        assert secret not in told.out + told.err
        assert secret.encode() not in (tmp_path / "made/out.parquet").read_bytes()


def odd(name: str) -> pa.Table:
    """Return a table that the streaming engine does not take, and the embedded one does."""
    far = pa.array([100_000_000, 0], pa.int32()).cast(pa.date32())
    tables = {
        "a day that no calendar has": pa.table({"v": far}),
        "a zone that it does not know": pa.table({"v": pa.array([0, 1], pa.timestamp("us", "-03:30"))}),
        "a number with a blank before it": pa.table({"v": [" 1", "2"]}),
        "texts that burst a row group": pa.table({"v": ["x" * 300_000, "y" * 300_000]}),
        "coded texts": pa.table({"v": pa.array(["x", "y"]).dictionary_encode()}),
    }
    return tables[name]


@pytest.mark.parametrize(
    "name",
    [
        "a day that no calendar has",
        "a zone that it does not know",
        "a number with a blank before it",
        "texts that burst a row group",
        "coded texts",
    ],
)
def test_the_other_engine_has_the_last_word(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = table_at(tmp_path / "in.parquet", odd(name))
    number = name.startswith("a number")
    tests = [RowTest(column=data.columns[0], first="1", last="2", number=True)] if number else []
    treatment: Treatment = "as-is" if data.columns[0].type != "DATE" else "keyed-hash"
    recipe = recipe_of(data, {"v": treatment}, *tests)
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    theirs.mkdir()
    with streaming_on(data, recipe, ours) as engine:
        assert engine.write(recipe, ours / "out.parquet").rows == 2
        assert engine.name.startswith("DuckDB")
    with opened(Source(data=data, columns=recipe.columns), scratch=theirs, key=KEY) as embedded:
        embedded.write(recipe, theirs / "out.parquet", kind="parquet")
    assert (ours / "out.parquet").read_bytes() == (theirs / "out.parquet").read_bytes()
    told = capfd.readouterr()
    assert told.out + told.err == ""


def test_parts_that_tell_one_type_in_several_ways_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    moment = [dt.datetime(2024, 7, 1, tzinfo=dt.UTC)]
    texts: list[pa.Array] = [
        pa.array(["a"]),
        pa.array(["a"]).dictionary_encode(),
        pa.array(["a"], pa.large_string()),
    ]
    zones = ["UTC", "America/New_York", "UTC"]
    for number, (text, zone) in enumerate(zip(texts, zones, strict=True)):
        unit = "ms" if number else "us"
        table = pa.table({"text": text, "at": pa.array(moment, pa.timestamp(unit, zone))})
        pq.write_table(table, folder / f"{number}.parquet")
    data = look(folder)
    recipe = recipe_of(data, {"text": "as-is", "at": "as-is"})
    with streaming_on(data, recipe, tmp_path / "made") as engine:
        assert engine.write(recipe, tmp_path / "made/out.parquet").rows == 3
    found = pq.read_table(tmp_path / "made/out.parquet").to_pylist()
    assert found == [{"text": "a", "at": moment[0]}] * 3


def test_without_a_key_nothing_is_pseudonymised(tmp_path: Path) -> None:
    data = table_at(tmp_path / "in.parquet", pa.table({"id": ["1"]}))
    recipe = recipe_of(data, {"id": "keyed-hash"})
    with (
        streaming_on(data, recipe, tmp_path, key=None) as engine,
        pytest.raises(BadInput, match="there is no key"),
    ):
        engine.write(recipe, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7])
def test_damage_is_told_without_a_word_of_the_data(at: float, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    table = pa.table({"id": [f"{CANARY}{number:06d}" for number in range(5_000)]})
    pq.write_table(table, path, row_group_size=1_000)
    data = look(path)
    text = bytearray(path.read_bytes())
    start = int(at * len(text))
    text[start : start + 64] = b"\xff" * 64
    path.write_bytes(text)
    recipe = recipe_of(data, {"id": "as-is"})
    with streaming_on(data, recipe, tmp_path) as engine, pytest.raises(BadInput) as caught:
        engine.write(recipe, tmp_path / "out.parquet")
    assert "damaged" in caught.value.message
    assert CANARY not in str(caught.value) + repr(caught.value.__cause__)


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    rng = random_of(1)
    table = pa.table({"id": [rng.randbytes(16).hex() for _ in range(50_000)]})
    data = table_at(tmp_path / "in.parquet", table, rows_a_group=10_000)
    recipe = recipe_of(data, {"id": "keyed-hash"})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with streaming_on(data, recipe, tmp_path) as engine:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        try:
            with pytest.raises(WriteRefused, match="the disk is full"):
                engine.write(recipe, tmp_path / "out.parquet")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class _Enough(Exception):
    pass


@pytest.mark.slow
def test_it_tells_how_far_it_is_and_can_be_broken_off(tmp_path: Path) -> None:
    table = pa.table({"id": [f"{number:09d}" for number in range(1_500_000)]})
    data = table_at(tmp_path / "in.parquet", table, rows_a_group=20_000)
    recipe = recipe_of(data, {"id": "keyed-hash"})
    seen: list[float] = []

    def tell(part: float) -> None:
        seen.append(part)
        if part > 0:
            raise _Enough

    with streaming_on(data, recipe, tmp_path) as engine, pytest.raises(_Enough):
        engine.write(recipe, tmp_path / "out.parquet", tell=tell)
    assert 0 < seen[-1] < 1
    assert not [one for one in threading.enumerate() if one.name.startswith("engine")]


def test_it_leaves_large_row_groups_patterns_and_text_to_the_other_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pa.table({"id": ["1"] * 10})
    data = table_at(tmp_path / "in.parquet", table)
    assert streams(data)
    assert data.unpacked > 0
    monkeypatch.setattr(streaming, "MOST_UNPACKED", data.unpacked - 1)
    assert not streams(data)
    monkeypatch.undo()
    for name in ("*", "^id$"):
        assert not streams(table_at(tmp_path / "odd.parquet", pa.table({name: ["1"], "id": ["1"]})))
    (tmp_path / "in.csv").write_text("id\n1\n", encoding="utf-8")
    assert not streams(look(tmp_path / "in.csv"))


def test_it_names_itself_by_its_version(tmp_path: Path) -> None:
    data = table_at(tmp_path / "in.parquet", pa.table({"id": ["1"]}))
    with streaming_on(data, recipe_of(data, {"id": "as-is"}), tmp_path) as engine:
        assert re.fullmatch(r"Polars \d+\.\d+\.\d+", engine.name)


def test_decimals_are_compared_exactly(tmp_path: Path) -> None:
    values = [Decimal("0.100000000"), Decimal("0.100000001"), Decimal("0.099999999")]
    data = table_at(tmp_path / "in.parquet", pa.table({"d": pa.array(values, pa.decimal128(38, 9))}))
    test = RowTest(column=data.columns[0], first="0.1", last="0.1")
    streamed, embedded = both(data, recipe_of(data, {"d": "as-is"}, test), tmp_path / "made")
    assert_alike(streamed, embedded)
    assert streamed["d"].to_pylist() == [Decimal("0.100000000")]
