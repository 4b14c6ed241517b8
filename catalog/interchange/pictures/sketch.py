"""What a picture shows before anything has a place: boxes with rows, and lines between them.

Every size is fixed here, and no text has a part in it: the same sketch is laid out the same way on every
machine, whatever fonts it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.phrases import Phrase
from catalog.rules.lineage.steps import Standing

WIDTH: Final = 272
HEAD: Final = 46
ROW: Final = 26
LABEL: Final = (120, 14)
"""The width of a box, the heights of its head and of a row, the size of a line's label, in pixels."""

MOST_ROWS: Final = 200
MOST_LINES: Final = 300
"""A picture with more rows, or more lines, is drawn for nobody: it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of text in a box, with a note at its end. ``address`` is where its link leads."""

    id: str
    name: str | Phrase
    note: Phrase | None = None
    address: str | None = None
    title: tuple[Phrase, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box: its head with a line below it, and its rows."""

    id: str
    name: str | Phrase
    below: str | Phrase
    kind: str = "dataset"
    address: str | None = None
    title: tuple[Phrase, ...] = ()
    rows: tuple[Row, ...] = ()
    asked: bool = False

    @property
    def height(self) -> int:
        """How high the box is."""
        return HEAD + ROW * len(self.rows)


End = tuple[str, str | None]
"""A box, and one of its rows; ``None`` is its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line from one end to another. ``label`` stands beside it, ``title`` says all there is to say."""

    tail: End
    head: End
    standing: Standing
    label: Phrase | None = None
    title: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """All that a picture shows."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]

    @property
    def too_large(self) -> bool:
        """Whether there is more than anybody can read."""
        rows = sum(len(box.rows) for box in self.boxes)
        return max(rows, len(self.boxes)) > MOST_ROWS or len(self.lines) > MOST_LINES


Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The way of a line: the points of a cubic spline, and where its arrow ends."""

    points: tuple[Point, ...]
    tip: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything in a sketch stands: the upper left corner of each box, and the way of each line."""

    width: float
    height: float
    corners: tuple[Point, ...]
    courses: tuple[Course, ...]
