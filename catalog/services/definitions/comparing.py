"""Two versions of a text side by side: what differs, the words that went and those that came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from catalog.records.difference import Difference, Grade
from catalog.records.ids import Version
from catalog.records.snapshot import Text
from catalog.rules.changes.differences import differences
from catalog.services.consequences.words import Marked, marked
from catalog.services.definitions.dictionary import Dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One part that differs. Pieces are marked ``same``, ``gone`` or ``come``; nothing where none stood.

    ``widens`` says that by itself it may let more flow.
    """

    path: str
    olds: Marked
    news: Marked
    grade: Grade
    widens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of one text, the older first, and every part that differs."""

    older: Text[Any]
    newer: Text[Any]
    parts: tuple[Compared, ...]


def comparison(older: Text[Any], newer: Text[Any]) -> Comparison:
    """Return two versions side by side."""
    parts = tuple(_compared(one) for one in differences(older.record, newer.record))
    return Comparison(older=older, newer=newer, parts=parts)


def _compared(one: Difference) -> Compared:
    olds: Marked = () if one.old is None else (("gone", one.old),)
    news: Marked = () if one.new is None else (("come", one.new),)
    if one.old is not None and one.new is not None:
        olds, news = marked(one.old, one.new)
    return Compared(path=one.path, olds=olds, news=news, grade=one.grade, widens=one.widens)


def pair_named(
    dictionary: Dictionary, kind: str, id: str, *, pair: str
) -> tuple[Text[Any], Text[Any]] | None:
    """Return the public versions that ``1.0.0..2.0.0`` names, the older first; ``None`` for others."""
    first, dots, second = pair.partition("..")
    there = {str(text.version): text for text in dictionary.versions(kind, id)}
    older, newer = there.get(first), there.get(second)
    if not dots or older is None or newer is None or older.version >= newer.version:
        return None
    return older, newer


def pairs(dictionary: Dictionary, kind: str, id: str) -> Iterator[tuple[Text[Any], Text[Any]]]:
    """Yield each public version with the one that follows it."""
    yield from pairwise(dictionary.versions(kind, id))


def pair_name(older: Version, newer: Version) -> str:
    """Return how a comparison is called in addresses.

    >>> pair_name(Version.parse("1.0.0"), Version.parse("2.0.0"))
    '1.0.0..2.0.0'
    """
    return f"{older}..{newer}"
