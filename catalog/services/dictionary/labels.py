"""What values of facets are called, where the catalog says so, and in which order they stand."""

from __future__ import annotations

from typing import Final

from catalog.records.ids import GroupId, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.services.dictionary.results import FacetValue
from catalog.services.dictionary.standing import STANDINGS

_IDENTIFIABILITY: Final = ("direct", "indirect", "sensitive", "none")


def label_of(snapshot: Snapshot, facet: str, value: str) -> str:
    """Return what a value is called. Values that are words of the interface are said by the templates."""
    if facet == "partner":
        partner = snapshot.partners.get(PartnerId(value))
        return value if partner is None else partner.name
    if facet == "group":
        versions = snapshot.groups.get(GroupId(value), ())
        return versions[-1].record.title if versions else value
    return value


def ordered(facet: str, values: list[FacetValue]) -> list[FacetValue]:
    """Order values: years backwards, statuses and identifiability by their meaning, others by count."""
    if facet == "year":
        return sorted(values, key=lambda one: one.value, reverse=True)
    known: tuple[str, ...] = {"status": STANDINGS, "identifiability": _IDENTIFIABILITY}.get(facet, ())
    if known:
        return sorted(
            values, key=lambda one: (known.index(one.value) if one.value in known else 99, one.value)
        )
    return sorted(values, key=lambda one: (-one.count, one.label))
