"""The engine beyond one machine: the same recipe, as Spark carries it out on all workers of a cluster.

Its rows are those of the embedded engine; their order is not promised. It writes Parquet alone, in parts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import ibis
import pyarrow.parquet as pq

from catalog.enforcement.beside import done_beside
from catalog.enforcement.embedded import OutputKind, Source, Tell
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import SOURCE, Recipe, Written, released
from catalog.enforcement.spark.cluster import Cluster, Watch, connected
from catalog.enforcement.spark.installed import unwarned, version
from catalog.enforcement.spark.refusals import rewritten
from catalog.enforcement.spark.rows import rows_of, strict
from catalog.enforcement.spark.shipped import hashing, writing
from catalog.enforcement.spark.types import written_schema
from catalog.errors import BadInput, WriteRefused

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_Answer = TypeVar("_Answer")
_TOLD: Final = "number long, name string, rows long"
"""What a worker tells of a part that it wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """How finely the data is cut into tasks, in bytes of its files. Parts of the output follow from it."""

    size: int = 64 * 1024 * 1024


class OnSpark:
    """A session that sees one input under the name that recipes know it by."""

    def __init__(self, cluster: Cluster, session: SparkSession, rows: DataFrame) -> None:
        self._cluster = cluster
        self._session = session
        self._rows = rows
        self.name = version()

    def write(
        self, recipe: Recipe, out: Path, *, kind: OutputKind = "parquet", tell: Tell = lambda _: None
    ) -> Written:
        """Write what a recipe lets through as a folder of Parquet parts.

        The same input gives the same parts, whatever workers there are. Raises ``BadInput``, or
        ``WriteRefused`` where workers cannot write there.
        """
        if kind != "parquet":
            raise BadInput(
                "Spark writes Parquet alone", hint="name the output .parquet, or leave `--engine` out"
            )
        query = ibis.to_sql(released(recipe), dialect="pyspark")
        raw = out.with_name(f"{out.name}.written")
        raw.mkdir(mode=0o700)
        try:
            parts = self._run(lambda: self._write(query, recipe, raw), tell=tell)
            rows = _gathered(parts or [_empty(raw, recipe)], out)
            return Written(rows=rows, read=None if recipe.tests else rows)
        finally:
            shutil.rmtree(raw, ignore_errors=True)

    def count(self) -> int:
        """Count the rows of the input."""
        return int(self.ask(ibis.table({}, name=SOURCE).count().as_table())[0][0])

    def ask(self, expression: Any) -> list[tuple[Any, ...]]:
        """Return the rows of an Ibis expression over the input."""
        query = ibis.to_sql(expression, dialect="pyspark")
        return self._run(lambda: [tuple(row) for row in self._session.sql(query).collect()])

    def _write(self, query: str, recipe: Recipe, raw: Path) -> list[tuple[Path, int]]:
        """Let workers write parts, and return each with its rows, in their order."""
        strict(self._rows, recipe).createOrReplaceTempView(SOURCE)
        try:
            rows = self._session.sql(query)
        finally:
            self._rows.createOrReplaceTempView(SOURCE)
        plain = rows.toDF(*(f"column {place}" for place in range(len(recipe.steps))))
        with unwarned():
            told = plain.mapInArrow(writing(raw, written_schema(recipe)), _TOLD)
        parts = sorted(tuple(row) for row in told.collect())
        return [(raw / name, count) for _, name, count in parts]

    def _run(self, work: Callable[[], _Answer], *, tell: Tell = lambda _: None) -> _Answer:
        from py4j.protocol import Py4JError  # noqa: PLC0415  # an extra
        from pyspark import inheritable_thread_target  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415

        watch = Watch(self._cluster)

        def look() -> None:
            watch.look()
            tell(self._cluster.part_done())

        try:
            in_session: Callable[[], _Answer] = inheritable_thread_target(self._session)(work)
            return done_beside(in_session, look=look, break_off=self._cluster.context.cancelAllJobs)
        except (Py4JError, PySparkException, OSError) as error:
            raise rewritten(error) from None


@contextmanager
def opened_on_spark(
    source: Source,
    *,
    scratch: Path,
    master: str | Cluster,
    key: HashKey | None = None,
    pieces: Pieces | None = None,
) -> Iterator[OnSpark]:
    """Give an engine that sees the columns of a source, which are files, and no other.

    ``master`` is a Spark master's URL, or an application that runs already. ``scratch`` is a folder of its
    own, which all machines see, as they see the data. Raises ``BadInput``.
    """
    with ExitStack() as stack:
        if isinstance(master, Cluster):
            cluster = master
        else:
            cluster = stack.enter_context(connected(master, scratch=scratch))
        session = _session(cluster, pieces or Pieces())
        if key is not None:
            _bring_hash(session, key)
        size = (pieces or Pieces()).size
        rows = rows_of(session, source.data, source.columns, scratch=scratch, piece=size)
        rows.createOrReplaceTempView(SOURCE)
        yield OnSpark(cluster, session, rows)


def _session(cluster: Cluster, pieces: Pieces) -> SparkSession:
    from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra

    session = SparkSession(cluster.context).newSession()
    session.conf.set("spark.sql.files.maxPartitionBytes", str(pieces.size))
    return session


def _bring_hash(session: SparkSession, key: HashKey) -> None:
    """Bring the keyed hash. Plans show its name alone; without a key it cannot be asked for."""
    from pyspark.sql.pandas.functions import arrow_udf  # noqa: PLC0415  # an extra

    with unwarned():
        session.udf.register("keyed_hash", arrow_udf(hashing(key), "string"))  # type: ignore[call-overload]


def _gathered(parts: list[tuple[Path, int]], out: Path) -> int:
    """Put the parts under names that say their order alone, once all rows are known to be in them."""
    for part, rows in parts:
        if not part.exists() or _rows_in(part) != rows:
            raise WriteRefused(
                "workers do not write where this machine reads: nothing was let through",
                hint="the output's folder must be one that all machines see as one",
            )
    out.mkdir(mode=0o700)
    for number, (part, _) in enumerate(parts):
        part.rename(out / f"part-{number:05d}.parquet")
    return sum(rows for _, rows in parts)


def _empty(raw: Path, recipe: Recipe) -> tuple[Path, int]:
    """Write a part without rows: no worker does where there are none."""
    part = raw / "0.parquet"
    pq.write_table(written_schema(recipe).empty_table(), part, store_schema=False)
    return part, 0


def _rows_in(part: Path) -> int:
    with pq.ParquetFile(part) as file:
        return int(file.metadata.num_rows)
