"""Lay out pictures with Graphviz, in a process of its own: one request a line in, one answer a line out.

Run by its path, with nothing of the catalog on it: what Graphviz gets are numbers and made-up names, so
no text of a record can be taken for its language. A crash or a hang ends here, not in a server.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import pygraphviz

MEMORY = 2 * 1024**3
POINTS = 72
CELL = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{}</TABLE>'
ROW = '<TR><TD PORT="{port}" FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"></TD></TR>'


def main() -> None:
    """Answer until there are no more requests."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(laid_out(json.loads(line))) + "\n")
        sys.stdout.flush()


def laid_out(asked: dict[str, Any]) -> dict[str, Any]:
    """Return where boxes and lines stand, measured from the upper left corner, downwards."""
    found = json.loads(_graph(asked).draw(format="json0", prog="dot"))
    _, _, width, height = _numbers(found["bb"])
    boxes = {one["name"]: one for one in found.get("objects", ())}
    lines = {one["comment"]: one for one in found.get("edges", ())}
    return {
        "size": [width, height],
        "corners": [
            _corner(boxes[f"b{place}"], box=box, width=asked["width"], height=height)
            for place, box in enumerate(asked["boxes"])
        ],
        "courses": [_course(lines[f"l{place}"], height) for place in range(len(asked["lines"]))],
    }


def _graph(asked: dict[str, Any]) -> Any:
    graph = pygraphviz.AGraph(directed=True, strict=False, rankdir="LR", nodesep="0.3", ranksep="2.3")
    graph.node_attr["shape"] = "plain"
    graph.edge_attr["arrowsize"] = "1"
    for place, box in enumerate(asked["boxes"]):
        cells = [
            ROW.format(port=f"r{port}", width=asked["width"], height=height)
            for port, height in enumerate(box)
        ]
        graph.add_node(f"b{place}", label=f"<{CELL.format(''.join(cells))}>")
    for place, (tail, tail_row, head, head_row) in enumerate(asked["lines"]):
        side = "e" if tail == head else "w"
        ends = {"tailport": f"r{tail_row}:e", "headport": f"r{head_row}:{side}"}
        graph.add_edge(f"b{tail}", f"b{head}", key=f"l{place}", comment=f"l{place}", **ends)
    return graph


def _corner(found: dict[str, Any], *, box: list[int], width: int, height: float) -> list[float]:
    x, y = _numbers(found["pos"])
    return [round(x - width / 2, 1), round(height - y - sum(box) / 2, 1)]


def _course(found: dict[str, Any], height: float) -> dict[str, Any]:
    """Read a spline: ``e,x,y`` is the arrow's tip, the rest its points."""
    points, tip = [], None
    for part in found["pos"].replace("\\\n", "").split():
        if part.startswith("e,"):
            tip = _point(part[2:], height)
        else:
            points.append(_point(part, height))
    return {"points": points, "tip": tip or points[-1]}


def _point(text: str, height: float) -> list[float]:
    x, y = _numbers(text)
    return [round(x, 1), round(height - y, 1)]


def _numbers(text: str) -> list[float]:
    return [float(one) for one in text.split(",")]


if __name__ == "__main__":
    main()
