"""``p20w gate --engine spark``: the same release on a real cluster, as its user runs it."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.gates import DAYS, SECRET, p20w, parquet_of, pupils, receipt_at, world
from tests.spark_clusters import SparkCluster, spark_cluster
from tests.worlds import write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkCluster]:
    with spark_cluster() as found:
        yield found


def test_a_release_on_a_cluster_is_the_embedded_one_row_for_row(spark: SparkCluster, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog"
    write(world(), catalog)
    data = parquet_of(tmp_path / "pupils.parquet", pupils(300))
    use = ["--to", "c2c", "--purpose", "research", "--zone", "c2c.linkage", *DAYS]
    words = ["gate", str(data), "--catalog", str(catalog), "--dataset", "cde.pupils", *use]
    engine = ["--engine", "spark", "--master", spark.master]
    more = spark.environment
    assert p20w(tmp_path, *words, "--out", "here.parquet").returncode == 0
    done = p20w(tmp_path, *words, *engine, "--out", "there.parquet", **more)
    assert done.returncode == 0, done.stderr
    here, there = pq.read_table(tmp_path / "here.parquet"), pq.read_table(tmp_path / "there.parquet")
    assert [(one.name, one.type) for one in there.schema] == [(one.name, one.type) for one in here.schema]
    order = [(name, "ascending") for name in here.column_names]
    assert there.sort_by(order).to_pylist() == here.sort_by(order).to_pylist()
    receipt = receipt_at(tmp_path / "there.parquet")
    assert receipt["engine"].startswith("Apache Spark 4.")
    assert receipt["output"]["rows"] == 300
    assert p20w(tmp_path, "receipt", "verify", "there.parquet", "--catalog", str(catalog)).returncode == 0
    assert SECRET not in done.stdout + done.stderr
    again = p20w(tmp_path, *words, *engine, "--out", "there.parquet", **more)
    assert again.returncode == 0, again.stderr
    assert receipt_at(tmp_path / "there.parquet") == receipt


def test_an_engine_without_its_master_or_on_a_table_is_said_so(tmp_path: Path) -> None:
    words = [
        "gate",
        "x.csv",
        "--dataset",
        "cde.pupils",
        "--to",
        "c2c",
        "--purpose",
        "p",
        "--zone",
        "z",
        "--out",
        "o.csv",
    ]
    assert "--master URL go together" in p20w(tmp_path, *words, "--engine", "spark").stderr
    assert "--master URL go together" in p20w(tmp_path, *words, "--master", "local[1]").stderr
