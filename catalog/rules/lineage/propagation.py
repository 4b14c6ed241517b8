"""Restrictions carried downstream through millions of field-level edges, and the reach of one field.

The graph is compiled once: fields that feed each other in a loop become one part, parts are numbered
in an order in which whatever is upstream comes first, and edges lie as plain arrays in that order
(compressed sparse rows). The only module that uses numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from catalog.rules.flows.origins import FieldGraph

Numbers = npt.NDArray[np.intp]
Labels = npt.NDArray[np.uint64]

BITS: Final = 64
_FEW: Final = 16
"""Below so many fields at a time a plain loop is faster than an array operation."""


class Rows:
    """Edges by where they start: the row of a node holds the nodes its edges lead to."""

    __slots__ = ("ends", "starts")

    def __init__(self, tails: Numbers, heads: Numbers, *, size: int) -> None:
        self.starts: Numbers = np.zeros(size + 1, dtype=np.intp)
        np.cumsum(np.bincount(tails, minlength=size), out=self.starts[1:])
        self.ends: Numbers = heads[np.argsort(tails, kind="stable")]

    def after(self, nodes: Numbers) -> Numbers:
        """Return the ends of all edges that start at the nodes."""
        starts = self.starts[nodes]
        counts = self.starts[nodes + 1] - starts
        skipped = np.cumsum(counts) - counts
        found: Numbers = self.ends[np.arange(counts.sum()) + np.repeat(starts - skipped, counts)]
        return found

    def after_one(self, node: int) -> list[int]:
        """Return the ends of the edges that start at one node."""
        found: list[int] = self.ends[self.starts[node] : self.starts[node + 1]].tolist()
        return found

    def reach(self, node: int) -> Numbers:
        """Return every node that edges lead to from this one, itself left out."""
        seen = bytearray(len(self.starts) - 1)
        marks = np.frombuffer(seen, dtype=np.uint8)
        seen[node] = 1
        frontier = np.array([node], dtype=np.intp)
        while len(frontier):
            frontier = self._few(frontier, seen) if len(frontier) < _FEW else self._many(frontier, marks)
        seen[node] = 0
        return np.flatnonzero(marks)

    def _few(self, frontier: Numbers, seen: bytearray) -> Numbers:
        waiting: list[int] = frontier.tolist()
        while 0 < len(waiting) < _FEW:
            found = []
            for node in waiting:
                for end in self.after_one(node):
                    if not seen[end]:
                        seen[end] = 1
                        found.append(end)
            waiting = found
        return np.array(waiting, dtype=np.intp)

    def _many(self, frontier: Numbers, marks: npt.NDArray[np.uint8]) -> Numbers:
        ends = self.after(frontier)
        ends = ends[marks[ends] == 0]
        marks[ends] = 1
        return _once(ends)


class EdgeGraph:
    """Fields by number and the edges between them, compiled for propagation. Loops are in order."""

    def __init__(self, names: tuple[str, ...], *, tails: Numbers, heads: Numbers) -> None:
        """Compile edges from ``tails`` to ``heads``, which are numbers of ``names``."""
        self.names = names
        self.edges = len(tails)
        self._numbers: dict[str, int] = {}
        self._compile(tails, heads, size=len(names))

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], *, alone: Iterable[str] = ()) -> EdgeGraph:
        """Return the graph of edges given as pairs, upstream first; ``alone`` may have no edge."""
        numbers: dict[str, int] = {}
        ends = [numbers.setdefault(name, len(numbers)) for pair in pairs for name in pair]
        for name in alone:
            numbers.setdefault(name, len(numbers))
        flat = np.array(ends, dtype=np.intp)
        return cls(tuple(numbers), tails=flat[0::2], heads=flat[1::2])

    @classmethod
    def of_fields(cls, graph: FieldGraph) -> EdgeGraph:
        """Return the graph of a day's lineage: each edge from an input to the field made of it."""
        pairs = ((made.input.field, output) for output, made_of in graph.inputs.items() for made in made_of)
        return cls.of(pairs, alone=graph.dataset_of)

    def number(self, name: str) -> int:
        """Return a field's number. Raises ``KeyError`` for a name the graph does not have."""
        if not self._numbers:
            self._numbers = {known: number for number, known in enumerate(self.names)}
        return self._numbers[name]

    def propagate(self, labels: Labels) -> Labels:
        """Return each field's own bits and those of everything upstream of it, loops included."""
        parts = np.zeros(self._size, dtype=np.uint64)
        np.bitwise_or.at(parts, self._place, labels)
        for first, last, wide in self._stretches:
            if wide:
                self._gather(parts, first, last)
            else:
                self._gather_few(parts, first, last)
        return parts[self._place]

    def downstream(self, node: int) -> Numbers:
        """Return the numbers of all fields made from this one, near or far, itself left out."""
        return self._reach(self._down, node)

    def upstream(self, node: int) -> Numbers:
        """Return the numbers of all fields this one is made from, near or far, itself left out."""
        return self._reach(self._up, node)

    def spread(self, restrictions: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
        """Return for each field the restrictions that reach it, from those that fields bring in."""
        words = sorted({word for found in restrictions.values() for word in found})
        reached: dict[str, set[str]] = {name: set() for name in self.names}
        for start in range(0, len(words), BITS):
            chosen = words[start : start + BITS]
            bits = {word: 1 << place for place, word in enumerate(chosen)}
            labels = np.zeros(len(self.names), dtype=np.uint64)
            for name, found in restrictions.items():
                labels[self.number(name)] = sum(bits.get(word, 0) for word in set(found))
            for name, mask in zip(self.names, self.propagate(labels).tolist(), strict=True):
                reached[name] |= {word for word, bit in bits.items() if mask & bit}
        return {name: frozenset(found) for name, found in reached.items()}

    def _compile(self, tails: Numbers, heads: Numbers, *, size: int) -> None:
        part = np.arange(size, dtype=np.intp)
        order, levels = _levels(Rows(tails, heads, size=size), np.bincount(heads, minlength=size))
        if len(order) < size:
            part, parts = _parts(tails, heads, done=order, size=size)
            tails, heads = part[tails], part[heads]
            between = tails != heads
            tails, heads, size = tails[between], heads[between], parts
            order, levels = _levels(Rows(tails, heads, size=size), np.bincount(heads, minlength=size))
        position = np.empty(size, dtype=np.intp)
        position[order] = np.arange(size, dtype=np.intp)
        self._size = size
        self._place: Numbers = position[part]
        self._down = Rows(position[tails], position[heads], size=size)
        self._up = Rows(position[heads], position[tails], size=size)
        self._stretches = tuple(_stretches(levels))

    def _gather(self, parts: Labels, first: int, last: int) -> None:
        """Let a level take the bits of what leads to it. Each of its parts has an edge coming in."""
        starts = self._up.starts[first : last + 1]
        above = parts[self._up.ends[starts[0] : starts[-1]]]
        parts[first:last] |= np.bitwise_or.reduceat(above, starts[:-1] - starts[0])

    def _gather_few(self, parts: Labels, first: int, last: int) -> None:
        bits = parts.data
        starts: list[int] = self._up.starts[first : last + 1].tolist()
        ends: list[int] = self._up.ends[starts[0] : starts[-1]].tolist()
        for at in range(last - first):
            mask = bits[first + at]
            for edge in range(starts[at] - starts[0], starts[at + 1] - starts[0]):
                mask |= bits[ends[edge]]
            bits[first + at] = mask

    def _reach(self, rows: Rows, node: int) -> Numbers:
        here = int(self._place[node])
        inside = np.zeros(self._size, dtype=np.bool_)
        inside[rows.reach(here)] = True
        inside[here] = True
        found = inside[self._place]
        found[node] = False
        return np.flatnonzero(found)


def _levels(rows: Rows, waits_for: Numbers) -> tuple[Numbers, list[int]]:
    """Order nodes so that each comes after all that lead to it, and say how many each level has.

    Nodes in a loop, and all after one, are left out.
    """
    frontier = np.flatnonzero(waits_for == 0)
    left = waits_for.data
    ordered, levels = [], []
    while len(frontier):
        ordered.append(frontier)
        levels.append(len(frontier))
        if len(frontier) < _FEW:
            free = []
            for node in frontier.tolist():
                for end in rows.after_one(node):
                    left[end] -= 1
                    if not left[end]:
                        free.append(end)
            frontier = np.array(free, dtype=np.intp)
        else:
            ends = rows.after(frontier)
            np.subtract.at(waits_for, ends, 1)
            frontier = _once(ends[waits_for[ends] == 0])
    return np.concatenate(ordered) if ordered else np.empty(0, dtype=np.intp), levels


def _once(nodes: Numbers) -> Numbers:
    """Return the nodes ascending, each once."""
    ordered = np.sort(nodes)
    fresh = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]


def _stretches(levels: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield runs of positions after the first level, and whether each is one wide level."""
    first = at = levels[0] if levels else 0
    for width in levels[1:]:
        if width >= _FEW:
            if first < at:
                yield first, at, False
            yield at, at + width, True
            first = at + width
        at += width
    if first < at:
        yield first, at, False


def _parts(tails: Numbers, heads: Numbers, *, done: Numbers, size: int) -> tuple[Numbers, int]:
    """Return for each node the number of its part, the same for all that feed each other, and how many."""
    cyclic = np.ones(size, dtype=np.bool_)
    cyclic[done] = False
    among = cyclic[tails] & cyclic[heads]
    back = Rows(heads[among], tails[among], size=size)
    waits_for = np.bincount(tails[among], minlength=size)
    waits_for[done] = -1
    after, _ = _levels(back, waits_for)
    cyclic[after] = False
    among = cyclic[tails] & cyclic[heads]
    core = Rows(tails[among], heads[among], size=size)
    leader = _leaders(core, np.flatnonzero(cyclic).tolist(), size=size)
    _, part = np.unique(leader, return_inverse=True)
    numbered: Numbers = part.reshape(-1).astype(np.intp)
    return numbered, int(numbered.max()) + 1


def _leaders(rows: Rows, nodes: list[int], *, size: int) -> Numbers:
    """Return for each node one node of its strongly connected part (Tarjan, without recursion)."""
    leader = np.arange(size, dtype=np.intp)
    found: dict[int, int] = {}
    low: dict[int, int] = {}
    open_nodes: list[int] = []
    closed: set[int] = set()
    for start in nodes:
        if start in found:
            continue
        found[start] = low[start] = len(found)
        open_nodes.append(start)
        path = [(start, iter(rows.after_one(start)))]
        while path:
            node, ends = path[-1]
            end = next(ends, None)
            if end is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == found[node]:
                    _close(node, open_nodes, closed=closed, leader=leader)
            elif end not in found:
                found[end] = low[end] = len(found)
                open_nodes.append(end)
                path.append((end, iter(rows.after_one(end))))
            elif end not in closed:
                low[node] = min(low[node], found[end])
    return leader


def _close(node: int, open_nodes: list[int], *, closed: set[int], leader: Numbers) -> None:
    while True:
        member = open_nodes.pop()
        closed.add(member)
        leader[member] = node
        if member == node:
            return
