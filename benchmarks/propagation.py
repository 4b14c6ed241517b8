"""Restrictions propagated through a million field-level edges, and closures, beside networkx."""

import json
import statistics
import sys
from random import Random

import numpy as np

from benchmarks.measuring import Figure, in_own_process, median_of, peak_mib, seconds, tell

Pairs = list[tuple[str, str]]


def figures(edges: int = 1_000_000) -> list[Figure]:
    """Measure both sides on the same edges, each in a process of its own."""
    ours = in_own_process("benchmarks.propagation", "ours", str(edges))
    theirs = in_own_process("benchmarks.propagation", "networkx", str(edges))
    assert ours["checksum"] == theirs["checksum"], "the two must carry the same restrictions"
    assert ours["reached"] == theirs["reached"]
    share = f"{edges:,} edges; networkx {theirs['propagate']:.1f} s"
    return [
        Figure(name="propagating 64 restrictions", value=ours["propagate"], unit="s", at_most=1.0, note=share),
        Figure(name="most memory, the arrays and numpy alone", value=ours["memory"], unit="MiB", at_most=300,
               note=f"networkx {theirs['memory']:.0f} MiB; both without the pairs they are built from"),
        Figure(name="slowest of the downstream closures", value=1000 * ours["closure"], unit="ms", at_most=50,
               note=f"{int(ours['reached']):,} fields reached in all; networkx {1000 * theirs['closure']:.0f} ms"),
        Figure(name="propagating, times as fast as networkx", value=theirs["propagate"] / ours["propagate"], unit="x"),
        Figure(name="building the graph", value=ours["build"], unit="s", note=f"networkx {theirs['build']:.1f} s"),
    ]  # fmt: skip


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
    """Return the fields whose closures are measured: all hubs of the first table and some others."""
    hubs = [name for name in names if name.startswith("d0.f") and int(name.removeprefix("d0.f")) < 20]
    return sorted(hubs) + sorted(names)[:: max(1, len(names) // 50)]


def label_of(name: str) -> int:
    """Return the restrictions that a field brings in itself: one bit for a source field."""
    return 1 << (int(name.removeprefix("d0.f")) % 64) if name.startswith("d0.") else 0


def _ours(pairs: Pairs) -> dict[str, float]:
    from catalog.rules.propagation import EdgeGraph

    built: list[EdgeGraph] = []
    before = _resident()
    build = seconds(lambda: built.append(EdgeGraph.of(pairs)))
    (graph,) = built
    labels = np.array([label_of(name) for name in graph.names], dtype=np.uint64)
    propagate = median_of(5, lambda: graph.propagate(labels))
    carried = graph.propagate(labels)
    numbers = [graph.number(name) for name in asked(list(graph.names))]
    closures = [statistics.median(seconds(lambda: graph.downstream(n)) for _ in range(3)) for n in numbers]  # noqa: B023
    return {
        "build": build,
        "propagate": propagate,
        "closure": max(closures),
        "reached": sum(len(graph.downstream(number)) for number in numbers),
        "checksum": _checksum({name: int(mask) for name, mask in zip(graph.names, carried.tolist(), strict=True)}),
        "memory": peak_mib() - before,
    }


def _networkx(pairs: Pairs) -> dict[str, float]:
    import networkx as nx

    graph = nx.DiGraph()
    before = _resident()
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
    closures = [seconds(lambda: nx.descendants(graph, name)) for name in names]  # noqa: B023
    return {
        "build": build,
        "propagate": taken,
        "closure": max(closures),
        "reached": sum(len(nx.descendants(graph, name)) for name in names),
        "checksum": _checksum(masks),
        "memory": peak_mib() - before,
    }


def _resident() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * 4096 / 2**20


def _checksum(masks: dict[str, int]) -> int:
    return sum(hash((int(name.partition(".f")[2]), mask)) % 1_000_003 for name, mask in masks.items())


if __name__ == "__main__":
    if len(sys.argv) == 1:
        tell(figures())
    else:
        side = {"ours": _ours, "networkx": _networkx}[sys.argv[1]]
        print(json.dumps(side(pairs_of(int(sys.argv[2])))))
