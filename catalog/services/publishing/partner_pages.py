"""The page of a partner: what it supplies and stewards, its agreements, its zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.interchange.pages import Page
from catalog.records.ids import PartnerId
from catalog.services.definitions.listing import partner_view
from catalog.services.publishing.dictionaries import dictionary_on
from catalog.services.publishing.dictionary_lists import agreement_mark
from catalog.services.publishing.shelves import Shelves

FOLDER = "partners"


def partner_page(shelves: Shelves, id: PartnerId, *, on: date) -> Page:
    """Return the page of a partner of the catalog."""
    view = partner_view(dictionary_on(shelves, on), id)
    if view is None:
        raise KeyError(id)
    return Page(
        template="dictionary/partner.html",
        address=f"{FOLDER}/{id}.html",
        title=view.partner.name,
        section=FOLDER,
        shown={"view": view},
    )


def partner_inputs(shelves: Shelves, id: PartnerId, *, on: date) -> Iterator[str]:
    """List what a partner's page is made from."""
    view = partner_view(dictionary_on(shelves, on), id)
    if view is not None:
        yield repr((view.partner, view.supplies, view.stewards, view.zones))
        yield from map(agreement_mark, view.agreements)
