"""How a file of a publication is planned: what is made of it, from what, and in which languages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Literal

from catalog.interchange.pages import LANGUAGES, PAGE, FolderFace, Language, Page, in_language
from catalog.interchange.rendering import render
from catalog.interchange.site import Planned
from catalog.interchange.twins import TWINS, Twin, twin_address, with_twins
from catalog.services.publishing.fingerprints import fingerprint
from catalog.services.publishing.shelves import Shelves
from catalog.services.twins import twin_bytes
from catalog.store.canonical import canonical_bytes
from catalog.store.leaf import Leaf

Beside = Literal["record", "twins", "nothing"]
"""What programs find beside a page: the record that it shows, twins of the page, or nothing."""


def made(
    address: str, make: Callable[[], bytes], inputs: Iterable[str], *, made_with: str | None = None
) -> Planned:
    """Plan a file that is made from its inputs, by itself or together with others."""
    return Planned(address=address, make=make, made_from=fingerprint(address, inputs), made_with=made_with)


def as_it_is(address: str, data: bytes) -> Planned:
    """Plan a file whose bytes are there."""
    return Planned(address=address, make=lambda: data, sha256=hashlib.sha256(data).hexdigest())


def page(
    address: str,
    make: Callable[[], Page],
    inputs: Iterable[str],
    *,
    moved_to: str | None = None,
    beside: Beside = "record",
) -> Iterator[Planned]:
    """Plan a page: it is rendered as a file in each language, and as it is wherever else it is shown."""
    made_from = fingerprint(address, inputs)
    yield from page_made_from(address, make, made_from, moved_to=moved_to, beside=beside)


def page_made_from(
    address: str,
    make: Callable[[], Page],
    made_from: str,
    *,
    moved_to: str | None = None,
    beside: Beside = "record",
) -> Iterator[Planned]:
    """Plan a page that is made from what others are made from too, and its twins where no record is one."""
    own = make if moved_to or beside == "nothing" else partial(_linked, make)
    for language in LANGUAGES:
        yield Planned(
            address=in_language(address, language),
            make=partial(rendered, own, language),
            page=own,
            made_from=made_from,
            moved_to=moved_to,
            has_twins=beside == "twins",
        )
    if beside == "twins":
        for twin in TWINS:
            at = twin_address(address, twin)
            yield Planned(address=at, make=partial(_as_twin, own, twin), made_from=made_from)


def found_page(address: str, make: Callable[[], Page], *, moved_to: str | None = None) -> Planned:
    """Return a page that somebody asks for by its address; what it is made from is not asked."""
    own = make if moved_to else partial(_linked, make)
    return Planned(
        address=address,
        make=partial(rendered, own, "en"),
        page=own,
        moved_to=moved_to,
        has_twins=moved_to is None,
    )


def found_twin(address: str, found: Callable[[str], Planned | None]) -> Planned | None:
    """Return the twin at an address, where the page of that name is ``found`` and has twins."""
    for twin in TWINS:
        if address.endswith(f".{twin}"):
            one = found(f"{address.removesuffix(f'.{twin}')}{PAGE}")
            if one is not None and one.page is not None and one.has_twins:
                return Planned(address=address, make=partial(_as_twin, one.page, twin))
    return None


def _linked(make: Callable[[], Page]) -> Page:
    return with_twins(make())


def _as_twin(make: Callable[[], Page], twin: Twin) -> bytes:
    return twin_bytes(_made_last(make), twin)


def rendered(make: Callable[[], Page], language: Language) -> bytes:
    """Return a page as a file."""
    return render(_made_last(make), FolderFace(language=language)).encode()


@lru_cache(maxsize=1)
def _made_last(make: Callable[[], Page]) -> Page:
    """Return a page; it is kept until the next one, for the next language."""
    return make()


def record(shelves: Shelves, leaf: Leaf, *, stem: str) -> Iterator[Planned]:
    """Plan a record as JSON, whose hash is its digest, and as the YAML that stands in the catalog."""
    yield Planned(
        address=f"{stem}.json",
        make=partial(_canonical, leaf),
        sha256=leaf.digest.removeprefix("sha256:"),
    )
    yield Planned(
        address=f"{stem}.yaml",
        make=partial(shelves.state.originals.__getitem__, leaf.path),
        sha256=shelves.state.hashes[leaf.path],
    )


def _canonical(leaf: Leaf) -> bytes:
    return canonical_bytes(leaf.document())
