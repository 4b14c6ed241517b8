"""A tranche of 100 million points held to 250 rules, beside pandera: same rules, data and counts, one run.

Each side runs in a process of its own, takes the rows a row group at a time or as its engine does, and says
how many values break each rule of each column.
"""

import json
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.measuring import Figure, in_own_process, peak_mib, tell
from benchmarks.tranche_data import CODES, DOMAINS, GROUP, ON, catalog, columns, rule_count, write_tranche

ASKED_MIB = 1024
Counts = dict[str, int]


def figures(rows: int = 1_000_000, rounds: int = 3) -> list[Figure]:
    """Measure both sides on the same file; both must count the same."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "tranche"
        folder.mkdir()
        write_tranche(folder / "year.parquet", rows)
        found: dict[str, list[dict[str, Any]]] = {
            side: [in_own_process("benchmarks.tranche", side, str(folder)) for _ in range(rounds)]
            for side in ("ours", "pandera")
        }
    counts = [one["counts"] for runs in found.values() for one in runs]
    assert all(one == counts[0] for one in counts), "both sides must find the same"
    evaluated = rule_count() * rows
    ours, theirs = (_taken(found[side], evaluated) for side in ("ours", "pandera"))
    points = f"{rows * len(columns()):,} points, {rule_count()} rules, {sum(counts[0].values()):,} faults"
    return [
        Figure(
            name="rules held to a row, a second",
            value=ours["rate"],
            unit="/s",
            note=f"pandera {theirs['rate']:,.0f}",
        ),
        Figure(
            name="times as fast as pandera",
            value=ours["rate"] / theirs["rate"],
            unit="x",
            at_least=1,
            note=points,
        ),
        Figure(
            name="the check, whole", value=ours["seconds"], unit="s", note=f"pandera {theirs['seconds']:.1f}"
        ),
        Figure(
            name="the same with 5 rows named of each finding",
            value=median(one["named"] for one in found["ours"]),
            unit="s",
        ),
        Figure(
            name="most memory",
            value=ours["peak"],
            unit="MiB",
            at_most=ASKED_MIB,
            note=f"pandera {theirs['peak']:,.0f}, {GROUP:,} rows at once",
        ),
    ]


def _taken(runs: list[dict[str, Any]], evaluated: int) -> dict[str, float]:
    taken = median(one["seconds"] for one in runs)
    return {"seconds": taken, "rate": evaluated / taken, "peak": max(one["peak"] for one in runs)}


def _ours(folder: Path) -> dict[str, Any]:
    from catalog.services.tranches.asking import TrancheAsked  # noqa: PLC0415  # each side loads its own
    from catalog.services.tranches.receiving import receive  # noqa: PLC0415

    snapshot = catalog()
    taken, report = [], None
    for examples in (0, 5):
        asked = TrancheAsked(folder=folder, provider="p", on=ON, as_known=ON, keys={}, examples=examples)
        begun = perf_counter()
        report = receive(snapshot, asked)
        taken.append(perf_counter() - begun)
    assert report is not None
    (dataset,) = report.datasets
    assert dataset.rules == rule_count()
    counts = {f"{one.column} {one.code.removeprefix('value-')}": one.count for one in dataset.findings}
    return {"seconds": taken[0], "named": taken[1], "counts": counts}


def _pandera(folder: Path) -> dict[str, Any]:
    import pandera.pandas as pa  # noqa: PLC0415  # each side loads its own
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.DataFrameSchema({name: _column(pa, kind) for name, kind in columns()})
    counts: Counts = {}
    begun = perf_counter()
    with pq.ParquetFile(folder / "year.parquet") as file:
        for batch in file.iter_batches(batch_size=GROUP):
            frame = batch.to_pandas(date_as_object=False)
            try:
                schema.validate(frame, lazy=True)
            except pa.errors.SchemaErrors as faults:
                _count(faults.failure_cases, counts)
    return {"seconds": perf_counter() - begun, "counts": counts}


_SAID = {
    "not_nullable": "missing",
    "isin": "code",
    "str_matches": "pattern",
    "greater_than_or_equal_to": "minimum",
    "less_than_or_equal_to": "maximum",
}


def _count(cases: Any, counts: Counts) -> None:
    for (column, check), many in cases.groupby(["column", "check"]).size().items():
        said = next((rule for begun, rule in _SAID.items() if str(check).startswith(begun)), str(check))
        key = f"{column} {said}"
        counts[key] = counts.get(key, 0) + int(many)


def _column(pa: Any, kind: str) -> Any:
    """Return the same rules as a column of pandera's."""
    check, domain = pa.Check, DOMAINS[kind]
    low, high = domain.get("minimum"), domain.get("maximum")
    if kind == "id":
        return pa.Column(str, check.str_matches(f"^(?:{domain['pattern']})$"), nullable=False)
    if kind == "code":
        return pa.Column(str, check.isin(CODES), nullable=False)
    if kind == "written":
        return pa.Column(str, _written(check, low, high), nullable=True)
    if kind == "note":
        return pa.Column(nullable=True)
    if kind == "flag":
        return pa.Column(bool, nullable=False)
    dtype = {"whole": "int32", "real": "float64", "day": "datetime64[ms]"}[kind]
    bounds = [check.ge(_bound(kind, low)), check.le(_bound(kind, high))]
    return pa.Column(dtype, bounds, nullable=False)


def _bound(kind: str, bound: Any) -> Any:
    pd: Any = import_module("pandas")  # pandera's; it ships no types
    return pd.Timestamp(bound) if kind == "day" else float(bound)


def _written(check: Any, low: Any, high: Any) -> list[Any]:
    """Return the rules for whole numbers that are written as text; what is none has no bounds."""
    pd: Any = import_module("pandas")
    whole = r"^-?(?:0|[1-9][0-9]{0,17})$"

    def number(texts: Any) -> Any:
        return pd.to_numeric(texts.where(texts.str.match(whole)), errors="coerce")

    return [
        check(lambda texts: texts.str.match(whole), error="type"),
        check(lambda texts: ~(number(texts) < low), error="minimum"),
        check(lambda texts: ~(number(texts) > high), error="maximum"),
    ]


if __name__ == "__main__":
    if len(sys.argv) == 1:
        tell(figures())
    else:
        measured = {"ours": _ours, "pandera": _pandera}[sys.argv[1]](Path(sys.argv[2]))
        print(json.dumps({**measured, "peak": peak_mib()}))
