"""The lists of the dictionary: definitions by letter and topic, code lists, groups, agreements, partners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.vocabulary import Partner
from catalog.services.definitions.dictionary import Dictionary
from catalog.services.definitions.listing import (
    AgreementRow,
    Entries,
    agreements,
    by_letter,
    by_topic,
    entries,
    pinning,
    supply_counts,
)
from catalog.services.definitions.versions import State, state_of
from catalog.services.publishing.dictionaries import dictionary_on
from catalog.services.publishing.shelves import Shelves

MOST_AT_ONCE: Final = 400
"""So many definitions are listed on one page; more are listed letter by letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """A code list or a group as lists show it, with how many values or definitions it has."""

    id: str
    title: str
    version: str
    state: State
    size: int
    definitions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A partner as lists show it, with how much it supplies and signs."""

    partner: Partner
    supplies: int
    agreements: int


def definitions_page(shelves: Shelves, *, on: date) -> Page:
    """Return the way into the dictionary: letters, topics, and all of it where that is not too much."""
    dictionary = dictionary_on(shelves, on)
    letters, topics, every = by_letter(dictionary), by_topic(dictionary), entries(dictionary)
    shown = {
        "total": len(every),
        "letters": tuple((letter, len(found)) for letter, found in letters.items()),
        "topics": tuple((topic, len(found)) for topic, found in topics.items()),
        "listed": tuple(letters.items()) if len(every) <= MOST_AT_ONCE else (),
    }
    return Page(
        template="dictionary/definitions.html",
        address="definitions.html",
        title=phrase("Dictionary"),
        section="definitions",
        shown=shown,
        about=phrase("Every data definition, from A to Z and by topic."),
    )


def letter_page(shelves: Shelves, letter: str, *, on: date) -> Page:
    """Return the definitions under a letter."""
    found = by_letter(dictionary_on(shelves, on))[letter]
    title = phrase("Definitions: {letter}", letter=letter.upper())
    return _entries(f"letters/{letter}.html", title.words, found, letter=letter.upper())


def topic_page(shelves: Shelves, topic: str, *, on: date) -> Page:
    """Return the definitions of a topic."""
    found = by_topic(dictionary_on(shelves, on))[topic]
    return _entries(f"topics/{topic}.html", phrase("Definitions: {topic}").words, found, topic=topic)


def _entries(address: str, words: str, found: Entries, **parts: object) -> Page:
    return Page(
        template="dictionary/entries.html",
        address=address,
        title=phrase(words, **parts),
        section="definitions",
        shown={"entries": found},
    )


def entry_inputs(dictionary: Dictionary, found: Entries) -> Iterator[str]:
    """List what a list of definitions is made from."""
    yield from found.marks()
    yield repr([dictionary.partner(id) for id in dictionary.snapshot.partners])


def definitions_inputs(dictionary: Dictionary) -> Iterator[str]:
    """List what the way into the dictionary is made from."""
    every = entries(dictionary)
    if len(every) <= MOST_AT_ONCE:
        yield from entry_inputs(dictionary, every)
    yield from (f"{letter} {len(found)}" for letter, found in by_letter(dictionary).items())
    yield from (f"{topic} {len(found)}" for topic, found in by_topic(dictionary).items())


def code_lists_page(shelves: Shelves, *, on: date) -> Page:
    """Return the code lists."""
    rows = family_rows(dictionary_on(shelves, on), "value-domain")
    return Page(
        template="dictionary/value-domains.html",
        address="value-domains.html",
        title=phrase("Code lists"),
        section="definitions",
        shown={"rows": rows},
    )


def groups_page(shelves: Shelves, *, on: date) -> Page:
    """Return the groups of definitions."""
    return Page(
        template="dictionary/groups.html",
        address="groups.html",
        title=phrase("Groups of definitions"),
        section="definitions",
        shown={"rows": family_rows(dictionary_on(shelves, on), "group")},
    )


def family_rows(dictionary: Dictionary, kind: str) -> tuple[FamilyRow, ...]:
    """Return the code lists or the groups that are shown, by title."""
    found = []
    for text in dictionary.all_shown(kind):
        record = text.record
        found.append(
            FamilyRow(
                id=text.id,
                title=record.title,
                version=str(text.version),
                state=state_of(dictionary, text),
                size=len(record.values if kind == "value-domain" else record.elements),
                definitions=len(pinning(dictionary, text.id)) if kind == "value-domain" else 0,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.id)))


def agreements_page(shelves: Shelves, *, on: date) -> Page:
    """Return the agreements."""
    return Page(
        template="dictionary/agreements.html",
        address="agreements.html",
        title=phrase("Agreements"),
        section="agreements",
        shown={"rows": agreements(dictionary_on(shelves, on))},
    )


def agreements_inputs(dictionary: Dictionary) -> Iterator[str]:
    """List what the list of agreements is made from."""
    yield from map(agreement_mark, agreements(dictionary))


def agreement_mark(row: AgreementRow) -> str:
    """Return a mark of what lists show of an agreement."""
    known = row.record
    term = f"{known.effective_from} {known.effective_through} {known.provenance}"
    return f"{known.id} {known.version} {known.title} {row.standing} {row.parties} {term}"


def partners_page(shelves: Shelves, *, on: date) -> Page:
    """Return the partners."""
    return Page(
        template="dictionary/partners.html",
        address="partners.html",
        title=phrase("Partners"),
        section="partners",
        shown={"rows": partner_rows(dictionary_on(shelves, on))},
    )


def partner_rows(dictionary: Dictionary) -> tuple[PartnerRow, ...]:
    """Return the partners, in the order of the catalog."""
    supplied, signed = supply_counts(dictionary), agreements(dictionary)
    return tuple(
        PartnerRow(
            partner=partner,
            supplies=supplied.get(partner.id, 0),
            agreements=sum(any(party.id == partner.id for party, _ in row.parties) for row in signed),
        )
        for partner in dictionary.snapshot.partners.values()
    )
