"""Homonyms: definitions that share a name, or have one that is easily taken for it, and how they differ."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from catalog.records.element import Element
from catalog.records.ids import ElementId, PartnerId
from catalog.services.definitions.dictionary import Dictionary, Named

Kind = Literal["same-title", "same-name", "alike", "same-id"]
"""How it is alike: one may be the other's synonym, have the same words, or the same id but for its topic."""
MOST_SHOWN: Final = 12
_KINDS: Final[tuple[Kind, ...]] = ("same-title", "same-name", "alike", "same-id")
_WORD: Final = re.compile(r"\w+")
_SMALL: Final = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)
_LONG_ENOUGH: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Homonym:
    """Another definition that may be taken for this one.

    ``differs`` names the parts in which the two differ: ``meaning``, ``values``, ``unit``, ``subjects``,
    ``suppliers``, ``steward``, ``regime``, ``identifiability``.
    """

    kind: Kind
    id: ElementId
    record: Element
    suppliers: tuple[Named, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """A name of an element as it is compared: whole, and by its words alone.

    ``is_id``: it is no name, but what its id says apart from the topic.
    """

    whole: str
    words: str
    is_id: bool = False


def homonyms_of(dictionary: Dictionary, record: Element) -> tuple[tuple[tuple[Kind, ElementId], ...], int]:
    """Return the first homonyms of a definition, the nearest first, and how many more there are."""
    shared, own = dictionary.kept(_shared), _spellings(record)
    others = {id for one in own for id in shared.get(one.words, ()) if id != record.id}
    found: dict[ElementId, Kind] = {}
    for id in others:
        text = dictionary.element(id)
        if text is not None:
            found[id] = _kind(own, _spellings(text.glance()))
    ordered = sorted(found, key=lambda other: (_KINDS.index(found[other]), other))
    return tuple((found[other], other) for other in ordered[:MOST_SHOWN]), max(0, len(ordered) - MOST_SHOWN)


def _kind(own: tuple[_Spelling, ...], others: tuple[_Spelling, ...]) -> Kind:
    if own[0].whole == others[0].whole:
        return "same-title"
    if {one.whole for one in own} & {one.whole for one in others if not one.is_id}:
        return "same-name"
    return (
        "alike" if {one.words for one in own} & {one.words for one in others if not one.is_id} else "same-id"
    )


def _shared(dictionary: Dictionary) -> Mapping[str, tuple[ElementId, ...]]:
    """Return the names that more than one definition has, by their words."""
    by_words: dict[str, list[ElementId]] = defaultdict(list)
    for text in dictionary.all_shown("element"):
        for words in {one.words for one in _spellings(text.glance()) if one.words}:
            by_words[words].append(ElementId(text.id))
    return {words: tuple(ids) for words, ids in by_words.items() if len(ids) > 1}


def _spellings(record: Element) -> tuple[_Spelling, ...]:
    """Return the names of a definition as they are compared: its title first, the rest of its id last."""
    spellings = dict.fromkeys(spelled(name) for name in (record.title, *record.synonyms))
    _, _, local = record.id.partition(".")
    return (*spellings, _Spelling(whole=f".{local}", words=f".{local}" if local else "", is_id=True))


@lru_cache(maxsize=4096)
def spelled(name: str) -> _Spelling:
    """Return a name as it is compared: no accents, no capitals; its words without small ones and plurals.

    >>> spelled("Date of Birth").words == spelled("Birth dates").words
    True
    """
    words = _WORD.findall(name.lower() if name.isascii() else _plain(name))
    telling = sorted({_singular(word) for word in words if word not in _SMALL})
    return _Spelling(whole=" ".join(words), words=" ".join(telling))


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _LONG_ENOUGH and word.endswith("s") and not word.endswith("ss") else word


def homonym_rows(dictionary: Dictionary, record: Element) -> Iterator[Homonym]:
    """Yield the first homonyms of a definition, each with how it differs."""
    near, _ = homonyms_of(dictionary, record)
    for kind, id in near:
        text = dictionary.element(id)
        if text is not None:
            other = text.record
            yield Homonym(
                kind=kind,
                id=id,
                record=other,
                suppliers=tuple(dictionary.partner(name) for name in _suppliers(other)),
                differs=tuple(_differing(record, other)),
            )


def _suppliers(record: Element) -> list[PartnerId]:
    return sorted({one.partner for one in record.providers})


def _differing(one: Element, other: Element) -> Iterator[str]:
    if spelled(one.definition).whole != spelled(other.definition).whole:
        yield "meaning"
    if (one.value_type, one.value_domain) != (other.value_type, other.value_domain):
        yield "values"
    if one.unit != other.unit:
        yield "unit"
    if set(one.subjects) != set(other.subjects):
        yield "subjects"
    if _suppliers(one) != _suppliers(other):
        yield "suppliers"
    if one.steward != other.steward:
        yield "steward"
    if set(one.regime) != set(other.regime):
        yield "regime"
    if one.identifiability != other.identifiability:
        yield "identifiability"
