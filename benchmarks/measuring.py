"""What a benchmark says: figures, each with what was asked of it; and how time and memory are taken."""

import gc
import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. ``at_least`` or ``at_most`` is what was asked; with neither it is only told."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the figure is what was asked; ``None`` where nothing was."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


def tell(figures: list[Figure]) -> None:
    """Print the figures, one JSON object a line, for ``run.py`` or for a reader."""
    for figure in figures:
        print(json.dumps(asdict(figure)))


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes once, in wall-clock time, with nothing left over to collect."""
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


def median_of(rounds: int, work: Callable[[], object]) -> float:
    """Return the median time of some work over several rounds."""
    return statistics.median(seconds(work) for _ in range(rounds))


@contextmanager
def lasting() -> Iterator[None]:
    """Move what is alive out of the cyclic collector's way, as a service does once it has started."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def peak_mib() -> float:
    """Return the most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_own_process(module: str, *arguments: str) -> dict[str, float]:
    """Run a module of the benchmarks in a process of its own; return the JSON object that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told
