"""Every file of the dictionary, at which address, and what it is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from catalog.interchange.pages import PAGE, Page
from catalog.interchange.site import Planned
from catalog.records.ids import ElementId, PartnerId
from catalog.records.snapshot import Text
from catalog.services.definitions.comparing import pairs
from catalog.services.definitions.listing import by_letter, by_topic
from catalog.services.publishing import dictionary_lists as lists
from catalog.services.publishing.definition_pages import moved_page
from catalog.services.publishing.dictionaries import Marks, dictionary_on
from catalog.services.publishing.dictionary_addresses import (
    LETTERS,
    LISTS,
    TOPICS,
    family_page_of,
    version_page_of,
)
from catalog.services.publishing.family_pages import (
    comparison_page,
    pair_address,
    stem_of_text,
)
from catalog.services.publishing.fingerprints import fingerprint
from catalog.services.publishing.frames import TEXT_FOLDERS
from catalog.services.publishing.making import Beside, page, page_made_from, record
from catalog.services.publishing.partner_pages import FOLDER, partner_inputs, partner_page
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.vocabulary_pages import AS_THEY_STAND, VOCABULARIES, vocabulary_inputs


def dictionary_plan(shelves: Shelves, *, on: date) -> Iterator[Planned]:
    """Yield every file of the dictionary as of a day."""
    dictionary = dictionary_on(shelves, on)
    marks = Marks(shelves, dictionary)
    for kind in TEXT_FOLDERS:
        for text in dictionary.all_shown(kind):
            yield from _family(shelves, marks, text, on=on)
    for former, now in sorted(shelves.state.snapshot.former.items()):
        if dictionary.element(now) is not None and dictionary.element(former) is None:
            inputs = [repr(dictionary.definition(now))]
            address = f"{TEXT_FOLDERS['element']}/{former}{PAGE}"
            moved_to = f"{TEXT_FOLDERS['element']}/{now}{PAGE}"
            yield from page(address, partial(moved_page, shelves, former, on=on), inputs, moved_to=moved_to)
    yield from _partners(shelves, on=on)
    yield from _lists(shelves, on=on)


def _family(shelves: Shelves, marks: Marks, shown: Text[Any], *, on: date) -> Iterator[Planned]:
    kind, id, leaves = shown.kind, shown.id, shelves.state.leaves
    stem, family = f"{TEXT_FOLDERS[kind]}/{id}", marks.family(kind, id)
    own = marks.definition(ElementId(id)) if kind == "element" else marks.hanging(kind, id)
    yield from page(f"{stem}{PAGE}", partial(family_page_of, shelves, kind, id, on=on), [family, own])
    yield from record(shelves, leaves[shown.path], stem=stem)
    dictionary, made_from = dictionary_on(shelves, on), fingerprint(stem, [family])
    for text in dictionary.versions(kind, id):
        at = stem_of_text(text)
        make = partial(version_page_of, shelves, text, on=on)
        yield from page_made_from(f"{at}{PAGE}", make, made_from)
        yield from record(shelves, leaves[text.path], stem=at)
    for older, newer in pairs(dictionary, kind, id):
        address = pair_address(kind, id, pair=(older.version, newer.version))
        make = partial(comparison_page, shelves, older, newer, on=on)
        yield from page_made_from(address, make, made_from, beside="twins")


def _partners(shelves: Shelves, *, on: date) -> Iterator[Planned]:
    for id in shelves.state.snapshot.partners:
        yield from page(
            f"{FOLDER}/{id}{PAGE}",
            partial(partner_page, shelves, PartnerId(id), on=on),
            partner_inputs(shelves, id, on=on),
            beside="twins",
        )


def _lists(shelves: Shelves, *, on: date) -> Iterator[Planned]:
    dictionary = dictionary_on(shelves, on)
    leaves = ((name, shelves.state.leaves.get(f"definitions/{name}.yaml")) for name in AS_THEY_STAND)
    records = {name: leaf for name, leaf in leaves if leaf is not None}
    made_from: dict[str, Callable[[], Iterable[str]]] = {
        "definitions.html": lambda: lists.definitions_inputs(dictionary),
        "value-domains.html": lambda: map(repr, lists.family_rows(dictionary, "value-domain")),
        "groups.html": lambda: map(repr, lists.family_rows(dictionary, "group")),
        "agreements.html": lambda: lists.agreements_inputs(dictionary),
        "partners.html": lambda: map(repr, lists.partner_rows(dictionary)),
    }
    for address, make in LISTS.items():
        beside: Beside = "record" if address.removesuffix(PAGE) in records else "twins"
        yield from page(address, partial(make, shelves, on=on), made_from[address](), beside=beside)
    letters: tuple[tuple[str, Any, Callable[..., Page]], ...] = (
        (LETTERS, by_letter(dictionary), lists.letter_page),
        (TOPICS, by_topic(dictionary), lists.topic_page),
    )
    for folder, found, make in letters:
        for name, entries in found.items():
            address = f"{folder}/{name}{PAGE}"
            inputs = lists.entry_inputs(dictionary, entries)
            yield from page(address, partial(make, shelves, name, on=on), inputs, beside="twins")
    for name, shown in VOCABULARIES.items():
        inputs = vocabulary_inputs(shelves, name)
        beside = "record" if name in records else "twins"
        yield from page(f"{name}{PAGE}", partial(shown, shelves, on), inputs, beside=beside)
    for name, leaf in records.items():
        yield from record(shelves, leaf, stem=name)
