"""The public page of an agreement: its terms in plain words, with all its versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from catalog.interchange.pages import Link, Page
from catalog.phrases import phrase
from catalog.records.agreement import AgreementEvent
from catalog.records.element import Provenance
from catalog.records.ids import Digest
from catalog.services.partners.agreements import Told, tell
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.texts import named_text
from catalog.store.canonical import canonical_bytes

FOLDER: Final = "agreements"
"""The folder in which agreements are published."""


def agreement_stem(id: str) -> str:
    """Return the address of an agreement without its ending."""
    return f"{FOLDER}/{id}"


def agreement_page(shelves: Shelves, id: str, *, on: date) -> Page:
    """Return an agreement's page. Raises ``NotFound`` where there is none of that id."""
    told = tell(shelves.state.snapshot, id, on=on, as_known=on, public=shelves.texts)
    return Page(
        template="partners/agreement.html",
        address=f"{agreement_stem(id)}.html",
        title=told.title,
        section="agreements",
        shown={
            "told": told,
            "note": _note(told),
            "on_day": on,
            "texts": _texts(shelves, told),
            "events": events_told(told),
        },
        about=phrase("The terms of a data-sharing agreement in plain words, with every version and vote."),
        document=lambda: {"kind": "agreement-standing", **told.document()},
    )


def agreement_inputs(shelves: Shelves, id: str, *, on: date) -> Iterator[str]:
    """List what an agreement's page is made from: all that it shows."""
    told = tell(shelves.state.snapshot, id, on=on, as_known=on, public=shelves.texts)
    yield canonical_bytes(told.document()).decode()
    yield repr([(one.clauses, one.claims, one.awaited) for one in told.versions])
    yield repr([(name, party.role) for one in told.versions for name, party in one.parties])
    yield repr((sorted((key, link.words) for key, link in _texts(shelves, told).items()), _note(told)))


def _texts(shelves: Shelves, told: Told) -> Mapping[Digest, Link]:
    """Return where the text of each version is published, of those that a decision or proposal names."""
    found: dict[Digest, Link] = {}
    for version in told.versions:
        digest = version.standing.life.text.digest
        text = named_text(shelves, digest)
        if text is not None and text.address is not None:
            found[digest] = Link(words=f"{told.id}@{version.number}", address=text.address)
    return found


def events_told(told: Told) -> tuple[AgreementEvent, ...]:
    """Return an agreement's events but signatures, which stand with their version; the newest first."""
    events = [event for event in told.standing.events if event.event != "signed"]
    return tuple(sorted(events, key=lambda event: (event.on, event.recorded_on), reverse=True))


def _note(told: Told) -> Provenance | None:
    return told.shown.record.provenance
