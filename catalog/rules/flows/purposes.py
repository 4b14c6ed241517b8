"""The tree of purposes: what a permit contains and what a forbid overlaps."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.records.ids import PurposeId
from catalog.records.snapshot import Snapshot


class PurposeTree:
    """The purposes by parent. A purpose contains itself and all narrower ones."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._contained: dict[frozenset[PurposeId], frozenset[PurposeId]] = {}
        self._broader: dict[PurposeId, frozenset[PurposeId]] = {}
        for start in snapshot.purposes:
            line: list[PurposeId] = []
            at: PurposeId | None = start
            while at is not None and at not in line:
                line.append(at)
                at = snapshot.purposes[at].parent
            self._broader[start] = frozenset(line)

    def contained(self, named: Iterable[PurposeId]) -> frozenset[PurposeId]:
        """Return the named purposes and all narrower ones: what a permit covers."""
        wanted = frozenset(named)
        found = self._contained.get(wanted)
        if found is None:
            found = frozenset(p for p, broader in self._broader.items() if wanted & broader)
            self._contained[wanted] = found
        return found

    def overlapping(self, named: Iterable[PurposeId]) -> frozenset[PurposeId]:
        """Return the named purposes, all narrower and all broader ones: what a forbid bites."""
        wanted = frozenset(named)
        above = frozenset(p for name in wanted for p in self._broader.get(name, ()))
        return self.contained(wanted) | above
