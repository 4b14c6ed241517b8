"""The pages of the vocabularies: purposes, zones, and the law that data is shared on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.ids import FORMS, PurposeId, RegimeId
from catalog.records.vocabulary import LegalBasis, Purpose
from catalog.services.definitions.dictionary import Named
from catalog.services.definitions.viewing import Law, laws_of
from catalog.services.publishing.dictionaries import dictionary_on
from catalog.services.publishing.shelves import Shelves

Vocabulary = Callable[[Shelves, date], Page]
_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "purposes": ("purposes",),
    "zones": ("zones", "partners"),
    "legal-bases": ("legal-bases", "purposes"),
}
"""The files that the page of a vocabulary is made from."""
AS_THEY_STAND: Final = ("partners", "purposes", "zones", "legal-bases", "use-cases")
"""The vocabularies whose files are published as they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeRow:
    """A purpose and the narrower ones below it. Whoever may use data for it may for those too."""

    purpose: Purpose
    narrower: tuple[PurposeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    """A zone and the partner that holds it."""

    id: str
    title: str
    holder: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisRow:
    """A legal basis: the laws whose fields it can carry, and the purposes; none named means any."""

    basis: LegalBasis
    laws: tuple[Law, ...]
    purposes: tuple[Named, ...]


def purposes_page(shelves: Shelves, on: date) -> Page:  # noqa: ARG001  # every vocabulary is asked alike
    """Return the tree of purposes."""
    below: dict[PurposeId | None, list[Purpose]] = defaultdict(list)
    for one in shelves.state.snapshot.purposes.values():
        below[one.parent].append(one)

    def rows(parent: PurposeId | None) -> tuple[PurposeRow, ...]:
        return tuple(PurposeRow(purpose=one, narrower=rows(one.id)) for one in below[parent])

    return _page("purposes", phrase("Purposes").words, rows=rows(None))


def zones_page(shelves: Shelves, on: date) -> Page:
    """Return where data may rest, and who holds each place."""
    dictionary = dictionary_on(shelves, on)
    zones = shelves.state.snapshot.zones.values()
    rows = tuple(ZoneRow(id=one.id, title=one.title, holder=dictionary.partner(one.held_by)) for one in zones)
    return _page("zones", phrase("Zones: where data may rest").words, rows=rows)


def legal_bases_page(shelves: Shelves, on: date) -> Page:
    """Return the privacy laws and the legal bases on which data may be shared."""
    dictionary, snapshot = dictionary_on(shelves, on), shelves.state.snapshot
    rows = tuple(
        BasisRow(
            basis=one,
            laws=tuple(laws_of(snapshot, tuple(sorted(one.covers)))),
            purposes=tuple(dictionary.purpose(name) for name in one.purposes),
        )
        for one in snapshot.bases.values()
    )
    laws = tuple(laws_of(snapshot, tuple(dict.fromkeys((*snapshot.regimes, RegimeId("none"))))))
    words = phrase("Privacy laws and legal bases").words
    return _page("legal-bases", words, rows=rows, laws=laws, forms=FORMS)


VOCABULARIES: Final[Mapping[str, Vocabulary]] = {
    "purposes": purposes_page,
    "zones": zones_page,
    "legal-bases": legal_bases_page,
}
"""The vocabularies that have a page, by its name."""


def vocabulary_inputs(shelves: Shelves, name: str) -> Iterator[str]:
    """List what the page of a vocabulary is made from."""
    yield from (shelves.state.hashes.get(f"definitions/{file}.yaml", "") for file in _FILES[name])


def _page(name: str, words: str, **shown: object) -> Page:
    return Page(
        template=f"dictionary/{name}.html",
        address=f"{name}.html",
        title=phrase(words),
        section="definitions",
        shown=shown,
    )
