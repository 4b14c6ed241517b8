"""A partner's own pages: its agreements and what they ask of it, and what a draft would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.ids import PartnerId
from catalog.records.snapshot import Snapshot
from catalog.services.partners.agreements import with_pages
from catalog.services.partners.asking import Typed, providers_of
from catalog.services.partners.drafting import Faulty, weigh_draft
from catalog.services.partners.flow_pages import Answered, form_of
from catalog.services.partners.overview import overview
from catalog.services.partners.received import received_by
from catalog.services.partners.voting import vote_needed


def partner_page(
    snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date
) -> Answered:
    """Return a partner's own view of its agreements: its own by default, for staff the first provider's."""
    typed = Typed(given)
    first = own or min(providers_of(snapshot), default=next(iter(snapshot.partners), ""))
    partner = typed.one_of("partner", snapshot.partners, otherwise=first)
    on = typed.day("on", today)
    faults = tuple(typed.faults)
    found = None if faults else overview(snapshot, partner, on=on, as_known=today)
    received = () if found is None else received_by(PartnerId(found.partner.id), on=on)
    shown = {"partner": partner, "on": on.isoformat(), **given}
    page = Page(
        template="partners/partner.html",
        address="partner.html",
        title=phrase("My agreements") if partner == own else phrase("A partner's agreements"),
        section="partner",
        shown={
            "form": form_of(snapshot, shown, faults),
            "overview": found,
            "received": received,
            "on_day": on,
            "linked": with_pages(snapshot),
        },
    )
    document = {"faults": [one.document() for one in faults]} if found is None else found.document()
    if found is not None:
        document = {**document, "releases": [one.document() for one in received]}
    return Answered(page=page, document=document, faulty=bool(faults))


def draft_page(root: Path, snapshot: Snapshot, text: bytes | None, *, today: date) -> Answered:
    """Return the page on which a draft is weighed; without a text its form alone."""
    found = None if text is None else weigh_draft(root, text, on=today)
    faulty = isinstance(found, Faulty)
    page = Page(
        template="partners/draft.html",
        address="partner/draft.html",
        title=phrase("What would a draft change?"),
        section="partner",
        shown={
            "text": "" if text is None else text.decode("utf-8", errors="replace"),
            "weighed": None if faulty else found,
            "faults": found.findings if isinstance(found, Faulty) else (),
            "votes": vote_needed(snapshot, on=today),
            "on_day": today,
        },
    )
    return Answered(page=page, document={} if found is None else found.document(), faulty=faulty)
