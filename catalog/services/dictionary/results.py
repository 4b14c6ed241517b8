"""What a search answers: hits with their words, facets with counts, and what could have been meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from catalog.index.snippets import Piece
from catalog.interchange.pages import Language, Spoken

Sort = Literal["relevance", "title"]
SORTS: Final[tuple[Sort, ...]] = ("relevance", "title")
State = Literal["current", "behind", "missing"]
"""Whether the index is of the catalog that is read, of an earlier one, or not to be used."""
Mark = Literal["illustrative", "not-translated", "translation-outdated"]
PER_PAGE: Final = 20
ELEMENT: Final = "element"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as it was asked. ``filters`` are the chosen values of each facet; pages count from 1."""

    words: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = "en"
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that answers, as it is shown. ``part`` is where the ``snippet`` comes from."""

    kind: str
    id: str
    version: str | None
    title: tuple[Piece, ...]
    part: str | None
    snippet: tuple[Piece, ...]
    status: tuple[str, ...]
    marks: tuple[Mark, ...]
    partners: tuple[tuple[str, str], ...]
    address: str | None
    has_all: bool
    title_language: Language = "en"
    snippet_language: Language = "en"

    def document(self) -> dict[str, object]:
        """Return the hit as a plain object."""
        return {
            "kind": self.kind,
            "id": self.id,
            "version": self.version,
            "title": spoken(self.title),
            "status": list(self.status),
            "marks": list(self.marks),
            "partners": [id for id, _ in self.partners],
            "snippet": {"part": self.part, "text": spoken(self.snippet)},
            "has_all_words": self.has_all,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value of a facet: what it is called, how many records it would leave, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A facet and its values, those of most records first."""

    name: str
    values: tuple[FacetValue, ...]

    @property
    def chosen(self) -> tuple[FacetValue, ...]:
        """The values that are chosen."""
        return tuple(one for one in self.values if one.chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to a search.

    ``with_all`` of the ``total`` have every word. ``corrected`` says which words nothing has, and what was
    searched for instead; ``unknown`` for which there was nothing; ``meant`` what could have been meant.
    ``elsewhere`` counts records of other kinds. ``cut`` says that not all of what was typed was searched.
    """

    asked: Asked
    state: State
    hits: tuple[Hit, ...]
    total: int
    with_all: int
    facets: tuple[Facet, ...]
    corrected: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    meant: str | None = None
    nothing_typed: bool = False
    no_words: bool = False
    cut: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.asked.per_page))

    @property
    def kinds(self) -> tuple[FacetValue, ...]:
        """How many records of each kind there are."""
        return next((facet.values for facet in self.facets if facet.name == "kind"), ())

    @property
    def narrowed(self) -> bool:
        """Whether facets other than the kind narrow the answer."""
        return any(values for name, values in self.asked.filters.items() if name != "kind")

    def document(self) -> dict[str, object]:
        """Return the answer as a plain object."""
        return {
            "words": self.asked.words,
            "filters": {name: list(values) for name, values in self.asked.filters.items()},
            "index": self.state,
            "total": self.total,
            "with_all_words": self.with_all,
            "page": self.asked.page,
            "pages": self.pages,
            "corrected": [{"typed": typed, "searched": taken} for typed, taken in self.corrected],
            "unknown": list(self.unknown),
            "did_you_mean": self.meant,
            "cut": self.cut,
            "hits": [hit.document() for hit in self.hits],
            "facets": {
                facet.name: [
                    {"value": one.value, "label": one.label, "count": one.count} for one in facet.values
                ]
                for facet in self.facets
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A record whose name fits what has been typed so far."""

    id: str
    title: Spoken
    address: str


def spoken(pieces: tuple[Piece, ...]) -> str:
    """Return pieces of a text as plain words."""
    return "".join(piece.text for piece in pieces)
