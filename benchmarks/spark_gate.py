"""The same release on one machine and on Spark with two workers: how the cost of each grows with the data."""

import json
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.gate_world import FLOWING, KINDS, columns, write_rows
from benchmarks.measuring import Figure, in_own_process, tell
from catalog.enforcement.embedded import Limits, Source, opened
from catalog.enforcement.inputs.opening import look
from catalog.enforcement.keys import HashKey
from catalog.enforcement.recipe import Recipe, Step
from catalog.enforcement.spark.engine import opened_on_spark
from catalog.enforcement.streaming import Streaming
from tests.spark_clusters import SparkCluster, spark_cluster

MILLION = 1_000_000
KEY = HashKey(name="0001-0", secret=bytes(range(32)).hex())
MEMORY = "1536m"
"""What each worker's Java may take."""


def figures(sizes: tuple[int, ...] = (10_000, 100_000, MILLION)) -> list[Figure]:
    """Release tables of so many rows and a hundred columns on both engines, five columns of it hashed."""
    folder = Path(tempfile.mkdtemp(prefix="p20w-spark-gate-", dir=os.environ.get("P20W_BENCH_FOLDER")))
    found: dict[str, dict[int, dict[str, float]]] = {"embedded": {}, "spark": {}}
    try:
        for rows in sizes:
            data = folder / f"{rows}.parquet"
            write_rows(data, rows)
            for engine, told in found.items():
                told[rows] = in_own_process("benchmarks.spark_gate", engine, str(data), str(folder))
            data.unlink()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [one for engine, told in found.items() for one in _told(engine, told)]


def _told(engine: str, found: dict[int, dict[str, float]]) -> list[Figure]:
    wide = len(columns(KINDS))
    said = [
        Figure(
            name=f"{engine}: wall time at {rows * wide:,} points",
            value=one["wall"],
            unit="s",
            note=f"{one['cpu']:.1f} s of processors, {one['mib']:,.0f} MiB in all, "
            f"{one['out'] / 2**20:,.0f} MiB written of {one['in'] / 2**20:,.0f}",
        )
        for rows, one in found.items()
    ]
    smaller, larger = sorted(found)[-2:]
    points = (larger - smaller) * wide / MILLION
    for key, what in (("wall", "wall time"), ("cpu", "processor time")):
        value = 1000 * (found[larger][key] - found[smaller][key]) / points
        said.append(Figure(name=f"{engine}: {what} for each further million points", value=value, unit="ms"))
    return said


def _measure(engine: str, data: Path, folder: Path) -> dict[str, float]:
    seen = look(data)
    flowing = columns(FLOWING)
    steps = [
        Step(column=column, treatment="keyed-hash" if column.name.startswith("id") else "as-is")
        for column in seen.columns
        if column.name in flowing
    ]
    recipe = Recipe(steps=tuple(steps))
    place = folder / engine
    place.mkdir()
    out = place / "out.parquet"
    source = Source(data=seen, columns=recipe.columns)
    if engine == "embedded":
        with opened(source, scratch=place, key=KEY, limits=Limits(memory=1200)) as one:
            streaming = Streaming(seen, one, key=KEY)
            told = _timed(lambda: streaming.write(recipe, out).rows, _own)
    else:
        with (
            _cluster() as cluster,
            opened_on_spark(source, scratch=place, master=cluster.master, key=KEY) as other,
        ):
            told = _timed(lambda: other.write(recipe, out).rows, lambda: _all_of(cluster))
    files = [*out.iterdir()] if out.is_dir() else [out]
    told |= {"in": data.stat().st_size, "out": sum(one.stat().st_size for one in files)}
    shutil.rmtree(place)
    return told


@contextmanager
def _cluster() -> Iterator[SparkCluster]:
    """Start two workers with one core each, set up as a cluster at work is, not as that of the tests."""
    with spark_cluster(workers=0) as cluster:
        conf = cluster.folder / "conf/spark-defaults.conf"
        kept = [
            line
            for line in conf.read_text(encoding="ascii").splitlines()
            if "crypto" in line or "auth" in line
        ]
        sized = [f"spark.executor.memory {MEMORY}", "spark.driver.memory 1g"]
        conf.write_text("\n".join([*kept, *sized, ""]), encoding="ascii")
        for number in (1, 2):
            cluster.add_worker(f"worker-{number}", memory="2g")
        cluster.wait_for("Successfully registered with master", 2)
        os.environ.update(cluster.environment)
        yield cluster


def _timed(work: Callable[[], int], used: Callable[[], tuple[float, float]]) -> dict[str, float]:
    """Return the time that work takes, of the clock and of processors, and the most memory meanwhile."""
    most = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.2):
            most = max(most, used()[1])

    watcher = threading.Thread(target=watch)
    cpu, most = used()
    watcher.start()
    start = time.perf_counter()
    rows = work()
    wall = time.perf_counter() - start
    done.set()
    watcher.join()
    return {"wall": wall, "cpu": used()[0] - cpu, "mib": most, "rows": rows}


def _own() -> tuple[float, float]:
    taken = resource.getrusage(resource.RUSAGE_SELF)
    return taken.ru_utime + taken.ru_stime, taken.ru_maxrss / 1024


def _all_of(cluster: SparkCluster) -> tuple[float, float]:
    """Return what this process and all that stem from it use: the driver's Java, the workers, their Pythons.

    Processor time of children that ended is in that of their parents, where these waited for them.
    """
    children: dict[int, list[int]] = {}
    seconds, kept = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            told = _process(int(entry.name))
            if told is not None:
                parent, seconds[int(entry.name)], kept[int(entry.name)] = told
                children.setdefault(parent, []).append(int(entry.name))
    ours, left = [], [os.getpid()]
    while left:
        ours.append(left.pop())
        left += children.get(ours[-1], [])
    assert cluster.running.keys() >= {"master"}
    return sum(seconds[one] for one in ours if one in seconds), sum(kept[one] for one in ours if one in kept)


def _process(number: int) -> tuple[int, float, float] | None:
    """Return a process's parent, its time with that of children it waited for, and its memory in MiB."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        held = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    ticks = sum(int(fields[place]) for place in (11, 12, 13, 14))
    pss = next((int(line.split()[1]) for line in held.splitlines() if line.startswith("Pss:")), 0)
    return int(fields[1]), ticks / os.sysconf("SC_CLK_TCK"), pss / 1024


if __name__ == "__main__":
    if len(sys.argv) == 1:
        tell(figures())
    else:
        print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
