"""What goes wrong on Spark: nothing is made, and nothing of the data or the key is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from catalog.enforcement.embedded import Source
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.inputs.seen import Input
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import Recipe, RowTest, Step
from catalog.enforcement.spark.cluster import Cluster, closed, connected
from catalog.enforcement.spark.engine import Pieces, opened_on_spark
from catalog.enforcement.spark.installed import version
from catalog.errors import BadInput, WriteRefused
from catalog.records.release import Treatment
from tests.spark_clusters import HOME, SparkCluster

KEY = HashKey(name="0001-0", secret=bytes(range(100, 132)).hex())
CANARY = "CANARY-5f1e"
SMALL = Pieces(size=4096)


def _recipe(data: Input, treatments: dict[str, Treatment], *tests: RowTest) -> Recipe:
    columns = {column.name: column for column in data.columns}
    steps = [
        Step(column=columns[name], treatment=treatment, kept=("2020",))
        for name, treatment in treatments.items()
    ]
    return Recipe(steps=tuple(steps), tests=tests)


def _write(data: Input, recipe: Recipe, spark: Cluster, folder: Path, *, pieces: Pieces = SMALL) -> int:
    scratch = folder / "scratch"
    scratch.mkdir()
    with opened_on_spark(
        Source(data=data, columns=recipe.columns), scratch=scratch, master=spark, key=KEY, pieces=pieces
    ) as engine:
        return engine.write(recipe, scratch / "out.parquet").rows


def _everything_in(*folders: Path) -> bytes:
    files = [one for folder in folders for one in folder.rglob("*") if one.is_file() and not one.is_symlink()]
    return b"".join(one.read_bytes() for one in files)


def _looked_and_written(path: Path, spark: Cluster, folder: Path) -> int:
    data = look(path)
    return _write(data, _recipe(data, {"made": "as-is"}), spark, folder)


@pytest.mark.slow
def test_a_value_that_is_no_day_ends_the_release_and_is_told_nowhere(
    machines: SparkCluster, spark: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for number, value in enumerate([CANARY, "2020-1-1", "2020-01-01\n", "2020-02-30"]):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "in.csv"
        path.write_text(f'day\n2020-01-01\n"{value}"\n', encoding="utf-8")
        data = look(path)
        with pytest.raises(BadInput, match="a value of the data is not of its column's type") as caught:
            _write(data, _recipe(data, {"day": "year-only"}), spark, folder)
        assert caught.value.__cause__ is None
        assert not list((folder / "scratch").glob("out*"))
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")
    assert CANARY not in machines.log()
    assert CANARY.encode() not in _everything_in(machines.folder)


@pytest.mark.slow
@pytest.mark.parametrize(
    "column",
    [
        pa.array([CANARY.encode() + b"\xff"]).cast(pa.binary()),
        pa.array([3_000_000], pa.int32()).cast(pa.date32()),
        pa.array([-63_000_000_000_000_000], pa.int64()).cast(pa.timestamp("us")),
        pa.array([1], pa.timestamp("ns")),
        pa.array([1], pa.decimal256(60, 0)),
    ],
    ids=["no UTF-8", "the year 10183", "before the year 1", "nanoseconds", "60 digits"],
)
def test_what_engines_would_read_differently_is_refused(
    column: pa.Array, machines: SparkCluster, spark: Cluster, tmp_path: Path
) -> None:
    path = tmp_path / "in.parquet"
    if column.type == pa.binary():
        column = pa.Array.from_buffers(pa.string(), 1, column.buffers())
    pq.write_table(pa.table({"made": column}), path, version="2.6")
    with pytest.raises(BadInput):
        _looked_and_written(path, spark, tmp_path)
    assert not list(tmp_path.glob("scratch/out*"))
    assert CANARY.encode() not in _everything_in(machines.folder)


@pytest.mark.slow
def test_the_key_stands_in_no_file_log_or_plan(
    machines: SparkCluster, spark: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": [str(number) for number in range(20_000)]}), path, row_group_size=1000)
    data = look(path)
    recipe = _recipe(data, {"id": "keyed-hash"})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with opened_on_spark(
        Source(data=data, columns=recipe.columns), scratch=scratch, master=spark, key=KEY, pieces=SMALL
    ) as engine:
        assert engine.write(recipe, scratch / "out.parquet").rows == 20_000
        query = engine._session.sql("SELECT keyed_hash(id) FROM p20w_rows WHERE keyed_hash(id) < 'f'")
        plan = query._jdf.queryExecution().toString()
        everything = _everything_in(scratch, machines.folder, tmp_path.parent) + plan.encode()
        options = b"".join(str(one).encode() for one in spark.context.getConf().getAll())
    told = capfd.readouterr()
    seen = everything + options + (machines.log() + told.out + told.err).encode()
    inner, outer = KEY.padded()
    assert "keyed_hash" in plan
    derived = bytes.fromhex(KEY.secret)
    for secret in (KEY.secret.encode(), derived, inner[:32], outer[:32]):
        assert secret not in seen
        assert secret.hex().encode() not in seen.lower()
        assert repr(secret)[2:-1].encode() not in seen
    assert spark.context.getConf().get("spark.io.encryption.enabled") == "true"


@pytest.mark.slow
def test_a_worker_that_is_killed_is_made_up_for(
    machines: SparkCluster, spark: Cluster, tmp_path: Path
) -> None:
    path = tmp_path / "in.parquet"
    texts = pc.cast(pa.array(range(150_000)), pa.string())
    pq.write_table(pa.table({"id": texts}), path, row_group_size=5_000, compression="none")
    data = look(path)
    killed: list[float] = []

    def kill(part: float) -> None:
        if part > 0 and not killed:
            killed.append(part)
            machines.kill_worker("worker-1")

    recipe = _recipe(data, {"id": "keyed-hash"})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with opened_on_spark(
        Source(data=data, columns=recipe.columns),
        scratch=scratch,
        master=spark,
        key=KEY,
        pieces=Pieces(size=60_000),
    ) as engine:
        assert engine.write(recipe, scratch / "out.parquet", tell=kill).rows == 150_000
    assert killed
    assert killed[0] < 1
    made = pq.read_table(scratch / "out.parquet")["id"].to_pylist()
    assert sorted(made) == sorted(KEY.pseudonym(str(number)) for number in range(150_000))
    machines.add_worker("worker-3")
    machines.wait_for("Successfully registered with master", 3)


@pytest.mark.slow
def test_a_release_is_broken_off_and_leaves_nothing(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(
        pa.table({"id": pc.cast(pa.array(range(200_000)), pa.string())}), path, row_group_size=5_000
    )
    data = look(path)

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    recipe = _recipe(data, {"id": "keyed-hash"})
    before = signal.getsignal(signal.SIGINT)
    with (
        pytest.raises(KeyboardInterrupt),
        opened_on_spark(
            Source(data=data, columns=recipe.columns), scratch=tmp_path, master=spark, key=KEY
        ) as engine,
    ):
        engine.write(recipe, tmp_path / "out.parquet", tell=stop)
    assert not list(tmp_path.glob("out*"))
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.slow
def test_what_spark_does_not_do_is_said_beforehand(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"a\n1\n")
    data = look(path)
    recipe = _recipe(data, {"a": "as-is"})
    table = Input(kind="table", files=(), columns=data.columns, rows=None)
    with opened_on_spark(Source(data=data, columns=data.columns), scratch=tmp_path, master=spark) as engine:
        with pytest.raises(BadInput, match="Spark writes Parquet alone"):
            engine.write(recipe, tmp_path / "out.csv", kind="csv")
        with pytest.raises(BadInput):
            engine.write(_recipe(data, {"a": "keyed-hash"}), tmp_path / "out.parquet")  # without a key
    with (
        pytest.raises(BadInput, match="a table behind a database's URL"),
        opened_on_spark(Source(data=table, columns=data.columns), scratch=tmp_path, master=spark),
    ):
        pass


@pytest.mark.slow
def test_workers_that_see_other_disks_are_noticed(spark: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"a\n1\n")
    data = look(path)
    recipe = _recipe(data, {"a": "as-is"})
    with opened_on_spark(Source(data=data, columns=data.columns), scratch=tmp_path, master=spark) as engine:

        def hide(_: float) -> None:
            for part in tmp_path.glob("out.parquet.written/*"):
                part.unlink()

        path.rename(tmp_path / "away.csv")
        with pytest.raises(BadInput, match="a worker cannot read the data"):
            engine.write(recipe, tmp_path / "out.parquet")
        (tmp_path / "away.csv").rename(path)
        with pytest.raises(WriteRefused):
            engine.write(recipe, tmp_path / "out.parquet", tell=hide)
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.slow
def test_a_cluster_that_nobody_serves_is_given_up(machines: SparkCluster, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from catalog.enforcement.spark.cluster import connected\n"
        "from catalog.errors import BadInput\n"
        "try:\n"
        "    with connected(sys.argv[1], scratch=Path(sys.argv[2]), patience=3): print('up')\n"
        "except BadInput as error:\n"
        "    print(error.message)\n"
    )
    conf = (machines.folder / "conf/spark-defaults.conf").read_text(encoding="ascii")
    asked = conf.replace("spark.executor.memory 512m", "spark.executor.memory 9g")
    (tmp_path / "spark-defaults.conf").write_text(asked, encoding="ascii")
    done = subprocess.run(
        [sys.executable, "-c", script, machines.master, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "SPARK_CONF_DIR": str(tmp_path)},
    )
    assert (done.stdout, done.stderr) == (f"no worker of `{machines.master}` takes the work\n", "")


@pytest.mark.parametrize(
    "master",
    ["spark://127.0.0.1", "yarn", "local[0]", "spark://user@127.0.0.1:7077", "spark://127.0.0.1:x", ""],
)
def test_what_is_no_master_is_refused(master: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no Spark master"), connected(master, scratch=tmp_path):
        pass


def test_a_master_that_does_not_answer_is_told_at_once(tmp_path: Path) -> None:
    with (
        pytest.raises(BadInput, match="no Spark master answers"),
        connected("spark://127.0.0.1:1", scratch=tmp_path),
    ):
        pass


def test_data_and_keys_leave_the_machine_over_closed_connections_alone() -> None:
    far = [("127.0.0.1", 7077), ("spark.example.org", 7077)]
    known = {"spark.authenticate": "true"}
    assert closed({}, [])
    assert closed({}, far[:1])
    assert not closed({}, far)
    assert not closed(known, far)
    assert not closed({"spark.network.crypto.enabled": "true"}, far)
    assert closed({**known, "spark.network.crypto.enabled": "true"}, far)
    assert closed({**known, "spark.ssl.rpc.enabled": "true"}, far)


@pytest.mark.slow
def test_without_java_or_pyspark_the_hint_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="there is no Java here") as caught:
        version()
    assert "JAVA_HOME" in str(caught.value.hint)
    script = (
        "import sys; sys.modules['pyspark'] = None\n"
        "from catalog.enforcement.spark.engine import opened_on_spark\n"
        "from catalog.enforcement.spark.installed import version\n"
        "from catalog.errors import BadInput\n"
        "try:\n    version()\nexcept BadInput as error:\n    print(error.message, '|', error.hint)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=HOME.anchor
    )
    assert done.stdout == "Spark is not installed here | install it: pip install 'p20w-catalog[spark]'\n"
