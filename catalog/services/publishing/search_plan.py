"""The search of a published folder: its page in every language, and the index that its script loads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cached_property, partial

from catalog.interchange.pages import Page
from catalog.interchange.site import Planned
from catalog.phrases import phrase
from catalog.services.dictionary.entries import Catalogued
from catalog.services.dictionary.folder_index import (
    FOLDER,
    FolderIndex,
    addresses,
    definitions_of,
    folder_index,
    made,
)
from catalog.services.dictionary.results import ELEMENT
from catalog.services.publishing import making
from catalog.services.publishing.shelves import Shelves


def search_plan(shelves: Shelves, *, on: date) -> Iterator[Planned]:
    """Yield the search page and every file of its index, as of a day."""
    yield from making.page("search.html", find_page, [], beside="nothing")
    source = Catalogued(shelves.state.snapshot, on, public=shelves.texts)
    mark = hashlib.sha256()
    for key, said in sorted(source.fingerprints().items()):
        if key.startswith((f"{ELEMENT}:", "value-domain:")):
            mark.update(f"{key} {said}\n".encode())
    files = _Files(source)
    for address in addresses(len(definitions_of(source))):
        yield making.made(address, partial(files.made, address), [mark.hexdigest()], made_with=FOLDER)


def find_page() -> Page:
    """Return the page on which a published folder is searched."""
    return Page(
        template="dictionary/find.html", address="search.html", title=phrase("Search"), section="definitions"
    )


class _Files:
    """The files of the index, which is made once when the first of them is."""

    def __init__(self, source: Catalogued) -> None:
        self._source = source

    @cached_property
    def _index(self) -> FolderIndex:
        return folder_index(self._source)

    def made(self, address: str) -> bytes:
        """Make one file."""
        return made(self._index, address)
