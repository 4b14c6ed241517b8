"""One real cluster for all tests of Spark: a master, two workers, and an application that runs there."""

from collections.abc import Iterator

import pytest

from catalog.enforcement.spark.cluster import Cluster, connected
from tests.spark_clusters import SparkCluster, spark_cluster


@pytest.fixture(scope="package")
def machines() -> Iterator[SparkCluster]:
    with spark_cluster() as cluster, pytest.MonkeyPatch.context() as patched:
        for name, value in cluster.environment.items():
            patched.setenv(name, value)
        yield cluster


@pytest.fixture(scope="package")
def spark(machines: SparkCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    scratch = tmp_path_factory.mktemp("spark [1] {a}")
    with connected(machines.master, scratch=scratch, patience=20) as cluster:
        yield cluster
