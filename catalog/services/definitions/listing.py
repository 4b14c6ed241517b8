"""Lists over the whole dictionary: definitions by letter and topic, and what points to what."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalog.records.agreement import Agreement, Forbid, Permit
from catalog.records.element import Element
from catalog.records.ids import PartnerId
from catalog.records.snapshot import Text
from catalog.records.vocabulary import Partner, Zone
from catalog.rules.agreement_standing import Status, status_on
from catalog.rules.flows.known import Life
from catalog.services.definitions.dictionary import Dictionary, Named, called
from catalog.services.definitions.versions import State, state_of
from catalog.services.definitions.viewing import Supplier, supplier_of

OTHER: Final = "other"
"""Where titles stand that begin with no letter."""
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A definition as lists show it."""

    name: Named
    plain: str
    state: State
    suppliers: tuple[Named, ...]

    @property
    def letter(self) -> str:
        """The letter under which it is listed."""
        first = unicodedata.normalize("NFKD", self.name.words[:1].casefold())[:1]
        return first if first in _LETTERS else OTHER

    @property
    def topic(self) -> str:
        """Its topic: the first part of its id."""
        return self.name.id.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """An agreement as lists show it: the version in force, else the newest one that is public."""

    record: Agreement
    standing: Status
    parties: tuple[tuple[Named, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerView:
    """A partner: what it supplies and stewards, the zones it holds, the agreements it is a party to."""

    partner: Partner
    supplies: tuple[tuple[Named, Supplier], ...]
    stewards: tuple[Named, ...]
    zones: tuple[Zone, ...]
    agreements: tuple[AgreementRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """What lists need of every definition, gathered in one go."""

    entries: tuple[Entry, ...]
    pinning: Mapping[str, tuple[tuple[Named, str], ...]]
    supplies: Mapping[PartnerId, tuple[tuple[Named, Supplier], ...]]
    stewards: Mapping[PartnerId, tuple[Named, ...]]


def _gathered(dictionary: Dictionary) -> _Gathered:
    found: list[Entry] = []
    pinned: dict[str, list[tuple[Named, str]]] = defaultdict(list)
    supplied: dict[PartnerId, list[tuple[Named, Supplier]]] = defaultdict(list)
    kept: dict[PartnerId, list[Named]] = defaultdict(list)
    for text in dictionary.all_shown("element"):
        record: Element = text.glance()
        entry = _entry(dictionary, text, record)
        found.append(entry)
        kept[record.steward].append(entry.name)
        if record.value_domain is not None:
            pinned[record.value_domain.id].append((entry.name, str(record.value_domain.version)))
        for one in record.providers:
            supplied[one.partner].append((entry.name, supplier_of(dictionary, one)))
    return _Gathered(
        entries=tuple(sorted(found, key=lambda one: (one.name.words.casefold(), one.name.id))),
        pinning={domain: tuple(rows) for domain, rows in pinned.items()},
        supplies={partner: tuple(rows) for partner, rows in supplied.items()},
        stewards={partner: tuple(rows) for partner, rows in kept.items()},
    )


def entries(dictionary: Dictionary) -> tuple[Entry, ...]:
    """Return every definition that is shown, by title."""
    return dictionary.kept(_gathered).entries


def _entry(dictionary: Dictionary, text: Text[Element], record: Element) -> Entry:
    return Entry(
        name=called(record),
        plain=record.plain_language or record.definition,
        state=state_of(dictionary, text),
        suppliers=tuple(
            dictionary.partner(name) for name in dict.fromkeys(one.partner for one in record.providers)
        ),
    )


def by_letter(dictionary: Dictionary) -> Mapping[str, tuple[Entry, ...]]:
    """Return the definitions under their letters, those without one last."""
    return dictionary.kept(_by_letter)


def _by_letter(dictionary: Dictionary) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for one in entries(dictionary):
        found[one.letter].append(one)
    return {letter: tuple(found[letter]) for letter in sorted(found, key=lambda one: (one == OTHER, one))}


def by_topic(dictionary: Dictionary) -> Mapping[str, tuple[Entry, ...]]:
    """Return the definitions under their topics."""
    return dictionary.kept(_by_topic)


def _by_topic(dictionary: Dictionary) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for one in entries(dictionary):
        found[one.topic].append(one)
    return {topic: tuple(found[topic]) for topic in sorted(found)}


def pinning(dictionary: Dictionary, domain: str) -> tuple[tuple[Named, str], ...]:
    """Return the definitions whose values come from a code list, each with the version that it pins."""
    return dictionary.kept(_gathered).pinning.get(domain, ())


def members(dictionary: Dictionary, text: Text[Any]) -> tuple[Named, ...]:
    """Return the definitions of a group, in its own order, by the ids that they have now."""
    ids = (dictionary.snapshot.element_id(name) for name in text.record.elements)
    return tuple(dictionary.definition(id) for id in ids if id is not None)


def naming_group(dictionary: Dictionary, group: str) -> tuple[AgreementRow, ...]:
    """Return the agreements that speak of a group by its name."""
    return dictionary.kept(_naming_group).get(group, ())


def _naming_group(dictionary: Dictionary) -> Mapping[str, tuple[AgreementRow, ...]]:
    found: dict[str, list[AgreementRow]] = defaultdict(list)
    for row in agreements(dictionary):
        clauses: tuple[Permit | Forbid, ...] = (*row.record.permits, *row.record.forbids)
        fields = [one.fields for one in clauses if one.fields is not None]
        names = {pin.id for one in fields for pin in one.groups} | {
            str(name) for one in fields for name in one.floating_groups
        }
        for name in names:
            found[name].append(row)
    return {group: tuple(rows) for group, rows in found.items()}


def agreements(dictionary: Dictionary) -> tuple[AgreementRow, ...]:
    """Return every public agreement, by id."""
    return dictionary.kept(_agreements)


def _agreements(dictionary: Dictionary) -> tuple[AgreementRow, ...]:
    lives: dict[str, list[Life]] = defaultdict(list)
    for life in dictionary.table.lives:
        if life.text.digest in dictionary.texts:
            lives[life.text.id].append(life)
    return tuple(_agreement(dictionary, lives[id]) for id in sorted(lives))


def _agreement(dictionary: Dictionary, lives: list[Life]) -> AgreementRow:
    standings = {life.text.version: status_on(life, dictionary.on) for life in lives}
    in_force = [life for life in lives if standings[life.text.version] == "in force"]
    adopted = [life for life in lives if life.adoption is not None]
    record: Agreement = (in_force or adopted or lives)[-1].text.record
    return AgreementRow(
        record=record,
        standing=standings[record.version],
        parties=tuple((dictionary.partner(party.partner), party.role) for party in record.parties),
    )


def partner_view(dictionary: Dictionary, id: PartnerId) -> PartnerView | None:
    """Return a partner and all that the dictionary has to do with it; ``None`` where there is no such one."""
    partner = dictionary.snapshot.partners.get(id)
    if partner is None:
        return None
    return PartnerView(
        partner=partner,
        supplies=supplies(dictionary).get(id, ()),
        stewards=dictionary.kept(_gathered).stewards.get(id, ()),
        zones=tuple(zone for zone in dictionary.snapshot.zones.values() if zone.held_by == id),
        agreements=tuple(
            row for row in agreements(dictionary) if any(party.id == id for party, _ in row.parties)
        ),
    )


def supplies(dictionary: Dictionary) -> Mapping[PartnerId, tuple[tuple[Named, Supplier], ...]]:
    """Return what each partner supplies, by the ids of the definitions."""
    return dictionary.kept(_gathered).supplies
