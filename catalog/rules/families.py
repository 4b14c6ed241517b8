"""The versions of a text, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalog.records.snapshot import Snapshot, Text

FAMILIES: Final = {
    "element": "elements",
    "value-domain": "value_domains",
    "group": "groups",
    "agreement": "agreements",
    "lineage": "lineage",
}
"""Where a snapshot keeps the texts of a kind."""


def family_of(snapshot: Snapshot, kind: str, id: str) -> tuple[Text[Any], ...]:
    """Return the versions of a text, ascending; none where the catalog has no such text.

    Raises ``KeyError`` for a kind that has no versions.
    """
    family: Mapping[str, tuple[Text[Any], ...]] = getattr(snapshot, FAMILIES[kind])
    return family.get(id, ())
