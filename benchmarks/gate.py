"""The gate at a billion data points: beside the engine's own copy and hash, and how its cost grows."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from pathlib import Path

import polars as pl

from benchmarks.gate_world import FLOWING, KINDS, columns, write_rows
from benchmarks.measuring import Figure, in_own_process, seconds, tell
from catalog.enforcement.keys import HashKey
from catalog.enforcement.pseudonyms import pseudonyms

MILLION = 1_000_000


def figures(sizes: tuple[int, ...] = (100_000, MILLION, 10 * MILLION), rounds: int = 3) -> list[Figure]:
    """Measure the gate and the engine's copy on tables of so many rows, the largest beside each other."""
    folder = Path(tempfile.mkdtemp(prefix="p20w-gate-", dir=os.environ.get("P20W_BENCH_FOLDER")))
    os.environ["P20W_RELEASES"], os.environ["P20W_KEYS"] = str(folder / "releases"), str(folder / "keys")
    try:
        return _figures(folder, sizes, rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _figures(folder: Path, sizes: tuple[int, ...], rounds: int) -> list[Figure]:
    slopes = {}
    for rows in sizes[:-1]:
        data = folder / f"{rows}.parquet"
        write_rows(data, rows)
        slopes[rows] = _beside(folder, data, "hash", works=("gate",), rounds=rounds)["gate"]
        data.unlink()
    largest = sizes[-1]
    data = folder / f"{largest}.parquet"
    write_rows(data, largest)
    hashed = _beside(folder, data, "hash", works=("gate", "copy"), rounds=rounds)
    plain = _beside(folder, data, "plain", works=("gate", "copy"), rounds=rounds)
    slopes[largest] = hashed["gate"]
    return [
        *_hashing(largest, hashed),
        *_projecting(plain),
        *_growth(slopes),
        *_hash_rates(),
    ]


def _beside(
    folder: Path, data: Path, how: str, *, works: tuple[str, ...], rounds: int
) -> dict[str, dict[str, float]]:
    """Run the works in turn, several rounds, each in a process of its own; return the medians."""
    found: dict[str, list[dict[str, float]]] = {work: [] for work in works}
    for number in range(rounds):
        for work in works if number % 2 == 0 else reversed(works):
            place = folder / "out"
            place.mkdir()
            out = place / "release.parquet"
            found[work].append(in_own_process("benchmarks.gate_once", work, str(data), str(out), how))
            shutil.rmtree(place)
    return {
        work: {key: statistics.median(one[key] for one in told) for key in told[0]}
        for work, told in found.items()
    }


def _hashing(rows: int, found: dict[str, dict[str, float]]) -> list[Figure]:
    ours, theirs = found["gate"], found["copy"]
    points = rows * len(columns(KINDS))
    note = f"{points:,} data points, {len(columns(FLOWING))} columns let through, 5 of them pseudonymised"
    return [
        Figure(
            name="the whole release over the engine's own copy and hash, wall time",
            value=ours["wall"] / theirs["wall"],
            unit="x",
            at_most=1.5,
            note=note,
        ),
        Figure(
            name="the same, processor time",
            value=ours["cpu"] / theirs["cpu"],
            unit="x",
            at_most=1.5,
            note=f"{ours['cpu']:.0f} s and {theirs['cpu']:.0f} s",
        ),
        Figure(
            name="the whole release", value=ours["wall"], unit="s", note=f"the copy {theirs['wall']:.1f} s"
        ),
        Figure(
            name="most memory of it",
            value=ours["mib"],
            unit="MiB",
            at_most=2048,
            note=f"the copy {theirs['mib']:,.0f}",
        ),
    ]


def _projecting(found: dict[str, dict[str, float]]) -> list[Figure]:
    ours, theirs = found["gate"], found["copy"]
    return [
        Figure(
            name="columns left out and nothing hashed: rate over the engine's own copy",
            value=theirs["wall"] / ours["wall"],
            unit="x",
            at_least=0.9,
            note=f"{ours['wall']:.1f} s and {theirs['wall']:.1f} s; hashing input and output included",
        ),
    ]


def _growth(slopes: dict[int, dict[str, float]]) -> list[Figure]:
    """Tell what a million points cost at each size: a line has the same slope everywhere."""
    wide = len(columns(KINDS))
    each = {rows: told["cpu"] / (rows * wide / MILLION) for rows, told in slopes.items()}
    between = sorted(slopes)
    told = [
        Figure(
            name=f"processor time a million points, at {rows * wide:,}",
            value=1000 * each[rows],
            unit="ms",
            note=f"{slopes[rows]['wall']:.1f} s, {slopes[rows]['mib']:,.0f} MiB",
        )
        for rows in between
    ]
    if len(between) > 2:
        first, middle, last = (slopes[rows]["cpu"] for rows in between[-3:])
        low = (middle - first) / (between[-2] - between[-3])
        high = (last - middle) / (between[-1] - between[-2])
        told.append(
            Figure(name="slope of the last step over that of the one before", value=high / low, unit="x")
        )
    return told


def _hash_rates(values: int = 200_000) -> list[Figure]:
    """Tell how many values a second are pseudonymised, by what the gate uses and by Python alone."""
    key = HashKey(name="bench", secret="6b" * 32)
    texts = pl.DataFrame({"id": [f"{number:011d}" for number in range(values)]})
    ours = seconds(lambda: texts.select(pseudonyms(["id"], key)))
    theirs = seconds(lambda: [key.pseudonym(text) for text in texts["id"]])
    unit = "values a second"
    return [
        Figure(name="HMAC-SHA256 as the gate makes it, one core", value=values / ours, unit=unit),
        Figure(name="the same by Python's own", value=values / theirs, unit=unit),
    ]


if __name__ == "__main__":
    tell(figures())
