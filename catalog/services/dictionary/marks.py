"""Marks that change whenever a text, or where it stands, does: made of digests and days, without a record."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from catalog.records.ids import AgreementId
from catalog.records.snapshot import Text
from catalog.rules.families import FAMILIES
from catalog.rules.meetings.effects import counting_effects
from catalog.services.dictionary.standing import Standings


class Marks:
    """The marks of all texts of a snapshot on a day."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._decided: dict[tuple[str, str], str] = defaultdict(str)
        day = standings.day
        for decision in standings.snapshot.decisions.values():
            if decision.recorded_on > day:
                continue
            for effect in counting_effects(standings.snapshot, decision):
                begun = max(effect.effective, decision.decided_on) <= day
                kind, id, version = effect.object
                self._decided[kind, id] += f" {effect.op} {version} {effect.became} {begun}"

    def of(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the id and the mark of every text of a kind that is shown to whoever searches."""
        families: Mapping[str, tuple[Text[Any], ...]] = getattr(self._standings.snapshot, FAMILIES[kind])
        proposed = self._standings.proposed
        for id in families:
            digests = [text.digest for text in self._standings.versions(kind, id)]
            if digests:
                decided = self._decided.get((kind, id), "")
                yield id, f"{' '.join(digests)}{decided}{'' if proposed.isdisjoint(digests) else ' proposed'}"

    def events(self, id: str) -> str:
        """Return the mark of what happened to an agreement."""
        events = self._standings.snapshot.events.get(AgreementId(id), ())
        return hashlib.sha256(repr(events).encode()).hexdigest()[:16]
