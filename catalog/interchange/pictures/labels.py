"""Where the labels of lines stand: on their own line, and if it can be so on no other label and no box."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import Final

from catalog.interchange.pictures.arrows import is_spline
from catalog.interchange.pictures.sketch import LABEL, WIDTH, Course, Layout, Point, Sketch

BEFORE_TIP: Final = 78.0
PARTS: Final = (0.5, 0.4, 0.6, 0.3, 0.7)
"""Where a label is tried: shortly before the arrow, then at these parts of its line's length."""
_FINE: Final = 8
"""A curve is measured by so many straight pieces."""

Area = tuple[float, float, float, float]


def places(sketch: Sketch, layout: Layout) -> list[Point | None]:
    """Return where each line's label stands, the same each time: where least is covered so far."""
    taken: list[Area] = [
        (x, y, x + WIDTH, y + box.height) for box, (x, y) in zip(sketch.boxes, layout.corners, strict=True)
    ]
    found: list[Point | None] = []
    for line, course in zip(sketch.lines, layout.courses, strict=True):
        best = None if line.label is None else _best(course, taken)
        if best is not None:
            taken.append(_area(best))
        found.append(best)
    return found


def _best(course: Course, taken: list[Area]) -> Point:
    least, best = None, course.tip
    for at in _tries(course):
        own = _area(at)
        covered = sum(_overlap(own, other) for other in taken)
        if least is None or covered < least:
            least, best = covered, at
        if not covered:
            break
    return best


def _tries(course: Course) -> Iterator[Point]:
    pieces = _pieces(course)
    length = sum(piece for _, _, piece in pieces)
    yield _along(pieces, max(length / 2, length - BEFORE_TIP))
    for part in PARTS:
        yield _along(pieces, part * length)


def _pieces(course: Course) -> list[tuple[Point, Point, float]]:
    points = list(_fine(course))
    return [(a, b, hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise(points)]


def _fine(course: Course) -> Iterator[Point]:
    points = course.points
    if not is_spline(course):
        yield from points
    else:
        yield points[0]
        for start in range(0, len(points) - 3, 3):
            for piece in range(1, _FINE + 1):
                yield _on_curve(points[start : start + 4], piece / _FINE)
    yield course.tip


def _on_curve(points: tuple[Point, ...], t: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    s = 1 - t
    a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return (a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy)


def _along(pieces: list[tuple[Point, Point, float]], way: float) -> Point:
    for (ax, ay), (bx, by), length in pieces:
        if way <= length and length:
            part = way / length
            return (ax + part * (bx - ax), ay + part * (by - ay))
        way -= length
    return pieces[-1][1]


def _area(at: Point) -> Area:
    width, height = LABEL
    return (at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2)


def _overlap(one: Area, other: Area) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0
