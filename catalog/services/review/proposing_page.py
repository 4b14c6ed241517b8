"""The form by which staff propose a change, and what would follow from it before anything is proposed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.services.clerk.forms import Filled, sheet_of
from catalog.services.consequences.packet import packet_of
from catalog.services.consequences.page import shown_of
from catalog.services.current import Reading
from catalog.services.proposing import Proposed

FIELDS_OF_REFUSALS = {
    "text-differs": "text",
    "adopted-twice": "text",
    "version-bump-too-small": "text",
    "proposal-base-stale": "base",
    "effective-before-decided": "effective",
    "nothing-to-retire": "retires",
    "may-not-adopt": "body",
    "advisory-adopts": "body",
    "no-rules-yet": "body",
}
"""The field beside which each refusal of a proposal stands."""


def propose_page(
    reading: Reading, filled: Filled, *, would_be: Proposed | None = None, on: date | None = None
) -> Page:
    """Return the form; with a proposal that would be made, what would follow from it is shown below."""
    shown: dict[str, object] = {
        "sheet": sheet_of("propose", filled),
        "bodies": tuple(one for one in reading.snapshot.bodies.values() if one.classification != "advisory"),
        "packet": None,
        "would_be": would_be,
    }
    if would_be is not None and on is not None:
        shown |= _consequences(reading.root, would_be, on=on)
    return Page(
        template="board/propose.html",
        address="review/propose.html",
        title=phrase("Propose a change"),
        section="review",
        shown=shown,
    )


def _consequences(root: Path, would_be: Proposed, *, on: date) -> dict[str, object]:
    packet = packet_of(root, would_be.id, on=on, snapshot=would_be.snapshot, said=would_be.text)
    return shown_of(packet.document)
