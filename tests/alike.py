"""Random tables of every type, and recipes for them: engines must make the same of them."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import Recipe, RowTest, Step
from catalog.records.release import Treatment

KEY = HashKey(name="0001-0", secret=bytes(range(100, 132)).hex())
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
ASKED: list[tuple[str, dict[str, Any]]] = [
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
    ("decimal 20 10", {"first": "0.5", "last": "9999999999.9999999999"}),
    ("uint64", {"first": "8"}),
    ("int64", {"first": "-9223372036854775808", "last": "7"}),
    ("int8", {"values": ("7", "-128")}),
]
"""What rows may be asked for, column by column."""


def random_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # random tables, not secrets


def assert_same(one: pa.Table, other: pa.Table) -> None:
    assert [(f.name, f.type) for f in other.schema] == [(f.name, f.type) for f in one.schema]
    assert sorted(map(repr, other.to_pylist())) == sorted(map(repr, one.to_pylist()))


def recipe_of(data: Input, treatments: dict[str, Treatment], *tests: RowTest) -> Recipe:
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


def random_table(rng: Random, rows: int) -> pa.Table:
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
    for digits, scale in ((4, 2), (18, 0), (20, 10), (38, 9), (38, 38)):
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


def parts_in(folder: Path) -> Path:
    """Fill a new folder with parts of one table, the first of which has no rows."""
    folder.mkdir()
    for number in range(3):
        table = random_table(random_of(number), 200 * number)
        pq.write_table(table, folder / f"part-{number}.parquet", row_group_size=50, compression="zstd")
    return folder
