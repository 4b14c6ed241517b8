"""Both engines make the same release of the same input, on a real cluster with two workers."""

import datetime as dt
import gzip
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.enforcement.embedded import Source, opened
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import Recipe, RowTest, Step, met_rows, released
from catalog.enforcement.spark.cluster import Cluster
from catalog.enforcement.spark.engine import Pieces, opened_on_spark
from catalog.records.release import Treatment
from catalog.rules.release.counting import Counting
from catalog.services.gating.counting import counted
from catalog.services.gating.surveying import bad_days, classes, kept_values

pytestmark = pytest.mark.slow

KEY = HashKey(name="0001-0", secret=bytes(range(100, 132)))
SMALL = Pieces(size=4096)
WORDS = [
    "a",
    "b",
    "B",
    "",
    "ü",
    "\U0001d4b3",
    "a,b",
    '"',
    "a\nb",
    "\r\n",
    " ",
    "0",
    "\u2028",
    "it's",
    "\\",
    "x" * 300,
    None,
]
DAYS = [
    dt.date(1, 1, 1),
    dt.date(1582, 10, 5),
    dt.date(1900, 2, 28),
    dt.date(2020, 2, 29),
    dt.date(9999, 12, 31),
    None,
]
TIMES = [
    dt.datetime.fromisoformat("0001-01-01"),
    dt.datetime.fromisoformat("1582-10-04 23:59:59.999999"),
    dt.datetime.fromisoformat("2024-03-10 02:30"),
    dt.datetime.fromisoformat("9999-12-31 23:59:59.999999"),
    None,
]
WHOLE: dict[pa.DataType, tuple[int, int]] = {
    pa.int8(): (-(2**7), 2**7 - 1),
    pa.int16(): (-(2**15), 2**15 - 1),
    pa.int32(): (-(2**31), 2**31 - 1),
    pa.int64(): (-(2**63), 2**63 - 1),
    pa.uint8(): (0, 2**8 - 1),
    pa.uint16(): (0, 2**16 - 1),
    pa.uint32(): (0, 2**32 - 1),
    pa.uint64(): (0, 2**64 - 1),
}
FLOATS = [0.0, -0.0, 1.5, -1e300, 5e-324, float("inf"), float("-inf"), float("nan"), 0.1, None]


def random_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # random tables, not secrets


def _both(
    path: Path, recipe: Recipe, spark: Cluster, folder: Path, pieces: Pieces = SMALL
) -> tuple[pa.Table, pa.Table]:
    """Return what each of the two engines makes of the same input."""
    data = look(path)
    ours, theirs = folder / "embedded", folder / "spark"
    ours.mkdir(parents=True)
    theirs.mkdir()
    with opened(Source(data=data, columns=recipe.columns), scratch=ours, key=KEY) as embedded:
        rows = embedded.write(recipe, ours / "out.parquet", kind="parquet")
    with opened_on_spark(
        Source(data=data, columns=recipe.columns), scratch=theirs, master=spark, key=KEY, pieces=pieces
    ) as engine:
        assert engine.write(recipe, theirs / "out.parquet") == rows
    return pq.read_table(ours / "out.parquet"), pq.read_table(theirs / "out.parquet")


def _assert_same(one: pa.Table, other: pa.Table) -> None:
    assert [(f.name, f.type) for f in other.schema] == [(f.name, f.type) for f in one.schema]
    assert sorted(map(repr, other.to_pylist())) == sorted(map(repr, one.to_pylist()))


def _recipe(data: Input, treatments: dict[str, Treatment], *tests: RowTest) -> Recipe:
    columns = {column.name: column for column in data.columns}
    steps = [
        Step(
            column=columns[name],
            treatment=treatment,
            kept=(
                "a",
                "ü",
                "it's",
                "\\",
                "7",
                "true",
                "2020-02-29",
                "1",
                "1582",
                "9999",
                *map(str, range(1900, 2030)),
            ),
        )
        for name, treatment in treatments.items()
    ]
    return Recipe(steps=tuple(steps), tests=tests)


def _random_table(rng: Random, rows: int) -> pa.Table:
    def some(of: list[Any]) -> list[Any]:
        return [rng.choice(of) for _ in range(rows)]

    made: dict[str, pa.Array] = {
        "text": pa.array(some(WORDS), pa.string()),
        "coded": pa.array(some(WORDS), pa.string()).dictionary_encode(),
        "day": pa.array(some(DAYS), pa.date32()),
        "written day": pa.array(
            [None if one is None else one.isoformat() for one in some(DAYS)], pa.string()
        ),
        "flag": pa.array(some([True, False, None]), pa.bool_()),
        "double": pa.array(some(FLOATS), pa.float64()),
        "float": pa.array(some([0.0, 1.5, -2.25, 0.1, float("nan"), None]), pa.float32()),
        "number": pa.array(
            some(["0", "-7.50", "+3", "12345678901234567890", "1.0000000005", None]), pa.string()
        ),
        "Ünïcode`.name; ={}[x]": pa.array(some(WORDS), pa.string()),
    }
    for digits, scale in ((4, 2), (18, 0), (38, 9), (38, 38)):
        least = Decimal((0, (9,) * digits, -scale))
        made[f"decimal {digits} {scale}"] = pa.array(
            some([least, least.copy_negate(), Decimal(0), None]), pa.decimal128(digits, scale)
        )
    for unit in ("ms", "us"):
        times = some([t if t is None else t.replace(microsecond=t.microsecond // 1000 * 1000) for t in TIMES])
        made[f"time {unit}"] = pa.array(times if unit == "ms" else some(TIMES), pa.timestamp(unit))
        made[f"moment {unit}"] = made[f"time {unit}"].cast(pa.timestamp(unit, "UTC"))
    for kind, (least_whole, most) in WHOLE.items():
        made[str(kind)] = pa.array(some([least_whole, most, 7, None]), kind)
    return pa.table(made)


def test_columns_of_every_type_go_through_alike(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(_random_table(random_of(1), 500), path, row_group_size=64)
    data = look(path)
    as_is: dict[str, Treatment] = {one.name: "as-is" for one in data.columns}
    _assert_same(*_both(path, _recipe(data, as_is), spark, tmp_path / "as-is"))


def test_columns_are_treated_alike(spark: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for number in range(3):
        table = _random_table(random_of(number), 200 * number)
        pq.write_table(table, folder / f"part-{number}.parquet", row_group_size=50, compression="zstd")
    data = look(folder)
    whole = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
    texts = [one.name for one in data.columns if one.type in whole | {"VARCHAR", "DATE", "BOOLEAN"}]
    treatments: tuple[Treatment, ...] = ("keyed-hash", "rare-grouped")
    for treatment in treatments:
        recipe = _recipe(data, dict.fromkeys(texts, treatment))
        ours, theirs = _both(folder, recipe, spark, tmp_path / treatment)
        _assert_same(ours, theirs)
    days = ("day", "written day", "time ms", "time us", "moment ms", "moment us")
    ours, theirs = _both(folder, _recipe(data, dict.fromkeys(days, "year-only")), spark, tmp_path / "years")
    _assert_same(ours, theirs)
    assert {1, 1582, 2020, 9999, None} <= set(theirs["day"].to_pylist())


def test_rows_are_held_to_tests_alike(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(_random_table(random_of(5), 400), path)
    data = look(path)
    columns = {one.name: one for one in data.columns}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("text", {"values": ("a", "", "it's", "\\")}),
        ("text", {"first": "a", "last": "ü"}),
        ("flag", {"values": ("true",)}),
        ("day", {"first": "1582-10-05", "last": "2020-02-29"}),
        ("day", {"values": ("2020-02-29",)}),
        ("written day", {"first": "1900-01-01"}),
        ("number", {"first": "-7.5", "last": "1.000000001", "number": True}),
        ("double", {"first": "-0.0", "last": "1.5"}),
        ("float", {"first": "0.1"}),
        ("float", {"last": "0.1"}),
        ("decimal 4 2", {"first": "0", "last": "99.99"}),
        ("decimal 18 0", {"first": "0.5"}),
        ("uint64", {"first": "8"}),
        ("int64", {"first": "-9223372036854775808", "last": "7"}),
        ("int8", {"values": ("7", "-128")}),
    ]
    for number, (name, asking) in enumerate(asked):
        test = RowTest(column=columns[name], **asking)
        recipe = _recipe(data, {"text": "as-is", name: "as-is"}, test)
        ours, theirs = _both(path, recipe, spark, tmp_path / str(number), Pieces())
        _assert_same(ours, theirs)
        assert 0 < len(theirs) < 400, name


def test_what_the_gate_asks_of_values_is_answered_alike(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rng = random_of(3)
    lines = [
        f"{rng.choice('aabbccd')},{rng.choice(['2020-01-01', '1999-12-31', ''])},{rng.randrange(40)},"
        f"{number},{rng.choice(['true', 'False', ''])}"
        for number in range(300)
    ]
    path.write_text("\n".join(["code,day,number,person,flag", *lines]), encoding="utf-8")
    data = look(path)
    code, day, number, *_ = data.columns
    recipe = _recipe(data, {"code": "as-is", "day": "year-only", "number": "as-is"})
    persons = _recipe(data, {"code": "as-is", "person": "as-is", "flag": "as-is"})
    with (
        opened(Source(data=data, columns=data.columns), scratch=tmp_path) as embedded,
        opened_on_spark(
            Source(data=data, columns=data.columns), scratch=tmp_path, master=spark, pieces=SMALL
        ) as engine,
    ):
        found = [
            [
                engine_count(),
                kept_values(ask, met_rows(recipe), Step(column=code, treatment="rare-grouped")),
                kept_values(ask, met_rows(recipe), Step(column=number, treatment="rare-grouped")),
                bad_days(ask, day),
                bad_days(ask, code),
                classes(ask, released(recipe), ["code", "day"]),
                classes(ask, released(recipe), []),
                counted(ask, recipe, Counting(by=("code",), people="number"), least=11),
                counted(ask, persons, Counting(by=("code",), people="person", rate="flag"), least=11),
            ]
            for ask, engine_count in ((embedded.ask, embedded.count), (engine.ask, engine.count))
        ]
    assert found[0] == found[1]
    assert found[0][0] == 300
    assert found[0][3:5] == [False, True]


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz"])
def test_text_goes_through_alike(name: str, spark: Cluster, tmp_path: Path) -> None:
    rng = random_of(7)
    cells = [
        "",
        '""',
        "a",
        '"a"',
        '"a,b"',
        '"a\nb"',
        '"say ""a"""',
        "ü",
        "\U0001d4b3",
        " a ",
        "NULL",
        "1e3",
        '"\t"',
    ]
    lines = ['"first, ""of"" all",second,third']
    lines += [",".join(rng.choice(cells) for _ in range(3)) for _ in range(5_000)]
    text = "\n".join(lines).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    data = look(path)
    assert data.rows == 5_000
    recipe = _recipe(data, {"third": "as-is", 'first, "of" all': "keyed-hash"})
    ours, theirs = _both(path, recipe, spark, tmp_path / "made")
    _assert_same(ours, theirs)
    assert {None, "", "a\nb", 'say "a"'} <= set(theirs["third"].to_pylist())


def test_a_release_is_the_same_bytes_again_whatever_cores_there_are(spark: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for number in range(4):
        pq.write_table(_random_table(random_of(number), 300), folder / f"{number}.parquet", row_group_size=50)
    data = look(folder)
    recipe = _recipe(data, {"text": "keyed-hash", "day": "year-only"})
    made = []
    for times in range(2):
        scratch = tmp_path / str(times)
        scratch.mkdir()
        with opened_on_spark(
            Source(data=data, columns=recipe.columns), scratch=scratch, master=spark, key=KEY, pieces=SMALL
        ) as engine:
            engine.write(recipe, scratch / "out.parquet")
        made.append({one.name: one.read_bytes() for one in (scratch / "out.parquet").iterdir()})
        assert not (scratch / "out.parquet.written").exists()
    assert made[0] == made[1]
    assert made[0] == made[1]
    assert sorted(made[0]) == [f"part-{number:05d}.parquet" for number in range(len(made[0]))]
    assert len(made[0]) > 4


def test_a_release_says_nothing_of_columns_that_were_left_out(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"kept": ["a"], "refused": ["CANARY"]}), path)
    data = look(path)
    recipe = _recipe(data, {"kept": "as-is"})
    with opened_on_spark(Source(data=data, columns=recipe.columns), scratch=tmp_path, master=spark) as engine:
        assert engine.write(recipe, tmp_path / "out.parquet") == 1
    (part,) = (tmp_path / "out.parquet").iterdir()
    assert pq.read_table(part).to_pylist() == [{"kept": "a"}]
    assert b"kept" in part.read_bytes()
    assert b"refused" not in part.read_bytes()
    assert b"CANARY" not in part.read_bytes()


def test_no_rows_make_a_release_with_columns_and_without_rows(spark: Cluster, tmp_path: Path) -> None:
    for name in ("in.csv", "in.parquet"):
        path = tmp_path / name
        if name.endswith("csv"):
            path.write_bytes(b"text,number\n")
        else:
            pq.write_table(
                pa.table({"text": pa.array([], pa.string()), "number": pa.array([], pa.int8())}), path
            )
        recipe = _recipe(look(path), {"number": "as-is", "text": "keyed-hash"})
        _assert_same(*_both(path, recipe, spark, tmp_path / f"{name} made"))
