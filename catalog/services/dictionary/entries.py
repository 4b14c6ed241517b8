"""The catalog as the index sees it: what every record is found by, and what results are narrowed by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from catalog.errors import NotFound
from catalog.index.entries import Entry, Passage
from catalog.records.agreement import Agreement
from catalog.records.element import Element, Group, Provider, ValueDomain
from catalog.records.ids import DecisionId, Digest, PartnerId
from catalog.records.snapshot import Snapshot, Text
from catalog.services.dictionary.marks import Marks
from catalog.services.dictionary.standing import Standings

Facets = Iterator[tuple[str, str]]
KINDS: Final = ("element", "group", "value-domain", "agreement", "partner", "decision")
"""The kinds of records that are searched, the one that most people want first."""


class Catalogued:
    """A snapshot as of a day, as entries. ``public`` are the digests of texts that everybody may see."""

    def __init__(self, snapshot: Snapshot, on: date, *, public: Container[Digest] | None) -> None:
        self.standings = Standings(snapshot, on, public=public)
        self._snapshot = snapshot
        self._on = on

    @property
    def digest(self) -> str:
        """The digest of the snapshot."""
        return self._snapshot.digest

    @property
    def day(self) -> str:
        """The day as of which everything stands."""
        return self._on.isoformat()

    def fingerprints(self) -> Mapping[str, str]:
        """Return what changes whenever an entry could, by its key. No record is built for it."""
        marks, groups = Marks(self.standings), self.standings.groups_of
        found = {
            f"element:{id}": f"{mark} {self._on.year} {self._sectors} {' '.join(groups.get(id, ()))}"
            for id, mark in marks.of("element")
        }
        found |= {f"{kind}:{id}": mark for kind in ("group", "value-domain") for id, mark in marks.of(kind)}
        found |= {
            f"agreement:{id}": f"{mark} {self.day} {self._sectors} {marks.events(id)}"
            for id, mark in marks.of("agreement")
        }
        for partner in self._snapshot.partners.values():
            found[f"partner:{partner.id}"] = f"{partner.name} {partner.sector}"
        for decision in self._snapshot.decisions.values():
            found[f"decision:{decision.id}"] = _hashed(
                decision.title, *_summaries(decision.id, self._snapshot)
            )
        return found

    def leant(self, name: str) -> str:
        """Return the digest of a text that entries lean on: ``grade-level@1.2.0``."""
        return self._code_lists.get(name, "")

    def entry(self, key: str) -> Entry:
        """Make one entry."""
        kind, _, id = key.partition(":")
        if kind == "partner":
            return self._partner(PartnerId(id))
        if kind == "decision":
            return self._decision(DecisionId(id))
        text = self.standings.shown(kind, id)
        if text is None:
            raise NotFound(f"no {kind} `{id}`")
        make: dict[str, Callable[[Text[Any]], Entry]] = {
            "element": self._element,
            "group": self._group,
            "value-domain": self._value_domain,
            "agreement": self._agreement,
        }
        return make[kind](text)

    @cached_property
    def _sectors(self) -> str:
        return _hashed(*(f"{one.id} {one.sector}" for one in self._snapshot.partners.values()))[:16]

    @cached_property
    def _code_lists(self) -> dict[str, str]:
        return {
            f"{text.id}@{text.version}": text.digest
            for family in self._snapshot.value_domains.values()
            for text in family
        }

    def _element(self, text: Text[Element]) -> Entry:
        record = text.record
        pin = record.value_domain
        code_list = None if pin is None else self._code_list(pin.id, str(pin.version))
        return Entry(
            key=f"element:{text.id}",
            title=record.title,
            passages=(*_of_element(record), *(_of_values(code_list) if code_list else ())),
            facets=tuple(dict.fromkeys(self._element_facets(record))),
            leans_on=() if pin is None else (str(pin),),
        )

    def _code_list(self, id: str, version: str) -> ValueDomain | None:
        family = self._snapshot.value_domains.get(id, ())
        return next((text.record for text in family if str(text.version) == version), None)

    def _element_facets(self, record: Element) -> Facets:
        yield "kind", "element"
        yield "topic", record.id.partition(".")[0]
        yield "identifiability", record.identifiability
        yield from (("regime", regime) for regime in record.regime or ("none",))
        yield from (("status", one) for one in self.standings.of("element", record.id))
        yield from (("group", group) for group in self.standings.groups_of.get(record.id, ()))
        for provider in record.providers:
            yield "partner", provider.partner
            yield from self._sector(provider.partner)
            yield from (("year", str(year)) for year in range(provider.since.year, self._on.year + 1))

    def _sector(self, partner: PartnerId) -> Facets:
        known = self._snapshot.partners.get(partner)
        if known is not None:
            yield "sector", known.sector

    def _group(self, text: Text[Group]) -> Entry:
        passages = (_titled(text.record.title), Passage(part="id", text=text.id))
        return self._of_family(text, text.record.title, passages, facets=())

    def _value_domain(self, text: Text[ValueDomain]) -> Entry:
        record = text.record
        passages = (_titled(record.title), Passage(part="id", text=text.id), *_of_values(record))
        return self._of_family(text, record.title, passages, facets=())

    def _agreement(self, text: Text[Agreement]) -> Entry:
        record = text.record
        parties = [party.partner for party in record.parties]
        names = [self._snapshot.partners[one].name for one in parties if one in self._snapshot.partners]
        passages = (
            _titled(record.title),
            Passage(part="id", text=text.id),
            *(Passage(part="label", text=name) for name in names),
        )
        facets = [("partner", str(one)) for one in parties]
        facets += [sector for one in parties for sector in self._sector(one)]
        return self._of_family(text, record.title, passages, facets=tuple(facets))

    def _of_family(
        self,
        text: Text[Any],
        title: str,
        passages: tuple[Passage, ...],
        *,
        facets: tuple[tuple[str, str], ...],
    ) -> Entry:
        if text.kind == "agreement":
            where: tuple[str, ...] = (self.standings.agreement_status(text),)
        else:
            where = self.standings.of(text.kind, text.id)
        stands = [("kind", text.kind), *(("status", one) for one in where), *facets]
        return Entry(
            key=f"{text.kind}:{text.id}",
            title=title,
            passages=passages,
            facets=tuple(dict.fromkeys(stands)),
        )

    def _partner(self, id: PartnerId) -> Entry:
        partner = self._snapshot.partners[id]
        return Entry(
            key=f"partner:{id}",
            title=partner.name,
            passages=(_titled(partner.name), Passage(part="id", text=id)),
            facets=(("kind", "partner"), ("partner", id), ("sector", partner.sector)),
        )

    def _decision(self, id: DecisionId) -> Entry:
        decision = self._snapshot.decisions[id]
        spoken = ((one.text, language) for language, one in decision.summary.items())
        return Entry(
            key=f"decision:{id}",
            title=decision.title,
            passages=(
                _titled(decision.title),
                Passage(part="id", text=id),
                *(Passage(part="definition", text=text, language=language) for text, language in spoken),
            ),
            facets=(("kind", "decision"),),
        )


def _of_element(record: Element) -> Iterator[Passage]:
    yield _titled(record.title)
    yield Passage(part="id", text=record.id)
    yield from (Passage(part="synonym", text=one) for one in record.synonyms)
    yield from (Passage(part="former", text=one) for one in record.formerly)
    for provider in record.providers:
        yield from _of_provider(provider)
    for system, codes in record.mappings.items():
        for code in codes:
            yield from (Passage(part="mapping", text=one) for one in _spellings(system, code))
    yield from _spoken("plain", record.plain_language)
    yield from _spoken("definition", record.definition)
    yield from _spoken("notes", record.usage_notes)
    for language, words in record.translations.items():
        yield from _spoken("title", words.title, language=language)
        yield from _spoken("plain", words.plain_language, language=language)
        yield from _spoken("definition", words.definition, language=language)


def _of_provider(provider: Provider) -> Iterator[Passage]:
    yield from _spoken("local", provider.field)
    if provider.source and provider.field:
        yield Passage(part="local", text=f"{provider.source} {provider.field}")
    else:
        yield from _spoken("local", provider.source)


def _spellings(system: str, code: str) -> Iterator[str]:
    """Yield a code of another system as people write it: with its system, and without leading zeros."""
    bare = code.lstrip("0")
    yield from dict.fromkeys(one for one in (code, bare, f"{system} {code}", f"{system} {bare}") if one)


def _of_values(record: ValueDomain) -> Iterator[Passage]:
    for value in record.values:
        yield Passage(part="code", text=value.code)
        yield Passage(part="label", text=value.label)
        yield from _spoken("label", value.definition)


def _titled(title: str) -> Passage:
    return Passage(part="title", text=title)


def _spoken(part: Any, text: str | None, *, language: str = "en") -> Iterator[Passage]:
    if text:
        yield Passage(part=part, text=text, language=language)


def _summaries(id: DecisionId, snapshot: Snapshot) -> Iterator[str]:
    for language, one in snapshot.decisions[id].summary.items():
        yield f"{language} {one.text}"


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
