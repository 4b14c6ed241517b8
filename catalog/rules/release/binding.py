"""Bind the columns of data to the fields of a dataset, by exactly their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

_NEAR: Final = 0.8
"""How alike two names are, from 0 to 1, for one to be taken for a slip of the other."""

_NEAREST_LETTERS: Final = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "abekmhopctyxijs" + "abeikvoptux",
)
"""Cyrillic and Greek letters, and the Latin ones that they are read as."""


_PLAIN: Final = re.compile(r"[A-Za-z_]+(?:[._-]?[A-Za-z_]+|[0-9]{1,3})*")
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A column whose name is nearly, but not exactly, a field's."""

    name: str
    field: str
    differs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The columns that are fields, those that nearly are, and those that are nothing of the dataset."""

    bound: tuple[str, ...]
    variants: tuple[Variant, ...]
    unbound: tuple[str, ...]


def bind(names: Sequence[str], fields: Iterable[str]) -> Binding:
    """Bind columns to fields. A name in other letters, or with a space or a mark more, is no field's."""
    known = list(fields)
    exact = frozenset(known)
    folded = {_folded(field): field for field in known}
    bound, variants, unbound = [], [], []
    for name in names:
        if name in exact:
            bound.append(name)
        elif (near := folded.get(_folded(name))) is not None:
            variants.append(Variant(name=name, field=near, differs=_difference(name, near)))
        else:
            unbound.append(name)
    return Binding(bound=tuple(bound), variants=tuple(variants), unbound=tuple(unbound))


def shown(names: Sequence[str], name: str) -> str:
    """Return how a column that is no field is told of: by its place, where its name may be a value.

    >>> shown(["SSID", "John Smith", "note_2"], "note_2"), shown(["SSID", "John Smith"], "John Smith")
    ('note_2', 'column 2')
    """
    plain = len(name) <= _LONGEST and _PLAIN.fullmatch(name) is not None
    return name if plain else f"column {names.index(name) + 1}"


def nearest(name: str, fields: Iterable[str]) -> str | None:
    """Return the field that somebody who wrote this name may have meant; ``None`` if there is none."""
    folded = {_folded(field): field for field in fields}
    near = get_close_matches(_folded(name), folded, n=1, cutoff=_NEAR)
    return folded[near[0]] if near else None


def _folded(name: str) -> str:
    """Return what a name looks like: without case, marks, spaces and invisible signs, in Latin letters."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_NEAREST_LETTERS)
    return "".join(letter for letter in plain if letter.isalnum())


def _difference(name: str, field: str) -> str:
    if name.startswith("\ufeff"):
        return "it begins with a byte order mark"
    if any(unicodedata.category(sign) in {"Cf", "Cc"} for sign in name):
        return "it holds a sign that is not seen"
    if name.strip() == field:
        return "it has a space at an end"
    if name.casefold() == field.casefold():
        return "its capital letters differ"
    if not name.isascii():
        return "it has letters that only look alike"
    return "its spaces or signs differ"
