"""Progress on standard error, on a terminal only, and only where it takes more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial


@contextmanager
def reading() -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that shows how many files are read; ``None`` where nobody watches."""
    with working() as told:
        yield None if told is None else partial(told, "reading the catalog")


@contextmanager
def working() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a function that shows what is done and how far; ``None`` where nobody watches."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    bar: _Bar | None = None

    def tell(what: str, done: int, of: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - started > 1:
            bar = _Bar()
        if bar is not None:
            bar.show(what, done, of)

    try:
        yield tell
    finally:
        if bar is not None:
            bar.remove()


class _Bar:
    """A bar that leaves no trace once it is removed."""

    def __init__(self) -> None:
        from rich.console import Console  # only where somebody waits
        from rich.progress import Progress

        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("", total=None)
        self._progress.start()

    def show(self, what: str, done: int, of: int) -> None:
        self._progress.update(self._task, description=what, completed=done, total=of)

    def remove(self) -> None:
        self._progress.stop()
