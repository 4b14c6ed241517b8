"""What is indexed: an entry a record, with its words by the part they stand in, and its facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

Part = Literal[
    "title", "id", "synonym", "former", "local", "mapping", "plain", "definition", "notes", "code", "label"
]
NAMES: Final[frozenset[Part]] = frozenset(("title", "id", "synonym", "former", "local", "mapping"))
"""The parts that name a record as a whole."""
FACETS: Final = (
    "kind",
    "sector",
    "partner",
    "topic",
    "group",
    "regime",
    "identifiability",
    "status",
    "year",
)
"""What results can be narrowed by. ``topic`` is the first segment of an element's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Some words of a record: the part they stand in, and their language."""

    part: Part
    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record as it is indexed. ``key`` is its kind and id: ``element:k12.ssid``.

    It ``leans_on`` other texts whose words it has too.
    """

    key: str
    title: str
    passages: tuple[Passage, ...]
    facets: tuple[tuple[str, str], ...]
    leans_on: tuple[str, ...] = ()

    def row(self) -> list[Any]:
        """Return the entry as plain lists, for another process."""
        passages = [(one.part, one.text, one.language) for one in self.passages]
        return [self.key, self.title, passages, self.facets, self.leans_on]

    @classmethod
    def of(cls, row: list[Any]) -> Entry:
        """Read the entry from plain lists."""
        key, title, passages, facets, leans_on = row
        return cls(
            key=key,
            title=title,
            passages=tuple(
                Passage(part=part, text=text, language=language) for part, text, language in passages
            ),
            facets=tuple((name, value) for name, value in facets),
            leans_on=tuple(leans_on),
        )


class Source(Protocol):
    """A catalog as the index sees it: what there is, and each entry when it is asked for."""

    @property
    def digest(self) -> str:
        """The digest of the snapshot."""

    @property
    def day(self) -> str:
        """The day as of which statuses hold."""

    def fingerprints(self) -> Mapping[str, str]:
        """Return, by its key, what changes whenever an entry could, but for what it leans on."""

    def leant(self, name: str) -> str:
        """Return the digest of a text that entries lean on; empty where there is none."""

    def entry(self, key: str) -> Entry:
        """Make one entry."""
