"""Give the boxes and lines of a sketch their places, by Graphviz in a process that may crash or hang.

One such process serves one of ours, is started by the first picture and ends with it. What takes longer
than ``LONGEST`` seconds is given up: the process is killed, and the next picture starts another.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final

from catalog.interchange.pictures.sketch import HEAD, ROW, WIDTH, Course, Layout, Sketch

LONGEST: Final = 5.0
"""So many seconds one picture may take, waiting for those before it included."""

MOST_KEPT: Final = 64
"""So many layouts are kept: the same question is asked again when a page is shown again."""

WORKER: Final = Path(__file__).with_name("graphviz_worker.py")


class Placing:
    """Places sketches through one process of Graphviz. Several threads may ask."""

    def __init__(self, worker: Path = WORKER, *, longest: float = LONGEST) -> None:
        self._command = [sys.executable, "-I", str(worker)]
        self._longest = longest
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._started_by = 0
        self._kept: OrderedDict[str, Layout] = OrderedDict()

    def layout(self, sketch: Sketch) -> Layout | None:
        """Return where everything stands; ``None`` where that is too much to draw, or takes too long."""
        if sketch.too_large:
            return None
        asked = json.dumps(_request(sketch))
        if not self._lock.acquire(timeout=self._longest):
            return None
        try:
            found = self._kept.get(asked)
            if found is None:
                answer = self._answer(asked)
                found = None if answer is None else _layout(answer)
            if found is not None:
                self._kept[asked] = found
                self._kept.move_to_end(asked)
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            return found
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _answer(self, asked: str) -> dict[str, Any] | None:
        process = self._running()
        timer = Timer(self._longest, process.kill)
        timer.daemon = True
        timer.start()
        try:
            told = _exchange(process, asked)
        finally:
            timer.cancel()
        if not told.endswith("\n"):
            self._end()
            return None
        found: dict[str, Any] = json.loads(told)
        return found

    def _running(self) -> subprocess.Popen[str]:
        """Return the process, a new one where there is none: a fork of ours does not share its pipes."""
        process = self._process
        if process is None or process.poll() is not None or self._started_by != os.getpid():
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={"LC_ALL": "C.UTF-8"},
            )
            self._process, self._started_by = process, os.getpid()
            atexit.register(self.close)
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._started_by != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _exchange(process: subprocess.Popen[str], asked: str) -> str:
    """Send a request and wait for its answer, which has no end where the process was killed or died."""
    if process.stdin is None or process.stdout is None:
        return ""
    try:
        process.stdin.write(asked + "\n")
        process.stdin.flush()
        return process.stdout.readline()
    except BrokenPipeError:
        return ""


def _request(sketch: Sketch) -> dict[str, Any]:
    place = {box.id: number for number, box in enumerate(sketch.boxes)}
    rows = {
        (box.id, row): number
        for box in sketch.boxes
        for number, row in enumerate([None, *(row.id for row in box.rows)])
    }
    return {
        "width": WIDTH,
        "boxes": [[HEAD, *(ROW for _ in box.rows)] for box in sketch.boxes],
        "lines": [
            [place[line.tail[0]], rows[line.tail], place[line.head[0]], rows[line.head]]
            for line in sketch.lines
        ],
    }


def _layout(answer: dict[str, Any]) -> Layout:
    width, height = answer["size"]
    return Layout(
        width=width,
        height=height,
        corners=tuple((x, y) for x, y in answer["corners"]),
        courses=tuple(
            Course(
                points=tuple((x, y) for x, y in one["points"]),
                tip=tuple(one["tip"]),
            )
            for one in answer["courses"]
        ),
    )


PLACING: Final = Placing()
"""The one that pages use."""
