"""The dictionary of one day: what of it is public, which version of each text is shown, and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from threading import RLock
from typing import Any, Final, TypeVar

from catalog.records.element import Element
from catalog.records.ids import Digest, ElementId, PartnerId, ProposalId, PurposeId, ZoneId
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.families import FAMILIES, family_of
from catalog.rules.flows.known import current
from catalog.rules.flows.table import FlowTable, table_of

V = TypeVar("V")
_KEPT: Final = "dictionary"
_by_version: Final = attrgetter("version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something by its id, what people call it, and what they call it in Spanish, where that is known."""

    id: str
    words: str
    es: str | None = None


class Dictionary:
    """The public texts of a snapshot as of one day.

    ``texts`` are the digests of those that are public, ``heard`` the proposals that stand on a public
    agenda. What spans the whole catalog is worked out when it is first asked for, and kept here.
    """

    def __init__(
        self, snapshot: Snapshot, *, on: date, texts: Container[Digest], heard: Container[ProposalId]
    ) -> None:
        self.snapshot = snapshot
        self.on = on
        self.texts = texts
        self.heard = heard
        self._shown: dict[tuple[str, str], Text[Any]] = {}
        self._worked_out: dict[Callable[[Dictionary], Any], Any] = {}
        self._one_at_a_time = RLock()

    @cached_property
    def table(self) -> FlowTable:
        """What may flow, as known on the day."""
        return table_of(self.snapshot, self.on)

    def kept(self, work_out: Callable[[Dictionary], V]) -> V:
        """Return what a function works out of the dictionary: once, however many ask for it."""
        found: V | None = self._worked_out.get(work_out)
        if found is None:
            with self._one_at_a_time:
                found = self._worked_out.get(work_out)
                if found is None:
                    found = self._worked_out[work_out] = work_out(self)
        return found

    def versions(self, kind: str, id: str) -> tuple[Text[Any], ...]:
        """Return the public versions of a text, ascending; none where there is no such text."""
        return tuple(text for text in family_of(self.snapshot, kind, id) if text.digest in self.texts)

    def current(self, kind: str, id: str) -> Text[Any] | None:
        """Return the version that is in force on the day."""
        return current(self.table.known.segments(kind, family_of(self.snapshot, kind, id)), self.on)

    def shown(self, kind: str, id: str) -> Text[Any] | None:
        """Return the version that stands for the text.

        It is the one in force; else the highest that was adopted; else the highest that is public.
        """
        found = self._shown.get((kind, id))
        if found is None:
            found = self._to_show(kind, id)
            if found is not None:
                self._shown[kind, id] = found
        return found

    def _to_show(self, kind: str, id: str) -> Text[Any] | None:
        there = self.versions(kind, id)
        now = self.current(kind, id) if there else None
        if now is not None and now in there:
            return now
        adopted = [text for text in there if self.table.known.adoption(text) is not None]
        return max(adopted or there, key=_by_version, default=None)

    def all_shown(self, kind: str) -> Iterator[Text[Any]]:
        """Yield each public text of a kind in the version that is shown, by id."""
        for id in sorted(getattr(self.snapshot, FAMILIES[kind])):
            text = self.shown(kind, id)
            if text is not None:
                yield text

    def element(self, id: str) -> Text[Element] | None:
        """Return the version of a definition that is shown."""
        return self.shown("element", id)

    def partner(self, id: PartnerId) -> Named:
        """Return a partner by its name."""
        known = self.snapshot.partners.get(id)
        return Named(id=id, words=id if known is None else known.name)

    def purpose(self, id: PurposeId) -> Named:
        """Return a purpose by its title."""
        known = self.snapshot.purposes.get(id)
        return Named(id=id, words=id if known is None else known.title)

    def zone(self, id: ZoneId) -> Named:
        """Return a zone by its title."""
        known = self.snapshot.zones.get(id)
        return Named(id=id, words=id if known is None else known.title)

    def definition(self, id: ElementId) -> Named:
        """Return a definition by its title; by its id alone where it is not public."""
        text = self.element(id)
        return Named(id=id, words=id) if text is None else called(text.record)


def called(record: Element) -> Named:
    """Return a definition by its title."""
    spanish = record.translations.get("es")
    return Named(id=record.id, words=record.title, es=None if spanish is None else spanish.title)


def dictionary_of(
    snapshot: Snapshot, *, on: date, texts: Container[Digest], heard: Container[ProposalId]
) -> Dictionary:
    """Return the dictionary of a day, kept with the snapshot until another day is asked for."""
    found = snapshot.derived.get(_KEPT)
    if not isinstance(found, Dictionary) or found.on != on:
        found = snapshot.derived[_KEPT] = Dictionary(snapshot, on=on, texts=texts, heard=heard)
    return found


def newest_record(snapshot: Snapshot) -> date:
    """Return the last day on which something was recorded: the day of which a publication speaks.

    No clock is asked, so the same catalog has the same day always. Nothing recorded: the first of all days.
    """
    days = [
        *(one.recorded_on for one in snapshot.decisions.values()),
        *(one.recorded_on for one in snapshot.errata.values()),
        *(one.recorded_on for events in snapshot.events.values() for one in events),
        *(one.recorded_on or one.proposed_on for one in snapshot.proposals.values()),
        *(event.at.date() for meeting in snapshot.meetings.values() for event in meeting.events),
    ]
    return max((day for day in days if day is not None), default=date.min)
