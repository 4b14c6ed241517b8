"""Do an engine's work beside, so that somebody can be told how far it is and may break it off."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Final, TypeVar

_Answer = TypeVar("_Answer")
_LOOK_EVERY: Final = 0.25
"""Seconds between two looks at how far it is."""


def done_beside(
    work: Callable[[], _Answer], *, look: Callable[[], object], break_off: Callable[[], object]
) -> _Answer:
    """Return what work gives, or raise what it raises; ``look`` is called again and again meanwhile.

    Where whoever waits is interrupted, or a look raises, the work is broken off and waited for.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="engine") as beside:
        told = beside.submit(work)
        try:
            while not wait([told], _LOOK_EVERY).done:
                look()
        finally:
            if not told.done():
                break_off()
    return told.result()
