"""The ways of lines and the shapes at their ends, as SVG paths: each standing has a shape of its own."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot

from catalog.interchange.pictures.sketch import Course, Point
from catalog.rules.lineage.steps import Standing

LONG, HALF = 11.0, 5.0
_A_CUBIC = 4


def way(course: Course) -> str:
    """Return the path of a line up to where its arrow begins."""
    first, *rest = course.points
    if not is_spline(course):
        return _moves([first, *rest, course.tip])
    curves = " ".join(_at(point) for point in rest)
    return f"M{_at(first)} C{curves} L{_at(course.tip)}"


def is_spline(course: Course) -> bool:
    """Say whether a line is a cubic spline, and no straight one."""
    return len(course.points) >= _A_CUBIC


def arrow(standing: Standing, course: Course) -> str:
    """Return the shape at the end of a line.

    A full triangle for what is permitted, an empty diamond for what is permitted on a condition, a cross
    before a bar for what is refused, an open angle where nothing leaves.
    """
    at = _Along(course.points[-1], course.tip)
    if standing == "permit":
        return _closed([at(0, 0), at(LONG, HALF), at(LONG, -HALF)])
    if standing == "conditional":
        return _closed([at(0, 0), at(LONG * 0.7, HALF), at(LONG * 1.4, 0), at(LONG * 0.7, -HALF)])
    if standing == "refuse":
        cross = [(at(LONG, HALF), at(3, -HALF)), (at(LONG, -HALF), at(3, HALF)), (at(1, 8), at(1, -8))]
        return " ".join(_moves(stroke) for stroke in cross)
    return _moves([at(LONG * 0.7, HALF), at(0, 0), at(LONG * 0.7, -HALF)])


class _Along:
    """Points before the tip of an arrow: so far back, and so far to its left."""

    def __init__(self, before: Point, tip: Point) -> None:
        x, y = tip[0] - before[0], tip[1] - before[1]
        length = hypot(x, y)
        self._tip = tip
        self._way = (x / length, y / length) if length else (1.0, 0.0)

    def __call__(self, back: float, left: float) -> Point:
        x, y = self._way
        return (self._tip[0] - back * x + left * y, self._tip[1] - back * y - left * x)


def _closed(points: Iterable[Point]) -> str:
    return _moves(points) + " Z"


def _moves(points: Iterable[Point]) -> str:
    first, *rest = points
    return f"M{_at(first)}" + "".join(f" L{_at(point)}" for point in rest)


def _at(point: Point) -> str:
    return f"{round(point[0], 1):g} {round(point[1], 1):g}"
