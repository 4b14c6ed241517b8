"""Lists over the whole dictionary: definitions by letter and topic, and what points to what."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from catalog.records.agreement import Agreement, Forbid, Permit
from catalog.records.element import Element
from catalog.records.ids import ElementId, PartnerId
from catalog.records.snapshot import Text
from catalog.records.vocabulary import Partner, Zone
from catalog.rules.agreement_standing import Status, status_on
from catalog.rules.flows.known import Life
from catalog.services.definitions.dictionary import Dictionary, Named, called
from catalog.services.definitions.versions import State, state_of
from catalog.services.definitions.viewing import Supplier, supplier_of

K = TypeVar("K")
V = TypeVar("V")

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
    """What lists need of every definition, gathered in one go: ids alone, of many thousand."""

    by_title: tuple[ElementId, ...]
    letters: Mapping[str, tuple[ElementId, ...]]
    topics: Mapping[str, tuple[ElementId, ...]]
    pinning: Mapping[str, tuple[tuple[ElementId, str], ...]]
    supplies: Mapping[PartnerId, tuple[ElementId, ...]]
    stewards: Mapping[PartnerId, tuple[ElementId, ...]]


class Entries:
    """Definitions as lists show them, in an order. Each is made when it is read, and not kept."""

    def __init__(self, dictionary: Dictionary, ids: tuple[ElementId, ...]) -> None:
        self._dictionary = dictionary
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Entry]:
        for text in _texts(self._dictionary, self._ids):
            yield _entry(self._dictionary, text, text.glance())

    def marks(self) -> Iterator[str]:
        """Yield what changes whenever an entry does, but for what partners are called. No entry is made."""
        for text in _texts(self._dictionary, self._ids):
            yield f"{text.id} {text.digest} {state_of(self._dictionary, text)}"


def _gathered(dictionary: Dictionary) -> _Gathered:
    titles: list[tuple[str, ElementId]] = []
    letters: dict[ElementId, str] = {}
    pinned: dict[str, list[tuple[ElementId, str]]] = defaultdict(list)
    supplied: dict[PartnerId, list[ElementId]] = defaultdict(list)
    kept: dict[PartnerId, list[ElementId]] = defaultdict(list)
    for text in dictionary.all_shown("element"):
        record: Element = text.glance()
        id = ElementId(text.id)
        titles.append((record.title.casefold(), id))
        letters[id] = _letter(record.title)
        kept[record.steward].append(id)
        if record.value_domain is not None:
            pinned[record.value_domain.id].append((id, str(record.value_domain.version)))
        for partner in {one.partner for one in record.providers}:
            supplied[partner].append(id)
    by_title = tuple(id for _, id in sorted(titles))
    return _Gathered(
        by_title=by_title,
        letters=_under(by_title, letters.__getitem__, last=OTHER),
        topics=_under(by_title, _topic, last=None),
        pinning=_frozen(pinned),
        supplies=_frozen(supplied),
        stewards=_frozen(kept),
    )


def _letter(title: str) -> str:
    first = unicodedata.normalize("NFKD", title[:1].casefold())[:1]
    return first if first in _LETTERS else OTHER


def _topic(id: ElementId) -> str:
    return id.partition(".")[0]


def _under(
    ids: tuple[ElementId, ...], heading: Callable[[ElementId], str], *, last: str | None
) -> Mapping[str, tuple[ElementId, ...]]:
    found: dict[str, list[ElementId]] = defaultdict(list)
    for id in ids:
        found[heading(id)].append(id)
    return {name: tuple(found[name]) for name in sorted(found, key=lambda one: (one == last, one))}


def _frozen(found: Mapping[K, list[V]]) -> Mapping[K, tuple[V, ...]]:
    return {key: tuple(values) for key, values in found.items()}


def _texts(dictionary: Dictionary, ids: Iterable[ElementId]) -> Iterator[Text[Element]]:
    return filter(None, map(dictionary.element, ids))


def entries(dictionary: Dictionary) -> Entries:
    """Return every definition that is shown, by title."""
    return Entries(dictionary, dictionary.kept(_gathered).by_title)


def _entry(dictionary: Dictionary, text: Text[Element], record: Element) -> Entry:
    return Entry(
        name=called(record),
        plain=record.plain_language or record.definition,
        state=state_of(dictionary, text),
        suppliers=tuple(
            dictionary.partner(name) for name in dict.fromkeys(one.partner for one in record.providers)
        ),
    )


def by_letter(dictionary: Dictionary) -> Mapping[str, Entries]:
    """Return the definitions under their letters, those without one last."""
    found = dictionary.kept(_gathered).letters
    return {letter: Entries(dictionary, ids) for letter, ids in found.items()}


def by_topic(dictionary: Dictionary) -> Mapping[str, Entries]:
    """Return the definitions under their topics."""
    found = dictionary.kept(_gathered).topics
    return {topic: Entries(dictionary, ids) for topic, ids in found.items()}


def pinning(dictionary: Dictionary, domain: str) -> tuple[tuple[Named, str], ...]:
    """Return the definitions whose values come from a code list, each with the version that it pins."""
    found = dictionary.kept(_gathered).pinning.get(domain, ())
    return tuple((dictionary.definition(id), version) for id, version in found)


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
    gathered = dictionary.kept(_gathered)
    return PartnerView(
        partner=partner,
        supplies=tuple(_supplies(dictionary, id)),
        stewards=tuple(called(text.glance()) for text in _texts(dictionary, gathered.stewards.get(id, ()))),
        zones=tuple(zone for zone in dictionary.snapshot.zones.values() if zone.held_by == id),
        agreements=tuple(
            row for row in agreements(dictionary) if any(party.id == id for party, _ in row.parties)
        ),
    )


def _supplies(dictionary: Dictionary, id: PartnerId) -> Iterator[tuple[Named, Supplier]]:
    """Yield what a partner supplies, and how, by the ids of the definitions."""
    for text in _texts(dictionary, dictionary.kept(_gathered).supplies.get(id, ())):
        record = text.glance()
        yield from (
            (called(record), supplier_of(dictionary, one)) for one in record.providers if one.partner == id
        )


def supply_counts(dictionary: Dictionary) -> Mapping[PartnerId, int]:
    """Return how many definitions each partner supplies."""
    return {partner: len(ids) for partner, ids in dictionary.kept(_gathered).supplies.items()}
