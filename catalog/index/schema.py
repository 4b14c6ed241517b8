"""The Whoosh schema: fields that are given their terms and weights, and analyse nothing themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]

VERSION: Final = 1
"""The version of the schema; an index of another one is built anew."""
NAME: Final = "MAIN"
"""What Whoosh calls the one index in a folder."""
FIELDS: Final = ("key", "en", "es", "surface", "pairs", "exact", "names", "starts", "facet")


class Terms(FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field that is given its terms and their weights, and analyses nothing itself."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)

    def index(self, value: Mapping[str, float], **_: Any) -> list[tuple[bytes, int, float, bytes]]:
        """Return the postings of one record."""
        return [(term.encode(), 1, weight, b"") for term, weight in value.items()]


def schema() -> Schema:
    """Return the schema of an index."""
    return Schema(stored=STORED(), said=STORED(), **{name: Terms() for name in FIELDS})
