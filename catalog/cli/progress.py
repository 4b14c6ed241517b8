"""Progress on standard error, on a terminal only, and only where it takes more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def reading() -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that shows how many files are read; ``None`` where nobody watches."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    shown = False

    def tell(done: int, of: int) -> None:
        nonlocal shown
        if time.monotonic() - started > 1:
            shown = True
            sys.stderr.write(
                f"\rreading the catalog: {done:,} of {of:,} files ({done * 100 // max(of, 1)} %) "
            )
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if shown:
            sys.stderr.write("\r\033[K")
