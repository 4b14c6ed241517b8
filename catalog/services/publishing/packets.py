"""The consequence packet of a proposal that stands on no public agenda yet, and so lies in no materials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from catalog.errors import CatalogError
from catalog.interchange.pages import FolderFace, Page
from catalog.interchange.rendering import render
from catalog.phrases import phrase
from catalog.records.meetings import Proposal
from catalog.services.publishing.frames import packet_stem
from catalog.services.publishing.shelves import Shelves
from catalog.store.canonical import canonical_bytes


def wants_packet(shelves: Shelves, proposal: Proposal) -> bool:
    """Say whether a packet is published for itself: one that has its day, and waits for an agenda."""
    is_waiting = proposal.id not in shelves.heard_in and proposal.id not in shelves.decided_on
    return is_waiting and proposal.proposed_on is not None


def packet_files(shelves: Shelves, proposal: Proposal) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the packet as a page and as data, as of the day on which the proposal was made."""
    stem = packet_stem(proposal.id)
    yield f"{stem}.html", partial(_page, shelves, proposal)
    yield f"{stem}.json", partial(_data, shelves, proposal)


def _page(shelves: Shelves, proposal: Proposal) -> bytes:
    found = _worked_out(shelves, proposal)
    if not isinstance(found, str):
        return found[0]
    missing = Page(
        template="no-packet.html",
        address=f"{packet_stem(proposal.id)}.html",
        title=phrase("Consequences of {proposal}", proposal=proposal.id),
        section="proposals",
        shown={"proposal": proposal, "reason": found},
    )
    return render(missing, FolderFace()).encode()


def _data(shelves: Shelves, proposal: Proposal) -> bytes:
    found = _worked_out(shelves, proposal)
    if not isinstance(found, str):
        return found[1]
    return canonical_bytes({"kind": "consequence-packet", "proposal": proposal.id, "not_worked_out": found})


def _worked_out(shelves: Shelves, proposal: Proposal) -> tuple[bytes, bytes] | str:
    """Return the packet as a page and as data, or why there can be none: that is worth publishing too."""
    from catalog.services.consequences.packet import packet_of  # noqa: PLC0415  # rules that few runs need

    kept = shelves.packets
    if proposal.id not in kept and proposal.proposed_on is not None:
        try:
            packet = packet_of(
                shelves.state.root, proposal.id, on=proposal.proposed_on, snapshot=shelves.state.snapshot
            )
            kept[proposal.id] = packet.html, packet.data
        except CatalogError as error:
            kept[proposal.id] = error.message
    return kept[proposal.id]
