"""Layouts come from a process of its own, in bounded time, whatever becomes of that process."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.interchange.pictures.placing import Placing
from catalog.interchange.pictures.sketch import (
    HEAD,
    MOST_LINES,
    MOST_ROWS,
    ROW,
    WIDTH,
    Box,
    Line,
    Row,
    Sketch,
)


def sketch_of(*lines: tuple[str, str], rows: int = 2) -> Sketch:
    """Return boxes with rows, and lines from the first row of one to the second of another."""
    names = sorted({name for line in lines for name in line})
    boxes = tuple(
        Box(id=name, name=name, below="", rows=tuple(Row(id=f"{n}", name=f"{n}") for n in range(rows)))
        for name in names
    )
    return Sketch(
        boxes=boxes,
        lines=tuple(Line(tail=(a, "0"), head=(b, "1"), standing="permit") for a, b in lines),
    )


TWO = sketch_of(("a", "b"))


@pytest.fixture
def placing() -> Iterator[Placing]:
    made = Placing()
    yield made
    made.close()


def test_lines_lead_from_row_to_row_and_boxes_do_not_overlap(placing: Placing) -> None:
    found = placing.layout(sketch_of(("a", "b"), ("a", "c"), ("b", "c")))
    assert found is not None
    corners = dict(zip("abc", found.corners, strict=True))
    for (tail, head), course in zip((("a", "b"), ("a", "c"), ("b", "c")), found.courses, strict=True):
        (x, y), (left, top) = course.points[0], corners[tail]
        assert (round(x - left), round(y - top)) == (WIDTH, HEAD + ROW // 2)
        (left, top) = corners[head]
        assert (round(course.tip[0] - left), round(course.tip[1] - top)) == (0, HEAD + ROW * 3 // 2)
    placed = sorted(corners.values())
    assert all(
        b[0] - a[0] >= WIDTH or abs(b[1] - a[1]) >= HEAD + 2 * ROW
        for at, a in enumerate(placed)
        for b in placed[at + 1 :]
    )


def test_the_same_sketch_has_the_same_layout_in_every_process(placing: Placing) -> None:
    sketch = sketch_of(("a", "b"), ("b", "c"), ("c", "a"), ("a", "a"))
    first = placing.layout(sketch)
    other = Placing()
    assert first is not None
    assert other.layout(sketch) == first
    other.close()


def test_loops_and_lines_within_a_box_have_a_way(placing: Placing) -> None:
    found = placing.layout(sketch_of(("a", "a"), ("a", "b"), ("b", "a")))
    assert found is not None
    assert all(len(course.points) >= 4 for course in found.courses)


def test_too_much_is_not_drawn(placing: Placing) -> None:
    assert placing.layout(sketch_of(("a", "b"), rows=MOST_ROWS)) is None
    assert placing.layout(sketch_of(*[("a", "b")] * (MOST_LINES + 1))) is None
    assert placing._process is None


def test_a_hang_ends_in_time_and_the_next_picture_is_drawn(tmp_path: Path) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    placing = Placing(hanging, longest=0.3)
    start = time.monotonic()
    assert placing.layout(TWO) is None
    assert time.monotonic() - start < 5
    placing.close()


def test_a_crash_costs_one_picture(placing: Placing) -> None:
    assert placing.layout(TWO) is not None
    assert placing._process is not None
    os.kill(placing._process.pid, signal.SIGSEGV)
    placing._process.wait()
    assert placing.layout(sketch_of(("a", "c"))) is not None


def test_a_process_that_answers_nothing_is_given_up(tmp_path: Path) -> None:
    silent = tmp_path / "silent.py"
    silent.write_text("import sys\nsys.stdin.readline()\n", encoding="utf-8")
    placing = Placing(silent)
    assert placing.layout(TWO) is None
    assert placing._process is None
    placing.close()


def test_threads_share_one_process(placing: Placing) -> None:
    found: list[object] = []
    sketches = [sketch_of(("a", "b"), ("b", chr(ord("c") + number))) for number in range(8)]
    threads = [threading.Thread(target=lambda one=one: found.append(placing.layout(one))) for one in sketches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert None not in found


def test_a_layout_is_kept(placing: Placing) -> None:
    first = placing.layout(TWO)
    placing._end()
    assert placing.layout(TWO) is first
