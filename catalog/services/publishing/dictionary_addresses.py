"""What stands at an address of the dictionary: found by the id in it, and nothing else is planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from catalog.interchange.pages import PAGE, Page
from catalog.interchange.site import Planned
from catalog.records.ids import ElementId, PartnerId
from catalog.records.snapshot import Text
from catalog.services.definitions.comparing import pair_named
from catalog.services.definitions.listing import by_letter, by_topic
from catalog.services.publishing import dictionary_lists as lists
from catalog.services.publishing.definition_pages import (
    definition_page,
    definition_version_page,
    moved_page,
)
from catalog.services.publishing.dictionaries import dictionary_on
from catalog.services.publishing.family_pages import (
    KINDS,
    code_list_page,
    comparison_page,
    group_page,
    version_page,
)
from catalog.services.publishing.frames import TEXT_FOLDERS
from catalog.services.publishing.making import found_page, record
from catalog.services.publishing.partner_pages import FOLDER, partner_page
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.vocabulary_pages import AS_THEY_STAND, VOCABULARIES

LISTS: Final[Mapping[str, Callable[..., Page]]] = {
    "definitions.html": lists.definitions_page,
    "value-domains.html": lists.code_lists_page,
    "groups.html": lists.groups_page,
    "agreements.html": lists.agreements_page,
    "partners.html": lists.partners_page,
}
"""The lists of the dictionary by their addresses."""
LETTERS: Final = "letters"
TOPICS: Final = "topics"
RECORDS: Final = (".json", ".yaml")
_PAIR: Final = "diff/"


def family_page_of(shelves: Shelves, kind: str, id: str, *, on: date) -> Page:
    """Return the page of a definition, a code list or a group in the version that is shown."""
    if kind == "element":
        return definition_page(shelves, ElementId(id), on=on)
    return code_list_page(shelves, id, on=on) if kind == "value-domain" else group_page(shelves, id, on=on)


def version_page_of(shelves: Shelves, text: Text[Any], *, on: date) -> Page:
    """Return the page of one version of a definition, a code list or a group."""
    if text.kind == "element":
        return definition_version_page(shelves, text, on=on)
    return version_page(shelves, text, on=on)


def dictionary_file(shelves: Shelves, address: str, *, on: date) -> Planned | None:
    """Return the file of the dictionary at an address, as of a day; ``None`` where there is none."""
    folder, slash, rest = address.partition("/")
    if not slash:
        return _on_top(shelves, address, on=on)
    if folder in KINDS:
        stem, ending = _parted(rest)
        return _of_family(shelves, KINDS[folder], stem, ending=ending, on=on) if ending else None
    name = rest.removesuffix(PAGE)
    if name == rest:
        return None
    make: Callable[[], Page] | None = None
    if folder == FOLDER and name in shelves.state.snapshot.partners:
        make = partial(partner_page, shelves, PartnerId(name), on=on)
    elif folder == LETTERS and name in by_letter(dictionary_on(shelves, on)):
        make = partial(lists.letter_page, shelves, name, on=on)
    elif folder == TOPICS and name in by_topic(dictionary_on(shelves, on)):
        make = partial(lists.topic_page, shelves, name, on=on)
    return None if make is None else found_page(address, make)


def _on_top(shelves: Shelves, address: str, *, on: date) -> Planned | None:
    if address in LISTS:
        return found_page(address, partial(LISTS[address], shelves, on=on))
    stem, ending = _parted(address)
    if ending == PAGE and stem in VOCABULARIES:
        return found_page(address, partial(VOCABULARIES[stem], shelves, on))
    is_record = stem in AS_THEY_STAND and ending in RECORDS
    leaf = shelves.state.leaves.get(f"definitions/{stem}.yaml") if is_record else None
    return None if leaf is None else _record(shelves, leaf.path, stem=stem, ending=ending)


def _parted(address: str) -> tuple[str, str]:
    ending = next((one for one in (PAGE, *RECORDS) if address.endswith(one)), "")
    return address.removesuffix(ending), ending


def _of_family(shelves: Shelves, kind: str, stem: str, *, ending: str, on: date) -> Planned | None:
    dictionary = dictionary_on(shelves, on)
    id, slash, rest = stem.partition("/")
    if not slash:
        return _shown(shelves, kind, id, ending=ending, on=on)
    address = f"{_folder(kind)}/{stem}{ending}"
    if rest.startswith(_PAIR):
        pair = pair_named(dictionary, kind, id, pair=rest.removeprefix(_PAIR)) if ending == PAGE else None
        return None if pair is None else found_page(address, partial(comparison_page, shelves, *pair, on=on))
    text = next((one for one in dictionary.versions(kind, id) if str(one.version) == rest), None)
    if text is None:
        return None
    if ending != PAGE:
        return _record(shelves, text.path, stem=f"{_folder(kind)}/{stem}", ending=ending)
    return found_page(address, partial(version_page_of, shelves, text, on=on))


def _shown(shelves: Shelves, kind: str, id: str, *, ending: str, on: date) -> Planned | None:
    dictionary, former = dictionary_on(shelves, on), shelves.state.snapshot.former
    text = dictionary.shown(kind, id)
    if text is not None and ending != PAGE:
        return _record(shelves, text.path, stem=f"{_folder(kind)}/{id}", ending=ending)
    address = f"{_folder(kind)}/{id}{PAGE}"
    if text is not None:
        return found_page(address, partial(family_page_of, shelves, kind, id, on=on))
    now = former.get(ElementId(id)) if kind == "element" and ending == PAGE else None
    if now is None or dictionary.element(now) is None:
        return None
    make = partial(moved_page, shelves, ElementId(id), on=on)
    return found_page(address, make, moved_to=f"{_folder(kind)}/{now}{PAGE}")


def _folder(kind: str) -> str:
    return TEXT_FOLDERS[kind]


def _record(shelves: Shelves, path: str, *, stem: str, ending: str) -> Planned | None:
    files = record(shelves, shelves.state.leaves[path], stem=stem)
    return next((one for one in files if one.address.endswith(ending)), None)
