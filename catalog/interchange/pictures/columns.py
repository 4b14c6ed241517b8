"""Pictures of three columns, laid out by plain arithmetic: many thousands of them are made for one site."""

from __future__ import annotations

from typing import Final

from catalog.interchange.pictures.arrows import LONG
from catalog.interchange.pictures.sketch import HEAD, ROW, WIDTH, Box, Course, End, Layout, Point, Sketch

NARROW, BETWEEN = 56.0, 160.0
"""The room between the first two columns, and between others: for lines, and for lines with labels."""
BELOW: Final = 16.0
"""The room below a box."""


def in_columns(columns: tuple[tuple[Box, ...], ...], sketch: Sketch) -> Layout:
    """Return the layout of a sketch whose boxes stand in columns, each line leading to the next column."""
    heights = [sum(box.height + BELOW for box in column) - BELOW if column else 0.0 for column in columns]
    height = max(heights)
    corners: dict[str, Point] = {}
    for place, column in enumerate(columns):
        y = (height - heights[place]) / 2
        for box in column:
            corners[box.id] = (_left(place), y)
            y += box.height + BELOW
    middles = _middles(sketch, corners)
    return Layout(
        width=_left(len(columns) - 1) + WIDTH,
        height=height,
        corners=tuple(corners[box.id] for box in sketch.boxes),
        courses=tuple(_course(middles[line.tail], middles[line.head]) for line in sketch.lines),
    )


def _left(column: int) -> float:
    """Return where a column begins."""
    gaps = NARROW + (column - 1) * BETWEEN if column else 0.0
    return column * WIDTH + gaps


def _middles(sketch: Sketch, corners: dict[str, Point]) -> dict[End, Point]:
    """Return the left end of the middle of each head and row."""
    found: dict[End, Point] = {}
    for box in sketch.boxes:
        x, y = corners[box.id]
        found[box.id, None] = (x, y + HEAD / 2)
        for place, row in enumerate(box.rows):
            found[box.id, row.id] = (x, y + HEAD + ROW * place + ROW / 2)
    return found


def _course(tail: Point, head: Point) -> Course:
    first, last = (tail[0] + WIDTH, tail[1]), (head[0] - LONG, head[1])
    long = last[0] - first[0]
    bends = (first[0] + long * 0.25, first[1]), (last[0] - long * 0.7, last[1])
    return Course(points=(first, *bends, last), tip=head)
