"""Restrictions propagated through a million field-level edges, and closures, beside networkx."""

import json
import sys
from importlib import import_module
from random import Random
from typing import Any

from benchmarks.measuring import Figure, in_own_process, median_of, peak_mib, seconds, tell

Pairs = list[tuple[str, str]]


def figures(edges: int = 1_000_000) -> list[Figure]:
    """Measure both sides on the same edges, each in a process of its own."""
    ours = in_own_process("benchmarks.propagation", "ours", str(edges))
    theirs = in_own_process("benchmarks.propagation", "networkx", str(edges))
    assert ours["checksum"] == theirs["checksum"], "the two must carry the same restrictions"
    assert ours["reached"] == theirs["reached"]
    note = {key: f"networkx {value:,.1f}" for key, value in theirs.items()}
    faster = theirs["propagate"] / ours["propagate"]
    return [
        _figure("propagating 64 restrictions", ours["propagate"], "s", at_most=1.0, note=note["propagate"]),
        _figure(
            "most memory for it, numpy included", ours["memory"], "MiB", at_most=300, note=note["memory"]
        ),
        _figure("slowest downstream closure", ours["closure"], "ms", at_most=50, note=note["closure"]),
        _figure("propagating, times as fast as networkx", faster, "x", note=f"{edges:,} edges"),
        _figure("building the graph from pairs of names", ours["build"], "s", note=note["build"]),
    ]


def _figure(name: str, value: float, unit: str, *, note: str, at_most: float | None = None) -> Figure:
    return Figure(name=name, value=value, unit=unit, at_most=at_most, note=note)


def pairs_of(edges: int, seed: int = 5) -> Pairs:
    """Return edges of a layered lineage: sources, ten steps of tables, and some hubs that feed very many."""
    rng = Random(seed)
    width = max(edges // 30, 20)
    found: Pairs = []
    while len(found) < edges:
        layer = rng.randrange(10)
        tail = rng.randrange(min(20, width)) if rng.random() < 0.05 else rng.randrange(width)
        found.append((f"d{layer}.f{tail}", f"d{layer + 1}.f{rng.randrange(width)}"))
    return found


def asked(names: list[str]) -> list[str]:
    """Return the fields whose closures are measured: the hubs of the first table, and two others."""
    return [*(name for name in (f"d0.f{number}" for number in range(3)) if name in names), *sorted(names)[:2]]


def label_of(name: str) -> int:
    """Return the restrictions that a field brings in itself: one bit for a source field."""
    return 1 << (int(name.removeprefix("d0.f")) % 64) if name.startswith("d0.") else 0


def _ours(pairs: Pairs) -> dict[str, float]:
    before = _resident()
    np, compiled = import_module("numpy"), import_module("catalog.rules.lineage.propagation").EdgeGraph
    built: list[Any] = []
    build = seconds(lambda: built.append(compiled.of(pairs)))
    (graph,) = built
    labels = np.array([label_of(name) for name in graph.names], dtype=np.uint64)
    propagate = median_of(5, lambda: graph.propagate(labels))
    carried = graph.propagate(labels)
    numbers = [graph.number(name) for name in asked(list(graph.names))]
    closures = [median_of(3, lambda: graph.downstream(number)) for number in numbers]
    return {
        "build": build,
        "propagate": propagate,
        "closure": 1000 * max(closures),
        "reached": sum(len(graph.downstream(number)) for number in numbers),
        "checksum": _checksum(
            {name: int(mask) for name, mask in zip(graph.names, carried.tolist(), strict=True)}
        ),
        "memory": peak_mib() - before,
    }


def _networkx(pairs: Pairs) -> dict[str, float]:
    before = _resident()
    nx = import_module("networkx")
    graph = nx.DiGraph()
    build = seconds(lambda: graph.add_edges_from(pairs))
    masks: dict[str, int] = {}

    def propagate() -> None:
        masks.clear()
        for name in nx.topological_sort(graph):
            mask = label_of(name)
            for above in graph.predecessors(name):
                mask |= masks[above]
            masks[name] = mask

    taken = seconds(propagate)
    names = asked(list(graph))
    reached: list[int] = []
    closures = [seconds(lambda: reached.append(len(nx.descendants(graph, name)))) for name in names]
    return {
        "build": build,
        "propagate": taken,
        "closure": 1000 * max(closures),
        "reached": sum(reached),
        "checksum": _checksum(masks),
        "memory": peak_mib() - before,
    }


def _resident() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 2**20


def _checksum(masks: dict[str, int]) -> int:
    return sum(hash((int(name.partition(".f")[2]), mask)) % 1_000_003 for name, mask in masks.items())


if __name__ == "__main__":
    if len(sys.argv) == 1:
        tell(figures())
    else:
        side = {"ours": _ours, "networkx": _networkx}[sys.argv[1]]
        print(json.dumps(side(pairs_of(int(sys.argv[2])))))
