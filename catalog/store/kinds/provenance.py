"""The shape of a record's provenance, which any kind may carry."""

from __future__ import annotations

from typing import Final

from catalog.store.kinds.shapes import said, shape, words

PROVENANCE: Final = shape("Provenance", {"status": words("sourced", "illustrative"), "source": said()})
