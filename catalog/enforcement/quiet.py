"""Keep what a library writes to standard error by itself, from threads of its own, from being seen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_ERRORS: Final = 2


@contextmanager
def quiet() -> Iterator[None]:
    """Send to nowhere what this process writes to standard error meanwhile.

    A library that panics, or that the environment makes talkative, may quote values of the data. Whoever has
    something to say meanwhile, as how far the work is, writes to a copy that it made before.
    """
    kept = os.dup(_ERRORS)
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _ERRORS)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _ERRORS)
        os.close(kept)
