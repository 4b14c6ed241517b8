"""Count facets: how many of the records that were found have each value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.index.schema import Numbers
from catalog.index.segments import Facets
from catalog.index.terms import BREAK

Flags = NDArray[np.bool_]


class FacetCounter:
    """The facets of a generation's records, record by record.

    What is counted is the smaller part of the live records, those found or those not found.
    """

    def __init__(self, segments: Sequence[Facets], *, live: Flags) -> None:
        terms = sorted({term for segment in segments for term in segment.terms})
        places = {term: place for place, term in enumerate(terms)}
        self.names = [(term.partition(BREAK)[0], term.partition(BREAK)[2]) for term in terms]
        self._live = live
        self._values = np.concatenate(
            [np.array([places[t] for t in one.terms], dtype=np.int64)[one.values] for one in segments]
            or [np.empty(0, dtype=np.int64)]
        )
        lengths = [np.diff(one.starts) for one in segments]
        self._lengths: Numbers = np.concatenate(lengths or [np.empty(0, dtype=np.int64)])
        self._starts: Numbers = np.concatenate(([0], np.cumsum(self._lengths)))
        self._everything = self._counted(np.flatnonzero(live))
        self._half = int(np.count_nonzero(live)) // 2

    def count(self, found: Flags) -> Numbers:
        """Return for each of ``names`` how many of the live records found have it."""
        numbers = np.flatnonzero(found)
        if len(numbers) <= self._half:
            return self._counted(numbers)
        return self._everything - self._counted(np.flatnonzero(self._live & ~found))

    def _counted(self, numbers: Numbers) -> Numbers:
        lengths = self._lengths[numbers]
        before = np.cumsum(lengths) - lengths
        places = np.repeat(self._starts[numbers] - before, lengths) + np.arange(lengths.sum())
        return np.bincount(self._values[places], minlength=len(self.names))
