"""Which clauses of agreements speak of a definition, to permit it to flow or to forbid it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TypeVar

from catalog.records.agreement import Agreement, Conditions, Forbid, Permit
from catalog.records.element import Element
from catalog.records.ids import FORMS, Citation, ElementId, Form, PartnerId, Version
from catalog.records.snapshot import Text
from catalog.rules.agreement_standing import Status, status_on
from catalog.rules.consequences.speaking import binds_yet
from catalog.rules.flows.days import Days
from catalog.rules.flows.known import Life
from catalog.rules.flows.ways import Ban, Way, cite
from catalog.services.definitions.dictionary import Dictionary, Named

N = TypeVar("N", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speaking:
    """A clause that speaks of a definition. ``everything``: it speaks of all that its providers have."""

    life: Life
    clause: Permit | Forbid
    everything: bool
    listed: Days

    @property
    def citation(self) -> Citation:
        """How the clause is cited."""
        return cite(self.life.text.record, self.clause.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """To whom what a clause permits may be passed on, in which forms and zones, and for what."""

    to: tuple[Named, ...]
    purposes: tuple[Named, ...] | None
    zones: tuple[Named, ...]
    forms: tuple[Form, ...]
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """A clause as a definition shows it, in the words of the agreement. ``None`` means any.

    ``standing`` is where its agreement stands on the day. ``open_for`` are the providers whose data of
    this definition a permit lets through today.
    """

    citation: Citation
    clause: str
    agreement: str
    title: str
    version: Version
    standing: Status
    effect: str
    text: str | None
    everything: bool
    origins: tuple[Named, ...] | None
    to: tuple[Named, ...] | None
    purposes: tuple[Named, ...] | None
    zones: tuple[Named, ...] | None
    forms: tuple[Form, ...] | None
    conditions: Conditions | None
    onward: tuple[PassedOn, ...]
    open_for: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """Every clause that binds on the day or later, by the definitions it lists, or by whose data it bans."""

    listing: Mapping[ElementId, tuple[Speaking, ...]]
    banning: Mapping[PartnerId | None, tuple[Speaking, ...]]


def clauses_on(dictionary: Dictionary, text: Text[Element]) -> tuple[Speaking, ...]:
    """Return the clauses that speak of a definition, by citation."""
    clauses = dictionary.kept(_clauses)
    id = ElementId(text.id)
    found = {one.citation: one for one in clauses.listing.get(id, ())}
    for partner in (None, *sorted({one.partner for one in text.record.providers})):
        for one in clauses.banning.get(partner, ()):
            if not _excepts(dictionary, one, id):
                found.setdefault(one.citation, one)
    return tuple(found[citation] for citation in sorted(found))


def _excepts(dictionary: Dictionary, one: Speaking, id: ElementId) -> bool:
    fields = one.clause.fields
    return fields is not None and any(
        dictionary.snapshot.element_id(name) == id for name in fields.exceptions
    )


def _clauses(dictionary: Dictionary) -> Clauses:
    listing: dict[ElementId, list[Speaking]] = defaultdict(list)
    banning: dict[PartnerId | None, list[Speaking]] = defaultdict(list)
    by_clause: dict[Citation, Way | Ban] = {}
    for ways, bans in dictionary.table.clauses.values():
        by_clause |= {way.citation: way for way in ways}
        by_clause |= {ban.citation: ban for ban in bans}
    for life in dictionary.table.lives:
        if life.text.digest not in dictionary.texts or not binds_yet(life, dictionary.on):
            continue
        every: tuple[Permit | Forbid, ...] = (*life.text.record.permits, *life.text.record.forbids)
        for clause in every:
            compiled = by_clause.get(cite(life.text.record, clause.id))
            if compiled is None:
                continue
            if isinstance(clause, Forbid) and _bans_everything(clause):
                one = Speaking(life=life, clause=clause, everything=True, listed=())
                for partner in [None] if clause.origins is None else sorted(clause.origins):
                    banning[partner].append(one)
            else:
                shared: dict[Days, Speaking] = {}
                for element, days in _listed(compiled):
                    one = Speaking(life=life, clause=clause, everything=False, listed=days)
                    listing[element].append(shared.setdefault(days, one))
    alike: dict[tuple[int, ...], tuple[Speaking, ...]] = {}
    return Clauses(
        listing={
            element: alike.setdefault(tuple(map(id, found)), tuple(found))
            for element, found in listing.items()
        },
        banning={partner: tuple(found) for partner, found in banning.items()},
    )


def _bans_everything(clause: Forbid) -> bool:
    fields = clause.fields
    return fields is None or not (fields.elements or fields.groups or fields.floating_groups)


def _listed(compiled: Way | Ban) -> Iterator[tuple[ElementId, Days]]:
    if compiled.listed is not None:
        yield from compiled.listed.items()


def clause_rows(dictionary: Dictionary, text: Text[Element]) -> tuple[ClauseRow, ...]:
    """Return the clauses that speak of a definition, as its page shows them."""
    opened = _opened(dictionary, text)
    return tuple(_row(dictionary, one, opened=opened) for one in clauses_on(dictionary, text))


def _opened(dictionary: Dictionary, text: Text[Element]) -> Mapping[Citation, set[PartnerId]]:
    """Return whose data of the definition each clause lets through today, clause and law together."""
    found: dict[Citation, set[PartnerId]] = defaultdict(set)
    for partner in {one.partner for one in text.record.providers}:
        lane = dictionary.table.lane(f"{partner}:{text.id}")
        rows = () if lane is None else (row for rows in lane.rows.values() for row in rows)
        for row in rows:
            if row.first <= dictionary.on <= row.last and any(row.grants.values()):
                found[row.way.citation].add(partner)
    return found


def _row(dictionary: Dictionary, one: Speaking, *, opened: Mapping[Citation, set[PartnerId]]) -> ClauseRow:
    agreement: Agreement = one.life.text.record
    clause = one.clause
    return ClauseRow(
        citation=one.citation,
        clause=clause.id,
        agreement=agreement.id,
        title=agreement.title,
        version=agreement.version,
        standing=status_on(one.life, dictionary.on),
        effect="permit" if isinstance(clause, Permit) else "forbid",
        text=clause.text,
        everything=one.everything,
        origins=_named(dictionary.partner, clause.origins),
        to=_named(dictionary.partner, clause.to),
        purposes=_named(dictionary.purpose, clause.purposes),
        zones=_named(dictionary.zone, clause.zones),
        forms=_forms(clause.forms),
        conditions=clause.conditions if isinstance(clause, Permit) else None,
        onward=tuple(_passed_on(dictionary, clause)) if isinstance(clause, Permit) else (),
        open_for=_named(dictionary.partner, opened.get(one.citation, ())) or (),
    )


def _passed_on(dictionary: Dictionary, clause: Permit) -> Iterator[PassedOn]:
    for row in clause.onward:
        yield PassedOn(
            to=_named(dictionary.partner, row.to) or (),
            purposes=_named(dictionary.purpose, row.purposes),
            zones=_named(dictionary.zone, row.zones) or (),
            forms=_forms(row.forms) or (),
            conditions=row.conditions,
        )


def _named(name: Callable[[N], Named], ids: Iterable[N] | None) -> tuple[Named, ...] | None:
    """Return what is named, in the order of the words; ``None`` stands for any."""
    return None if ids is None else tuple(sorted(map(name, ids), key=attrgetter("words", "id")))


def _forms(forms: Iterable[Form] | None) -> tuple[Form, ...] | None:
    return None if forms is None else tuple(sorted(forms, key=FORMS.index))


def binding_mark(dictionary: Dictionary, life: Life) -> str:
    """Return what the rows of an agreement's clauses follow from, apart from vocabularies and definitions."""
    days: tuple[date | Days | None, ...] = (life.permits_from, life.permit_days, life.forbid_days)
    adopted = None if life.adoption is None else (life.adoption.decision, life.adoption.decided_on)
    return f"{life.text.digest} {status_on(life, dictionary.on)} {days} {life.surviving_days} {adopted}"
