"""Progress on standard error, on a terminal only, and only where it takes more than a second."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TextIO


@contextmanager
def reading() -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that shows how many files are read; ``None`` where nobody watches."""
    with working() as told:
        yield None if told is None else partial(told, "reading the catalog")


@contextmanager
def working() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give a function that shows what is done and how far; ``None`` where nobody watches.

    It writes to a copy of standard error: an engine may keep its own noise away from the first.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    encoding = sys.stderr.encoding
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=encoding) as own, _told_on(own) as tell:
        yield tell


@contextmanager
def _told_on(terminal: TextIO) -> Iterator[Callable[[str, int, int], None]]:
    started = time.monotonic()
    bar: _Bar | None = None

    def tell(what: str, done: int, of: int) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - started > 1:
            bar = _Bar(terminal)
        if bar is not None:
            bar.show(what, done, of)

    try:
        yield tell
    finally:
        if bar is not None:
            bar.remove()


class _Bar:
    """A bar that leaves no trace once it is removed."""

    def __init__(self, terminal: TextIO) -> None:
        from rich.console import Console  # only where somebody waits
        from rich.progress import Progress

        self._progress = Progress(console=Console(file=terminal), transient=True)
        self._task = self._progress.add_task("", total=None)
        self._progress.start()

    def show(self, what: str, done: int, of: int) -> None:
        self._progress.update(self._task, description=what, completed=done, total=of)

    def remove(self) -> None:
        self._progress.stop()
