"""One run through the gate, or the engine's own copy of the same columns, in a process of its own.

``python -m benchmarks.gate_once gate|copy|copy-hash DATA OUT plain|hash`` prints wall and processor seconds,
the most memory held, and the size of what was written.
"""

import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

import duckdb

from benchmarks.gate_world import FLOWING, columns, snapshot, wanted
from catalog.services.gating.releasing import Released, release


def gate(data: Path, out: Path, how: str) -> None:
    """Let the sixty columns through, as identified data or with five of them pseudonymised."""
    asked = wanted(data, out, "pseudonymous" if how == "hash" else "identified")
    answer = release(snapshot(), asked, root=Path("/nowhere"))
    assert isinstance(answer, Released)
    assert len(answer.plan.carried) == len(columns(FLOWING))


def copy(data: Path, out: Path, how: str) -> None:
    """Copy the same columns with the engine alone, five of them through its own hash if so asked."""
    chosen = [
        f"sha256({name}) AS {name}" if how == "hash" and name.startswith("id") else name
        for name in columns(FLOWING)
    ]
    connection = duckdb.connect(config={"threads": os.cpu_count() or 1, "temp_directory": str(out.parent)})
    query = f"SELECT {', '.join(chosen)} FROM read_parquet('{data}')"  # noqa: S608  # our own names
    connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")


def main() -> None:
    """Run once and print what it took."""
    work, data, out, how = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    start, started = perf_counter(), process_time()
    (gate if work == "gate" else copy)(data, out, how)
    told = {
        "wall": perf_counter() - start,
        "cpu": process_time() - started,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "written": out.stat().st_size / 2**20,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
