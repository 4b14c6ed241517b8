"""What a check looks at: a catalog on one day, as known on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.records.snapshot import Snapshot, Text
from catalog.rules.flows.known import Known
from catalog.rules.flows.table import FlowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A snapshot on one day, and the table of what was known of it."""

    snapshot: Snapshot
    day: date
    table: FlowTable

    @property
    def known(self) -> Known:
        """What stands in the catalog as known."""
        return self.table.known

    def families(self) -> Iterator[tuple[Text[Any], ...]]:
        """Yield the versions of each text, ascending."""
        snapshot = self.snapshot
        kinds: tuple[Mapping[Any, tuple[Text[Any], ...]], ...] = (
            snapshot.value_domains,
            snapshot.elements,
            snapshot.groups,
            snapshot.agreements,
            snapshot.lineage,
        )
        for kind in kinds:
            for _, texts in sorted(kind.items()):
                yield texts


def named(words: Iterable[object], *, most: int = 4) -> str:
    """Name things in their order, the first few in full and the others by number."""
    told = sorted(str(word) for word in words)
    more = f" and {len(told) - most} more" if len(told) > most else ""
    return ", ".join(f"`{word}`" for word in told[:most]) + more
