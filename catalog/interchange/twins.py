"""The twins of a page: what it shows, as a plain object that programs read as JSON or YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, Literal

from catalog.interchange.pages import PAGE, Link, Page, Spoken
from catalog.interchange.rendering import say
from catalog.phrases import Phrase
from catalog.records.snapshot import Text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Twin = Literal["json", "yaml"]
TWINS: Final[tuple[Twin, ...]] = ("json", "yaml")
_RECORDS: Final = "catalog.records."
_SEVERAL: Final = (Mapping, tuple, list, frozenset)
_OF_TEXT: Final = ("kind", "id", "version", "digest")
_KEPT_APART: Final = frozenset(
    f"{_RECORDS}{name}"
    for name in ("account", "audit", "desk_papers", "public_comment", "signing_in", "subscription")
)
"""What is kept in the workspace. A page that shows any of it says itself what programs get."""


def with_twins(page: Page, query: str = "") -> Page:
    """Return a page that links its twins; ``query`` is what it was asked, where it was."""
    links = (Link(words=twin.upper(), address=twin_address(page.address, twin, query)) for twin in TWINS)
    return replace(page, twins=tuple(links))


def twin_address(address: str, twin: Twin, query: str = "") -> str:
    """Return where the twin of a page stands.

    >>> twin_address("decisions.html", "yaml"), twin_address("search.html?q=a", "json", "q=a")
    ('decisions.yaml', 'search.json?q=a')
    """
    stem = address.partition("#")[0].partition("?")[0].removesuffix(PAGE)
    return f"{stem}.{twin}" + (f"?{query}" if query else "")


def document_of(page: Page) -> object:
    """Return what programs are told in place of a page."""
    if page.document is not None:
        return plain(page.document())
    kind = PurePosixPath(page.template).stem
    return {"kind": kind, "title": plain(page.title), **_mapping(page.shown)}


def plain(value: object) -> object:
    """Return what a page shows as text, numbers, lists and mappings.

    Words of the interface are said in English. A record with an id that stands within something else is
    told in its single values: the whole of it stands at its own address. Raises ``TypeError`` for what was
    never meant for everybody.

    >>> plain((Link(words="Board", address="bodies/gb.html"), date(2026, 2, 18)))
    [{'words': 'Board', 'address': 'bodies/gb.html'}, '2026-02-18']
    """
    if value is None or isinstance(value, int):
        return value
    said = _said(value)
    return _told(value) if said is None else said


def _said(value: object) -> str | None:
    """Return what is one word or number to a reader; ``None`` where there is more to it."""
    if isinstance(value, Phrase):
        return say(value)
    if isinstance(value, date):
        return value.isoformat()
    is_word = isinstance(value, str | Fraction) or (_is_named(value) and "__str__" in vars(type(value)))
    return str(value) if is_word else None


def _told(value: object) -> object:
    if isinstance(value, Spoken):
        return dict(value.words)
    if isinstance(value, Text):
        return _mapping({name: getattr(value, name) for name in _OF_TEXT})
    if isinstance(value, Mapping):
        return _mapping(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if _is_named(value):
        return _mapping({name: getattr(value, name) for name in value._fields})  # type: ignore[attr-defined]  # just asked
    if isinstance(value, frozenset | set):
        return sorted((plain(one) for one in value), key=repr)
    return [plain(one) for one in value] if isinstance(value, Iterable) else _refused(value)


def _is_named(value: object) -> bool:
    return isinstance(value, tuple) and hasattr(value, "_fields")


def _mapping(value: Mapping[Any, object]) -> dict[str, object]:
    return {_key(key): plain(one) for key, one in value.items()}


def _key(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _fields(value: DataclassInstance) -> object:
    module = type(value).__module__
    if module in _KEPT_APART:
        return _refused(value)
    told = {one.name: getattr(value, one.name) for one in fields(value) if not one.name.startswith("_")}
    if module.startswith(_RECORDS) and "id" in told:
        told = {name: one for name, one in told.items() if _is_named(one) or not isinstance(one, _SEVERAL)}
    return _mapping(told)


def _refused(value: object) -> object:
    raise TypeError(f"a {type(value).__name__} is not for everybody: let the page say what programs get")
