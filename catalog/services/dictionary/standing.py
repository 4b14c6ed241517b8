"""Which version of a text is shown on a day, and where the text stands: computed, never typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from catalog.records.agreement import Agreement
from catalog.records.ids import Digest
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.agreement_standing import status_on
from catalog.rules.families import family_of
from catalog.rules.flows.known import Known, current
from catalog.rules.flows.table import table_of
from catalog.services.definitions.translating import DigestOf
from catalog.services.proposals import listed

Standing = Literal["in-force", "adopted-later", "in-review", "superseded", "retired", "not-adopted"]
STANDINGS: Final[tuple[Standing, ...]] = (
    "in-force",
    "in-review",
    "adopted-later",
    "superseded",
    "retired",
    "not-adopted",
)
"""In the order in which they are shown. A text in force that is also proposed anew is in review too."""


class Standings:
    """The texts of a snapshot as they stand on a day. ``public`` are the digests of those that are shown.

    ``bare`` gives the digest of a text without its translations, by which outdated ones are known; without
    it none is held to be outdated.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        day: date,
        *,
        public: Container[Digest] | None,
        bare: DigestOf | None = None,
    ) -> None:
        self.bare = bare
        self.snapshot = snapshot
        self.day = day
        self._public = public

    @property
    def known(self) -> Known:
        """What is known on the day."""
        return table_of(self.snapshot, self.day).known

    def versions(self, kind: str, id: str) -> tuple[Text[Any], ...]:
        """Return the versions of a text that are shown to whoever searches, ascending."""
        family = family_of(self.snapshot, kind, id)
        if self._public is None:
            return family
        return tuple(text for text in family if text.digest in self._public)

    def shown(self, kind: str, id: str) -> Text[Any] | None:
        """Return the version that stands for a text: in force, else the last adopted, else the last."""
        there = self.versions(kind, id)
        if not there:
            return None
        now = self.in_force(kind, id)
        if now is not None and now in there:
            return now
        adopted = [text for text in there if self.known.adoption(text) is not None]
        return (adopted or there)[-1]

    def in_force(self, kind: str, id: str) -> Text[Any] | None:
        """Return the version that is in force on the day."""
        family = family_of(self.snapshot, kind, id)
        if len(family) == 1:
            days = self.known.adopted_days(family[0])
            return family[0] if any(first <= self.day <= last for first, last in days) else None
        return current(self.known.segments(kind, family), self.day)

    def of(self, kind: str, id: str) -> tuple[Standing, ...]:
        """Return where a text stands: in force, in review, both, or else what became of it."""
        there = self.versions(kind, id)
        found: list[Standing] = []
        if self.in_force(kind, id) is not None:
            found.append("in-force")
        elif there:
            found += self._not_in_force(there)
        if not self.proposed.isdisjoint(text.digest for text in there):
            found = [one for one in found if one != "not-adopted"]
            found.append("in-review")
        return tuple(found)

    def agreement_status(self, text: Text[Agreement]) -> str:
        """Return where a version of an agreement stands: in force, or what it lacks, or what ended it."""
        lives = self.known.lives(text.record.id)
        life = next(one for one in lives if one.text is text)
        return status_on(life, self.day).replace(" ", "-")

    def _not_in_force(self, there: Iterable[Text[Any]]) -> list[Standing]:
        adopted = [(text, adoption) for text in there if (adoption := self.known.adoption(text)) is not None]
        if not adopted:
            return ["not-adopted"]
        if any(adoption.effective > self.day for _, adoption in adopted):
            return ["adopted-later"]
        retired = self.known.retired_from(adopted[-1][0])
        return ["retired" if retired is not None and retired <= self.day else "superseded"]

    @cached_property
    def proposed(self) -> frozenset[Digest]:
        """The texts that an open proposal would adopt."""
        return frozenset(
            one.proposal.digest
            for one in listed(self.snapshot)
            if one.is_open and one.proposal.change != "retire"
        )

    @cached_property
    def groups_of(self) -> dict[str, tuple[str, ...]]:
        """The groups that name each element, in the version that is shown, by element."""
        found: dict[str, list[str]] = defaultdict(list)
        for id in sorted(self.snapshot.groups):
            group = self.shown("group", id)
            for element in dict.fromkeys(group.record.elements) if group is not None else ():
                found[self.snapshot.element_id(element) or element].append(id)
        return {element: tuple(groups) for element, groups in found.items()}
