"""Atom feeds (RFC 4287): entries with permanent names, dated by the records and never by a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from catalog.interchange.rendering import fill

_NAMES = UUID("a33b6ea5-5fd5-5ac1-9b57-3a0eb26fe83b")
"""The name space of all names made here. It is part of every name, so it never changes."""


def permanent_uuid(name: str) -> UUID:
    """Return the UUID of a record (version 5): the same always and everywhere for the same name."""
    return uuid5(_NAMES, name)


def permanent_urn(name: str) -> str:
    """Return the URN of a record, by which a feed reader knows it again wherever it is served.

    >>> permanent_urn("decision:c2c-gb/2026/0014") == permanent_urn("decision:c2c-gb/2026/0014")
    True
    """
    return permanent_uuid(name).urn


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed. ``link`` is as the feed's reader needs it: absolute, or relative to the feed."""

    name: str
    title: str
    link: str
    published: datetime
    updated: datetime
    author: str
    summary: str
    language: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: its permanent name, its title, where it and the page beside it are found, its entries."""

    name: str
    title: str
    subtitle: str
    own_link: str
    page_link: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When the newest of its entries was last updated. A feed without entries is never written."""
        return max(entry.updated for entry in self.entries)


def atom(feed: Feed) -> bytes:
    """Return a feed as its file."""
    return fill("feed.atom", feed=feed, urn=permanent_urn).encode()
