"""Read a search from the parts of an address, and write it as one: every answer has a permanent address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol
from urllib.parse import urlencode

from catalog.index.entries import FACETS
from catalog.services.dictionary.results import ELEMENT, Asked

_MOST_VALUES: Final = 40
"""So many values of a facet may be chosen."""
_LONGEST_VALUE: Final = 120
_LONGEST_WORDS: Final = 5_000
_LAST_PAGE: Final = 10_000


class Arguments(Protocol):
    """The arguments of a request: each name may be there several times."""

    def getlist(self, key: str, /) -> list[str]:
        """Return all values of a name."""
        ...


def asked_of(arguments: Arguments, *, language: str) -> Asked:
    """Read what is asked. What makes no sense is left out: an address that somebody keeps stays good."""
    filters = {
        name: tuple(dict.fromkeys(value[:_LONGEST_VALUE] for value in arguments.getlist(name) if value))
        for name in FACETS
    }
    typed = _first(arguments, "page")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(_LAST_PAGE)) else 1
    return Asked(
        words=_first(arguments, "q")[:_LONGEST_WORDS],
        filters={name: values[:_MOST_VALUES] for name, values in filters.items() if values},
        language=language,
        sort="title" if _first(arguments, "sort") == "title" else "relevance",
        page=max(1, page),
    )


def _first(arguments: Arguments, name: str) -> str:
    return next(iter(arguments.getlist(name)), "")


@dataclass(frozen=True, slots=True)
class Way:
    """Writes addresses of searches near the one that was asked."""

    asked: Asked

    def page(self, number: int) -> str:
        """Return the address of another page."""
        return _address("search.html", replace(self.asked, page=number))

    def sorted_by(self, sort: str) -> str:
        """Return the address of the same search in another order."""
        return _address(
            "search.html", replace(self.asked, sort="title" if sort == "title" else "relevance", page=1)
        )

    def saying(self, words: str) -> str:
        """Return the address of other words with the same facets."""
        return _address("search.html", replace(self.asked, words=words, page=1))

    def without(self, name: str, value: str) -> str:
        """Return the address of the search without a chosen value."""
        left = tuple(one for one in self.asked.filters.get(name, ()) if one != value)
        return self._narrowed({**self.asked.filters, name: left})

    def only(self, name: str, value: str) -> str:
        """Return the address of the search with one value of a facet alone."""
        return self._narrowed({**self.asked.filters, name: (value,)})

    def without_all(self) -> str:
        """Return the address of the words alone."""
        kinds = self.asked.filters.get("kind", ())
        return self._narrowed({"kind": kinds})

    def file(self, ending: str) -> str:
        """Return the address of the answer as a file: the whole of it, but for JSON, which has pages."""
        return _address(
            f"search.{ending}", replace(self.asked, page=self.asked.page if ending == "json" else 1)
        )

    def here(self) -> str:
        """Return the address of what was asked."""
        return self.page(self.asked.page)

    def _narrowed(self, filters: Mapping[str, tuple[str, ...]]) -> str:
        left = {name: values for name, values in filters.items() if values}
        return _address("search.html", replace(self.asked, filters=left, page=1))


def _address(stem: str, asked: Asked) -> str:
    query = urlencode(list(_said(asked)), errors="replace")
    return f"{stem}?{query}" if query else stem


def _said(asked: Asked) -> Iterable[tuple[str, str]]:
    if asked.words:
        yield "q", asked.words
    for name in FACETS:
        for value in asked.filters.get(name, ()):
            if (name, value) != ("kind", ELEMENT):
                yield name, value
    if asked.sort != "relevance":
        yield "sort", asked.sort
    if asked.page > 1:
        yield "page", str(asked.page)
