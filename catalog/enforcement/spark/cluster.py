"""A Spark application of ours at a master: started silent and sealed, ended whole.

What Spark logs quotes values of the data, so it logs nothing, here and on the workers; what it spills is
encrypted; what it sends leaves this machine only over connections that are encrypted too.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from catalog.enforcement.spark.installed import pyspark_here
from catalog.enforcement.spark.refusals import lost
from catalog.errors import BadInput

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway
    from pyspark import SparkConf, SparkContext

_LOCAL: Final = re.compile(r"local(\[(\*|[1-9][0-9]{0,3})\])?")
_STANDALONE: Final = re.compile(r"spark://([^/@?#\s]+)")
_HERE: Final = frozenset(("127.0.0.1", "localhost", "::1"))
_KNOCK: Final = 10.0
"""Seconds in which a master has to take a connection."""
_EVERY: Final = 0.25

_QUIET: Final = "status = off\nrootLogger.level = off\n"
_SEALED: Final = {
    "spark.app.name": "p20w gate",
    "spark.driver.maxResultSize": "1g",
    "spark.eventLog.enabled": "false",
    "spark.executor.syncLogLevel.enabled": "true",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "1",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.io.encryption.enabled": "true",
    "spark.log.level": "OFF",
    "spark.python.profile": "false",
    "spark.python.profile.memory": "false",
    "spark.shuffle.service.enabled": "false",
    "spark.speculation": "false",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16384",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.files.openCostInBytes": "0",
    "spark.sql.legacy.parquet.nanosAsLong": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.writeLegacyFormat": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "64",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running application. ``patience`` is how long it goes on without any worker, in seconds."""

    context: SparkContext
    patience: float

    def workers(self) -> int:
        """Return how many workers take part; where all is done in this machine's own process, it is one.

        Raises ``BadInput`` where the application has been ended by others.
        """
        from py4j.protocol import Py4JError  # noqa: PLC0415  # an extra

        if str(self.context.master).startswith("local"):
            return 1
        java: Any = self.context._jsc  # noqa: SLF001  # PySpark has no other way to know
        try:
            return int(java.sc().getExecutorMemoryStatus().size()) - 1
        except Py4JError:
            raise lost() from None

    def part_done(self) -> float:
        """Return which part of the tasks under way is done, from 0 to 1."""
        tracker = self.context.statusTracker()
        stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
        tasks = sum(stage.numTasks for stage in stages if stage)
        return sum(stage.numCompletedTasks for stage in stages if stage) / tasks if tasks else 0.0


class Watch:
    """Looks whether there still are workers. Raises ``BadInput`` where there were none for too long."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._seen = time.monotonic()

    def look(self) -> None:
        """Look now."""
        if self._cluster.workers() > 0:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._cluster.patience:
            raise lost()


@contextmanager
def connected(master: str, *, scratch: Path, patience: float = 60.0) -> Iterator[Cluster]:
    """Give an application at a master: ``local[2]``, or ``spark://HOST:PORT`` (several with commas).

    One runs in a process at a time. Its settings come from ``spark-defaults.conf`` in ``SPARK_CONF_DIR``;
    those that seal it cannot be set otherwise. Raises ``BadInput`` where Spark or Java is not installed, no
    master or worker answers, or connections to another machine are not encrypted.
    """
    pyspark_here()
    hosts = _hosts(master)
    _knock(master, hosts)
    gateway = _launched(_settings(scratch, here=all(host in _HERE for host, _ in hosts)))
    try:
        with _application(gateway, master, hosts) as context:
            cluster = Cluster(context=context, patience=patience)
            _wait(cluster, master)
            yield cluster
    finally:
        _end(gateway)


def _hosts(master: str) -> list[tuple[str, int]]:
    if _LOCAL.fullmatch(master):
        return []
    named = _STANDALONE.fullmatch(master)
    found = [one.rpartition(":") for one in named[1].split(",")] if named else []
    if not found or not all(host and port.isdecimal() and int(port) < 1 << 16 for host, _, port in found):
        raise BadInput(
            f"`{master}` is no Spark master",
            hint="write spark://HOST:PORT, or local[2] for two cores of this machine",
        )
    return [(host.strip("[]"), int(port)) for host, _, port in found]


def _knock(master: str, hosts: list[tuple[str, int]]) -> None:
    """Raise ``BadInput`` unless one of the masters takes a connection: Spark itself would try for minutes."""
    for host, port in hosts:
        with suppress(OSError), socket.create_connection((host, port), timeout=_KNOCK):
            return
    if hosts:
        raise BadInput(f"no Spark master answers at `{master}`", hint="start it, or name another one")


def _settings(scratch: Path, *, here: bool) -> SparkConf:
    from pyspark import SparkConf  # noqa: PLC0415  # an extra

    quiet = scratch / "quiet.properties"
    quiet.write_text(_QUIET, encoding="ascii")
    conf = SparkConf(loadDefaults=False)
    conf.setAll([*_SEALED.items()])
    conf.set("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={quiet.as_uri()}")
    if "," not in str(scratch):  # which would name two folders
        conf.set("spark.local.dir", str(scratch))
    conf.set("spark.sql.warehouse.dir", (scratch / "warehouse").as_uri())
    if here:
        conf.set("spark.driver.host", "127.0.0.1")
        conf.set("spark.driver.bindAddress", "127.0.0.1")
    return conf


def _launched(conf: SparkConf) -> JavaGateway:
    """Start Spark's Java, which says nothing to the terminal. Raises ``BadInput``."""
    from pyspark.errors import PySparkException  # noqa: PLC0415  # an extra
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415

    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        gateway: JavaGateway = launch_gateway(conf, silent)  # type: ignore[no-untyped-call]
    except (PySparkException, OSError) as error:
        raise BadInput("Spark does not start", hint="it needs Java 17 or newer; see JAVA_HOME") from error
    return gateway


@contextmanager
def _application(gateway: JavaGateway, master: str, hosts: list[tuple[str, int]]) -> Iterator[SparkContext]:
    """Give the application, once its connections are known to be closed to others."""
    from py4j.protocol import Py4JError  # noqa: PLC0415  # an extra
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415

    conf = SparkConf(_jvm=gateway.jvm)
    if not closed(dict(conf.getAll()), hosts):
        raise BadInput(
            f"the connections to `{master}` are not encrypted: data and keys would be open to the network",
            hint="set spark.authenticate and spark.network.crypto.enabled there and here; see docs/sizing.md",
        )
    before = signal.getsignal(signal.SIGINT)
    try:
        context = SparkContext(master=master, conf=conf, gateway=gateway)
    except Py4JError:
        raise _not_taken(master) from None
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)
    context.pythonExec = os.environ.get("PYSPARK_PYTHON", sys.executable)
    try:
        yield context
    finally:
        with suppress(Py4JError):
            context.stop()


def closed(settings: dict[str, str], hosts: list[tuple[str, int]]) -> bool:
    """Say whether nobody else can read or join what goes over the network, if anything goes there."""
    if all(host in _HERE for host, _ in hosts):
        return True
    known = settings.get("spark.authenticate") == "true"
    return known and "true" in {
        settings.get("spark.network.crypto.enabled"),
        settings.get("spark.ssl.rpc.enabled"),
    }


def _not_taken(master: str) -> BadInput:
    return BadInput(
        f"the Spark master at `{master}` does not take the work",
        hint="its version and its secret (spark.authenticate.secret) must be those of here",
    )


def _wait(cluster: Cluster, master: str) -> None:
    until = time.monotonic() + cluster.patience
    while not _any(cluster, master):
        if time.monotonic() > until:
            raise BadInput(
                f"no worker of `{master}` takes the work",
                hint="they may be busy, or have less memory than spark.executor.memory asks for",
            )
        time.sleep(_EVERY)


def _any(cluster: Cluster, master: str) -> bool:
    try:
        return cluster.workers() > 0
    except BadInput:
        raise _not_taken(master) from None


def _end(gateway: JavaGateway) -> None:
    """End Spark's Java: it held the data and the key. It ends with its input."""
    from pyspark import SparkContext  # noqa: PLC0415  # an extra

    with suppress(OSError):
        gateway.shutdown()
    if gateway.proc is not None:
        gateway.proc.stdin.close()
        gateway.proc.wait()
    SparkContext._gateway = None  # noqa: SLF001  # else the next application would talk to the one that ended
    SparkContext._jvm = None  # noqa: SLF001
