"""A segment of a Whoosh index, opened by Whoosh's codec: postings as arrays, lexicon, facets, titles.

Segments never change once written, so what is read from one is kept from generation to generation. Only
which of its records are deleted differs; a generation knows that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from threading import RLock
from typing import Any, Final, NamedTuple

import numpy as np
from whoosh.codec.base import Segment as WhooshSegment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import TermNotFound

from catalog.index.schema import NAME, Numbers, Terms, Weights
from catalog.index.terms import title_key

_FORMAT: Final = Terms().format
NONE: Final = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


class Lexicon(NamedTuple):
    """Terms of a field, ascending, and in how many records of the segment each stands."""

    terms: list[str]
    counts: Numbers


class Facets(NamedTuple):
    """The facet terms of a segment, and for each record which of them it has.

    Those of record ``n`` are ``values[starts[n]:starts[n + 1]]``, as places among the terms.
    """

    terms: list[str]
    values: Numbers
    starts: Numbers


class Segment:
    """One segment. Whoosh's files have one position for all threads, so one thread reads at a time."""

    def __init__(self, folder: Path, segment: WhooshSegment) -> None:
        storage = FileStorage(str(folder))
        self.id: str = segment.segment_id()
        self.count: int = segment.doc_count_all()
        self._terms = segment.codec().terms_reader(storage, segment)
        self._records = segment.codec().per_document_reader(storage, segment)
        self._reading = RLock()

    def __del__(self) -> None:
        self._terms.close()
        self._records.close()

    def postings(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """Return the numbers of the records that have a term, and its weight in each."""
        with self._reading:
            try:
                found: tuple[Numbers, Weights] = self._terms.matcher(field, term.encode(), _FORMAT).arrays()
            except TermNotFound:
                return NONE
            return found

    def terms(self, field: str, begin: str) -> list[str]:
        """Return the terms of a field that begin so, ascending."""
        with self._reading:
            return [term for term, _ in self._items(field, begin)]

    def lexicon(self, field: str) -> Lexicon:
        """Return every term of a field and how many records have it."""
        with self._reading:
            found = [(term, read.doc_frequency()) for term, read in self._items(field, "")]
        return Lexicon([term for term, _ in found], np.array([count for _, count in found], dtype=np.int64))

    def _items(self, field: str, begin: str) -> Iterator[tuple[str, Any]]:
        start = begin.encode()
        if field not in set(self._terms.indexed_field_names()):
            return
        for (_, term), read in takewhile(
            lambda item: item[0][0] == field and item[0][1].startswith(start),
            self._terms.items_from(field, start),
        ):
            yield term.decode(), read

    @cached_property
    def words(self) -> Lexicon:
        """The words of the segment, as they are written."""
        return self.lexicon("surface")

    @cached_property
    def facets(self) -> Facets:
        """The facets of the segment's records."""
        terms = self.terms("facet", "")
        found = [self.postings("facet", term)[0] for term in terms]
        records = np.concatenate(found) if found else NONE[0]
        values = np.repeat(np.arange(len(terms)), [len(one) for one in found])
        in_order = np.argsort(records, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(records, minlength=self.count))))
        return Facets(terms, values[in_order], starts)

    @cached_property
    def by_title(self) -> list[tuple[tuple[str, str], int]]:
        """The title and the key of every record, as lists are sorted by them, and its number."""
        named = ((title_key(title), key) for key, title in self.stored)
        return sorted(zip(named, range(self.count), strict=True))

    def said(self, number: int) -> str:
        """Return the words of a record in a row, a line for each passage."""
        with self._reading:
            found: str = self._records.stored_fields(number)["said"]
            return found

    @cached_property
    def stored(self) -> list[tuple[str, str]]:
        """The key and the title of every record."""
        with self._reading:
            return [self._records.stored_fields(number)["stored"] for number in range(self.count)]


def segments_in(folder: Path) -> tuple[WhooshSegment, ...]:
    """Return the segments that a Whoosh index in a folder consists of."""
    return tuple(TOC.read(FileStorage(str(folder)), NAME).segments)
