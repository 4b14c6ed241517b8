"""The texts that are decided on: where each is published, what leads there, and its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.interchange.pages import Link, Page, Standing
from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.element import Provenance
from catalog.records.ids import Digest
from catalog.services.publishing.frames import TEXT_FOLDERS, link_to
from catalog.services.publishing.shelves import Shelves
from catalog.store.leaf import Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedText:
    """A text as a page names it: what it is called, its digest, and where it is published, if it is.

    ``title`` and ``plain`` are its own words: what it is about, and what a definition says in plain language.
    """

    words: str | Phrase
    address: str | None
    digest: Digest
    title: str | None = None
    plain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """A text with who proposed and who adopted it, and the file it stands in."""

    leaf: Leaf
    adopted_by: tuple[DecisionRecord, ...]
    proposed_by: tuple[Link, ...]
    file: str


def text_stem(leaf: Leaf) -> str:
    """Return the address of a text without its ending. Those of the dictionary are published with it."""
    return f"{TEXT_FOLDERS.get(leaf.kind) or f'texts/{leaf.kind}'}/{leaf.id}/{leaf.version}"


def named_text(shelves: Shelves, digest: Digest | None) -> NamedText | None:
    """Return what a page says of the text with a digest, also of one that the catalog has not."""
    if digest is None:
        return None
    leaf = shelves.texts.get(digest)
    if leaf is None:
        return NamedText(words=phrase("a text that is not in the catalog"), address=None, digest=digest)
    document = leaf.document()
    return NamedText(
        words=_called(leaf),
        address=f"{text_stem(leaf)}.html",
        digest=digest,
        title=document.get("title"),
        plain=document.get("plain_language"),
    )


def text_page(shelves: Shelves, leaf: Leaf) -> Page:
    """Return the page of a text."""
    stem, document = text_stem(leaf), leaf.document()
    standing = Standing(
        kind=leaf.kind,
        id=_called(leaf),
        digest=leaf.digest,
        stem=stem,
        index=None,
        covered_by=None,
        note=_note(document),
    )
    called = document.get("title") or document.get("name") or leaf.id
    view = TextView(
        leaf=leaf,
        adopted_by=tuple(shelves.adopted_by.get(leaf.digest, ())),
        proposed_by=tuple(link_to("proposal", name) for name in shelves.proposed_by.get(leaf.digest, ())),
        file=shelves.state.originals[leaf.path].decode(),
    )
    return Page(
        template="text.html",
        address=f"{stem}.html",
        title=phrase("{title}, version {version}", title=called, version=leaf.version),
        section="",
        shown={"text": view},
        standing=standing,
    )


def text_inputs(shelves: Shelves, leaf: Leaf) -> Iterator[str]:
    """List what the page of a text is made from."""
    yield shelves.state.hashes[leaf.path]
    yield from (shelves.state.digest("decision", one.id) for one in shelves.adopted_by.get(leaf.digest, ()))
    yield from shelves.proposed_by.get(leaf.digest, ())


def _called(leaf: Leaf) -> str:
    return f"{leaf.kind}:{leaf.id}@{leaf.version}"


def _note(document: Any) -> Provenance | None:
    told = document.get("provenance")
    return Provenance(status=told["status"], source=told["source"]) if isinstance(told, dict) else None
