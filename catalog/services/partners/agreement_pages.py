"""The public pages of agreements: the list, and each one's terms in plain words with all its versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from catalog.interchange.pages import Link, Page, phrase
from catalog.records.agreement import AgreementEvent
from catalog.records.ids import Digest
from catalog.services.partners.agreements import Told, agreements_of, tell
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.texts import named_text
from catalog.store.canonical import canonical_bytes


def agreement_stem(id: str) -> str:
    """Return the address of an agreement without its ending."""
    return f"agreements/{id}"


def agreements_page(shelves: Shelves, *, on: date) -> Page:
    """Return the list of agreements as they stand on a day."""
    snapshot = shelves.state.snapshot
    told = tuple(tell(snapshot, id, on=on, as_known=on) for id in agreements_of(snapshot, None))
    return Page(
        template="partners/agreements.html",
        address="agreements.html",
        title=phrase("Data-sharing agreements"),
        section="agreements",
        shown={"agreements": told, "on_day": on},
        about=phrase("Who shares which data with whom, by which agreement, and until when."),
    )


def agreement_page(shelves: Shelves, id: str, *, on: date) -> Page:
    """Return an agreement's page. Raises ``NotFound`` where there is none of that id."""
    told = tell(shelves.state.snapshot, id, on=on, as_known=on)
    return Page(
        template="partners/agreement.html",
        address=f"{agreement_stem(id)}.html",
        title=told.title,
        section="agreements",
        shown={
            "told": told,
            "note": told.shown.record.provenance,
            "on_day": on,
            "texts": _texts(shelves, told),
            "events": events_told(told),
            "twin": f"{agreement_stem(id)}.json",
        },
        about=phrase("The terms of a data-sharing agreement in plain words, with every version and vote."),
    )


def agreement_twin(shelves: Shelves, id: str, *, on: date) -> bytes:
    """Return an agreement's page as JSON."""
    told = tell(shelves.state.snapshot, id, on=on, as_known=on)
    return canonical_bytes({"kind": "agreement-standing", **told.document()})


def agreement_inputs(shelves: Shelves, *, on: date) -> Iterator[str]:
    """List what the pages of agreements are made from: a title or a vote anywhere may show on one."""
    yield shelves.state.snapshot.digest
    yield on.isoformat()


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
