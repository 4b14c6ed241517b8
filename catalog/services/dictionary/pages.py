"""The pages of a search: what was found, and what fits what has been typed so far."""

from __future__ import annotations

from typing import Final

from catalog.interchange.pages import Language, Page
from catalog.interchange.rendering import say
from catalog.phrases import phrase
from catalog.records.ids import Digest
from catalog.services.dictionary.asking import Way
from catalog.services.dictionary.results import Asked, Found, Suggestion

_NEAR: Final = 2
"""So many pages on either side are named."""


def search_page(found: Found, *, catalog: Digest) -> Page:
    """Return the page of an answer from a catalog."""
    way = Way(found.asked)
    title = phrase("Search: {typed}", typed=found.asked.words) if found.asked.words else phrase("Search")
    return Page(
        template="dictionary/search.html",
        address=way.here(),
        title=title,
        section="definitions",
        shown={"found": found, "way": way, "pages": _pages(found)},
        document=lambda: found.document() | {"catalog": catalog},
    )


def suggestions_page(typed: str, found: tuple[Suggestion, ...], *, language: Language, whole: bool) -> Page:
    """Return the names that fit what has been typed so far: a part of a page, or a page of its own."""
    way = Way(Asked(words=typed))
    return Page(
        template="dictionary/suggestions.html" if whole else "dictionary/suggested.html",
        address=f"search/suggest{way.here().removeprefix('search')}",
        title=phrase("Names that fit"),
        section="definitions",
        shown={"typed": typed, "suggested": found, "all_of_it": way.here()},
        document=lambda: [
            typed,
            [say(one.title, language) for one in found],
            [one.id for one in found],
        ],
    )


def opensearch_page(*, here: str) -> Page:
    """Return the description by which browsers search here; ``here`` is where the application is."""
    return Page(
        template="dictionary/opensearch.xml",
        address="opensearch.xml",
        title=phrase("Data catalog"),
        section="",
        shown={"here": here},
    )


def _pages(found: Found) -> tuple[int | None, ...]:
    """Return the numbers of the pages that are named; ``None`` where some are left out.

    They are the first, the last, and those near this one.
    """
    last, here = found.pages, found.asked.page
    named = sorted({1, last, *range(max(1, here - _NEAR), min(last, here + _NEAR) + 1)})
    listed: list[int | None] = []
    for number in named:
        if listed and number - (listed[-1] or 0) > 1:
            listed.append(None)
        listed.append(number)
    return tuple(listed)
