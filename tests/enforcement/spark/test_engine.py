"""Both engines make the same release of the same input, on a real cluster with two workers."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.enforcement.embedded import Source, opened
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.recipe import Recipe, RowTest, Step, met_rows, released
from catalog.enforcement.spark.cluster import Cluster
from catalog.enforcement.spark.engine import Pieces, opened_on_spark
from catalog.records.release import Treatment
from catalog.rules.release.counting import Counting
from catalog.services.gating.counting import counted
from catalog.services.gating.surveying import bad_days, classes, kept_values
from tests.alike import ASKED, KEY, assert_same, parts_in, random_of, random_table, recipe_of

pytestmark = pytest.mark.slow

SMALL = Pieces(size=4096)


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
        assert engine.write(recipe, theirs / "out.parquet").rows == rows.rows
    return pq.read_table(ours / "out.parquet"), pq.read_table(theirs / "out.parquet")


def test_columns_of_every_type_go_through_alike(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(random_table(random_of(1), 500), path, row_group_size=64)
    data = look(path)
    as_is: dict[str, Treatment] = {one.name: "as-is" for one in data.columns}
    assert_same(*_both(path, recipe_of(data, as_is), spark, tmp_path / "as-is"))


def test_columns_are_treated_alike(spark: Cluster, tmp_path: Path) -> None:
    folder = parts_in(tmp_path / "parts")
    data = look(folder)
    whole = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
    texts = [one.name for one in data.columns if one.type in whole | {"VARCHAR", "DATE", "BOOLEAN"}]
    treatments: tuple[Treatment, ...] = ("keyed-hash", "rare-grouped")
    for treatment in treatments:
        recipe = recipe_of(data, dict.fromkeys(texts, treatment))
        ours, theirs = _both(folder, recipe, spark, tmp_path / treatment)
        assert_same(ours, theirs)
    days = ("day", "written day", "time ms", "time us", "moment ms", "moment us")
    ours, theirs = _both(folder, recipe_of(data, dict.fromkeys(days, "year-only")), spark, tmp_path / "years")
    assert_same(ours, theirs)
    assert {1, 1582, 2020, 9999, None} <= set(theirs["day"].to_pylist())


def test_rows_are_held_to_tests_alike(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(random_table(random_of(5), 400), path)
    data = look(path)
    columns = {one.name: one for one in data.columns}
    for number, (name, asking) in enumerate(ASKED):
        test = RowTest(column=columns[name], **asking)
        recipe = recipe_of(data, {"text": "as-is", name: "as-is"}, test)
        ours, theirs = _both(path, recipe, spark, tmp_path / str(number), Pieces())
        assert_same(ours, theirs)
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
    recipe = recipe_of(data, {"code": "as-is", "day": "year-only", "number": "as-is"})
    persons = recipe_of(data, {"code": "as-is", "person": "as-is", "flag": "as-is"})
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
    recipe = recipe_of(data, {"third": "as-is", 'first, "of" all': "keyed-hash"})
    ours, theirs = _both(path, recipe, spark, tmp_path / "made")
    assert_same(ours, theirs)
    assert {None, "", "a\nb", 'say "a"'} <= set(theirs["third"].to_pylist())


def test_a_release_is_the_same_bytes_again_whatever_cores_there_are(spark: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for number in range(4):
        pq.write_table(random_table(random_of(number), 300), folder / f"{number}.parquet", row_group_size=50)
    data = look(folder)
    recipe = recipe_of(data, {"text": "keyed-hash", "day": "year-only"})
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
    recipe = recipe_of(data, {"kept": "as-is"})
    with opened_on_spark(Source(data=data, columns=recipe.columns), scratch=tmp_path, master=spark) as engine:
        assert engine.write(recipe, tmp_path / "out.parquet").rows == 1
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
        recipe = recipe_of(look(path), {"number": "as-is", "text": "keyed-hash"})
        assert_same(*_both(path, recipe, spark, tmp_path / f"{name} made"))
