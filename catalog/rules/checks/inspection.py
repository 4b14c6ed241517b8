"""What a check looks at: a catalog on one day, as known on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.records.ids import AgreementId
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.families import family_of
from catalog.rules.flows.known import Known
from catalog.rules.flows.table import FlowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """All that one change of a catalog can bear on. Whatever is found elsewhere stays as it is.

    ``kind`` and ``id`` name the text that changes; ``outputs`` are the fields into which flows may be
    decided otherwise, by a change of ``sources`` alone unless these are ``None``; ``agreements`` are
    those that speak of what changes.
    """

    kind: str
    id: str
    outputs: frozenset[str]
    sources: frozenset[str] | None
    agreements: frozenset[AgreementId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A snapshot on one day, and the table of what was known of it; with a scope only that part of it."""

    snapshot: Snapshot
    day: date
    table: FlowTable
    scope: Scope | None = None

    @property
    def known(self) -> Known:
        """What stands in the catalog as known."""
        return self.table.known

    def families(self) -> Iterator[tuple[Text[Any], ...]]:
        """Yield the versions of each text, ascending."""
        snapshot, scope = self.snapshot, self.scope
        if scope is not None:
            yield family_of(snapshot, scope.kind, scope.id)
            return
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
