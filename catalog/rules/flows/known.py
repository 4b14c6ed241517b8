"""What stands in the catalog as known on one day: adoptions, current versions, agreements' lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from catalog.records.agreement import Agreement, AgreementEvent
from catalog.records.decision_record import DecisionRecord, Effect
from catalog.records.element import Element, Group
from catalog.records.ids import AgreementId, DecisionId, ElementId, GroupId, Object, Version
from catalog.records.snapshot import Snapshot, Text
from catalog.rules.flows.days import (
    ALWAYS,
    FIRST,
    LAST,
    NEVER,
    Days,
    Interval,
    between,
    day_after,
    day_before,
    intersect,
    union,
    without,
)
from catalog.rules.meetings.effects import counting_effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The one decision that adopted a text: contract section 7, invariants I1 and I2."""

    decision: DecisionId
    decided_on: date
    effective: date
    legacy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Days on which one version of a text is the current one (``text`` is ``None`` where none is)."""

    first: date
    last: date
    text: Text[Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """When one version of an agreement permits and forbids, and why not on other days.

    ``permits_from`` is the first day of its permits, ``None`` while it is not adopted or not
    executed. ``superseded``, ``retired`` and ``terminated`` are the first days without it.
    """

    text: Text[Agreement]
    adoption: Adoption | None
    signed: date | None
    permits_from: date | None
    superseded: date | None
    retired: date | None
    terminated: date | None
    suspended: Days
    permit_days: Days
    forbid_days: Days
    surviving_days: Days


class Known:
    """The snapshot as known on one day: only what was recorded by then counts."""

    def __init__(self, snapshot: Snapshot, as_known: date) -> None:
        self.snapshot = snapshot
        self.as_known = as_known
        self._adopted, self._retired = self._read_decisions()
        self._adoptions: dict[Text[Any], Adoption | None] = {}
        self._days: dict[Text[Any], Days] = {}
        self._lives: dict[AgreementId, tuple[Life, ...]] = {}
        self._segments: dict[tuple[str, str], tuple[Segment, ...]] = {}

    def _read_decisions(
        self,
    ) -> tuple[dict[Object, list[tuple[DecisionRecord, Effect]]], dict[tuple[str, str], list[Effect]]]:
        adopted: dict[Object, list[tuple[DecisionRecord, Effect]]] = defaultdict(list)
        retired: dict[tuple[str, str], list[Effect]] = defaultdict(list)
        for decision in self.snapshot.decisions.values():
            if decision.recorded_on > self.as_known:
                continue
            for effect in counting_effects(self.snapshot, decision):
                if effect.op == "adopt":
                    adopted[effect.object].append((decision, effect))
                else:
                    retired[effect.object.kind, effect.object.id].append(effect)
        return adopted, retired

    def adoption(self, text: Text[Any]) -> Adoption | None:
        """Return the one adoption of exactly this text, or ``None`` (also where there are two)."""
        if text not in self._adoptions:
            named = Object(text.kind, text.id, text.version)
            found = [(d, e) for d, e in self._adopted.get(named, ()) if e.became == text.digest]
            self._adoptions[text] = _adoption(*found[0]) if len(found) == 1 else None
        return self._adoptions[text]

    def retired_from(self, text: Text[Any]) -> date | None:
        """Return the first day without the text, where a decision retired it or a higher version."""
        return min(
            (
                effect.effective
                for effect in self._retired.get((text.kind, text.id), ())
                if effect.object.version >= text.version
            ),
            default=None,
        )

    def adopted_days(self, text: Text[Any]) -> Days:
        """Return the days on which the text is adopted, effective and not retired."""
        found = self._days.get(text)
        if found is None:
            adoption, retired = self.adoption(text), self.retired_from(text)
            last = LAST if retired is None else day_before(retired)
            found = NEVER if adoption is None else between(adoption.effective, last)
            self._days[text] = found
        return found

    def segments(self, kind: str, texts: Iterable[Text[Any]]) -> tuple[Segment, ...]:
        """Cut all days into those on which one version of the texts is current.

        Current is the highest version that is adopted and effective by the day and not retired.
        """
        versions = tuple(texts)
        key = (kind, versions[0].id) if versions else (kind, "")
        found = self._segments.get(key)
        if found is None:
            found = self._segments[key] = self._cut(versions)
        return found

    def _cut(self, versions: tuple[Text[Any], ...]) -> tuple[Segment, ...]:
        standing = [(text, self.adopted_days(text)) for text in versions]
        starts = {FIRST} | {
            d for _, days in standing for first, last in days for d in (first, day_after(last))
        }
        ordered = sorted(starts)
        segments = []
        for start, following in zip(ordered, [*ordered[1:], None], strict=True):
            current = max(
                (text for text, days in standing if any(a <= start <= b for a, b in days)),
                key=lambda text: text.version,
                default=None,
            )
            last = LAST if following is None else day_before(following)
            is_gap = current is None
            segments.append(_gap(start, last) if is_gap else Segment(first=start, last=last, text=current))
        return tuple(segments)

    def element_segments(self, element: ElementId) -> tuple[Segment, ...]:
        """Return the segments of an element's versions."""
        return self.segments("element", self.snapshot.elements[element])

    def element_on(self, element: ElementId, day: date) -> Text[Element] | None:
        """Return the version of the element that is current on the day."""
        return current(self.element_segments(element), day)

    def group_text(self, group: GroupId, version: Version) -> Text[Group]:
        """Return one version of a group; the store has checked that it exists."""
        return next(t for t in self.snapshot.groups[group] if t.version == version)

    def lives(self, agreement: AgreementId) -> tuple[Life, ...]:
        """Return the life of each version of the agreement, versions ascending."""
        found = self._lives.get(agreement)
        if found is None:
            found = self._lives[agreement] = _lives(self, agreement)
        return found

    def known_events(self, agreement: AgreementId) -> tuple[AgreementEvent, ...]:
        """Return the agreement's events that were recorded by the day whose knowledge counts."""
        events = self.snapshot.events.get(agreement, ())
        return tuple(event for event in events if event.recorded_on <= self.as_known)


def _adoption(decision: DecisionRecord, effect: Effect) -> Adoption:
    effective = max(effect.effective, decision.decided_on)
    return _shared_adoption(decision.id, decision.decided_on, effective, legacy=decision.legacy is not None)


@lru_cache(maxsize=4096)
def _shared_adoption(decision: DecisionId, decided_on: date, effective: date, *, legacy: bool) -> Adoption:
    return Adoption(decision=decision, decided_on=decided_on, effective=effective, legacy=legacy)


@lru_cache(maxsize=4096)
def _gap(first: date, last: date) -> Segment:
    return Segment(first=first, last=last, text=None)


def current(segments: tuple[Segment, ...], day: date) -> Text[Any] | None:
    """Return the text that is current on the day."""
    for segment in segments:
        if segment.first <= day <= segment.last:
            return segment.text
    return None


def _lives(known: Known, agreement: AgreementId) -> tuple[Life, ...]:
    events = known.known_events(agreement)
    terminated = min(
        (e.effective_from for e in events if e.event == "terminated" and e.effective_from), default=None
    )
    suspended = suspended_days(events)
    lives: list[Life] = []
    superseded: date | None = None
    for text in reversed(known.snapshot.agreements[agreement]):
        life = _life(
            known, text, events=events, superseded=superseded, terminated=terminated, suspended=suspended
        )
        lives.append(life)
        if life.permits_from is not None:
            superseded = life.permits_from if superseded is None else min(superseded, life.permits_from)
    return tuple(reversed(lives))


def _life(
    known: Known,
    text: Text[Agreement],
    *,
    events: tuple[AgreementEvent, ...],
    superseded: date | None,
    terminated: date | None,
    suspended: Days,
) -> Life:
    record = text.record
    adoption = known.adoption(text)
    signed = _last_signature(record, events)
    retired = known.retired_from(text)
    permits_from: date | None = None
    permit_days = forbid_days = surviving_days = NEVER
    if adoption is not None and signed is not None:
        permits_from = max(record.effective_from, adoption.decided_on, signed)
        term = between(record.effective_from, record.effective_through)
        ended = _until(superseded, retired, terminated)
        permit_days = without(intersect(intersect(term, between(permits_from, LAST)), ended), suspended)
        forbid_days = intersect(term, ended)
        if term:
            surviving_days = intersect(between(record.effective_from, LAST), _until(superseded))
    return Life(
        text=text,
        adoption=adoption,
        signed=signed,
        permits_from=permits_from,
        superseded=superseded,
        retired=retired,
        terminated=terminated,
        suspended=suspended,
        permit_days=permit_days,
        forbid_days=forbid_days,
        surviving_days=surviving_days,
    )


def _until(*first_days_without: date | None) -> Days:
    days = ALWAYS
    for first in first_days_without:
        if first is not None:
            days = intersect(days, between(FIRST, day_before(first)) if first > FIRST else NEVER)
    return days


def _last_signature(record: Agreement, events: tuple[AgreementEvent, ...]) -> date | None:
    """Return the day the last party signed this version, or ``None`` while one has not.

    A version without parties waits for nobody: it permits nothing, but its forbids bite.
    """
    days = []
    for party in record.parties:
        own = [
            e.on
            for e in events
            if e.event == "signed" and e.version == record.version and e.partner == party.partner
        ]
        if not own:
            return None
        days.append(min(own))
    return max(days, default=FIRST)


def suspended_days(events: tuple[AgreementEvent, ...]) -> Days:
    """Return the days on which an agreement's permits pause.

    A resumption ends the suspensions that began and were recorded before it; its first free day is
    never before it was recorded.
    """
    pauses: list[Interval] = []
    for event in events:
        if event.event != "suspended" or event.since is None:
            continue
        last = event.through or LAST
        for other in events:
            if other.event == "resumed" and _was_there(event.since, event.recorded_on, resumed=other):
                last = min(last, day_before(max(other.on, other.recorded_on)))
        pauses.extend(between(event.since, last))
    return union(pauses)


def _was_there(since: date, recorded_on: date, *, resumed: AgreementEvent) -> bool:
    """Say whether a suspension was there to be resumed; of two records of one day, it must be the earlier."""
    if recorded_on == resumed.recorded_on:
        return since < resumed.on
    return recorded_on < resumed.recorded_on and since <= resumed.on
