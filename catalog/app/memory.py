"""Give memory back to the system that a large reading leaves free. The C library keeps it otherwise."""

from __future__ import annotations

import ctypes
from typing import Final

_ARENA_MAX: Final = -8
_TRIM_THRESHOLD: Final = -1
_KEPT_FREE: Final = 1 << 17
"""So many free bytes may be kept at the end of the heap."""


def keep_little() -> None:
    """Let all threads share one heap, and let what is free at its end go at once.

    Where the C library is not GNU's, memory is used as that library pleases.
    """
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_TRIM_THRESHOLD, _KEPT_FREE)


def give_back() -> None:
    """Give back what is free now."""
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
