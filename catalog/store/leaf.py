"""A leaf: one file of a catalog that is right by itself, digested and packed for the cache."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import msgpack  # type: ignore[import-untyped]  # it ships no types

from catalog.records.finding import Finding
from catalog.records.ids import Digest
from catalog.store.canonical import digest
from catalog.store.layout import Place
from catalog.store.references import references_of
from catalog.store.wording import printable


class Blobs(Protocol):
    """Packed documents, one after the other: bytes, or what a cache file holds."""

    def __getitem__(self, part: slice, /) -> bytes: ...


class Leaf(NamedTuple):
    """A file that is right by itself. ``former`` are an element's ids of old.

    Its document lies packed in ``blobs``, from ``start`` to ``end``. A plain tuple, because a warm
    start makes many thousand of them.
    """

    path: str
    kind: str
    id: str
    version: str | None
    digest: Digest
    references: tuple[str, ...]
    former: tuple[str, ...]
    blobs: Blobs
    start: int
    end: int

    def blob(self) -> bytes:
        """Return the document, packed."""
        return self.blobs[self.start : self.end]

    def document(self) -> Any:
        """Return what the file says."""
        return msgpack.unpackb(self.blob(), strict_map_key=False)


def leaf_of(path: str, place: Place, *, document: Any) -> Leaf:
    """Pack a document that is right by itself."""
    blob = msgpack.packb(document)
    return Leaf(
        path=path,
        kind=place.kind,
        id=place.id,
        version=place.version,
        digest=digest(document),
        references=tuple(sorted(references_of(place.kind, place.id, document))),
        former=tuple(document.get("formerly") or ()) if place.kind == "element" else (),
        blobs=blob,
        start=0,
        end=len(blob),
    )


def unknown_file(path: str) -> Finding:
    """Return the finding for a file that is no record."""
    return Finding(
        file=printable(path),
        line=None,
        column=None,
        code="unknown-file",
        severity="error",
        message="this file is none of a catalog's records",
        hint="move it out, or give it the name and folder that its kind has (`p20w init` shows them)",
    )
