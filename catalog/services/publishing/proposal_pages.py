"""The page of a proposal: what would change, why, what else was considered, and where it was heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from catalog.interchange.pages import Link, Page
from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.meetings import Meeting, Proposal
from catalog.services.proposals import Listed
from catalog.services.publishing.frames import link_to, packet_stem, standing_of, stem_of
from catalog.services.publishing.log_pages import Tombstone, tombstones
from catalog.services.publishing.materials import Material, material
from catalog.services.publishing.meeting_lists import meeting_link
from catalog.services.publishing.shelves import Shelves
from catalog.services.publishing.texts import NamedText, named_text

_CALLED: Final = {
    "new": phrase("Add {object}"),
    "amend": phrase("Amend {object}"),
    "retire": phrase("Retire {object}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingView:
    """A meeting on whose agenda a proposal stands: the item, and the files handed out on it."""

    meeting: Meeting
    link: Link
    number: str
    title: str
    materials: tuple[Material, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """A proposal with its hearings, the decisions on it, and its packet where none is handed out yet."""

    record: Proposal
    listed: Listed
    body: Link | None
    hearings: tuple[HearingView, ...]
    decisions: tuple[DecisionRecord, ...]
    packet: Link | None
    gone: tuple[Tombstone, ...]
    text: NamedText | None
    base: NamedText | None


def proposal_title(proposal: Proposal) -> str | Phrase:
    """Return what a proposal is called: its title, else what it would do."""
    return proposal.title or Phrase(_CALLED[proposal.change].words, {"object": str(proposal.object)})


def proposal_link(proposal: Proposal) -> Link:
    """Return a link to the page of a proposal, by what it is called."""
    return Link(words=proposal_title(proposal), address=f"{stem_of('proposal', proposal.id)}.html")


def proposal_page(shelves: Shelves, proposal: Proposal, *, has_packet: bool) -> Page:
    """Return the page of a proposal."""
    standing = standing_of(shelves.state, "proposal", proposal.id, note=proposal.provenance)
    return Page(
        template="proposal.html",
        address=f"{standing.stem}.html",
        title=proposal_title(proposal),
        section="proposals",
        shown={"proposal": _view(shelves, proposal, has_packet=has_packet), "comments": None},
        standing=standing,
    )


def proposal_inputs(shelves: Shelves, proposal: Proposal, *, has_packet: bool) -> Iterator[str]:
    """List what a proposal's page is made from."""
    state = shelves.state
    yield f"{state.digest('proposal', proposal.id)} {has_packet}"
    yield f"{named_text(shelves, proposal.digest)} {named_text(shelves, proposal.base)}"
    if proposal.body is not None:
        yield state.digest("body", proposal.body)
    yield from (one.id for one in _gone(shelves, proposal))
    for meeting in shelves.heard_in.get(proposal.id, ()):
        yield state.digest("meeting", meeting.id)
    for decision in shelves.decided_on.get(proposal.id, ()):
        yield state.digest("decision", decision.id)


def _gone(shelves: Shelves, proposal: Proposal) -> tuple[Tombstone, ...]:
    """Return the meetings that are gone, and whose notices named the proposal."""
    return tuple(one for one in tombstones(shelves) if proposal.id in one.proposals)


def _view(shelves: Shelves, proposal: Proposal, *, has_packet: bool) -> ProposalView:
    bodies = shelves.state.snapshot.bodies
    body = None if proposal.body is None else link_to("body", proposal.body, bodies[proposal.body].title)
    return ProposalView(
        record=proposal,
        listed=shelves.proposals[proposal.id],
        body=body,
        hearings=tuple(
            HearingView(
                meeting=meeting,
                link=meeting_link(meeting),
                number=item.number,
                title=item.title,
                materials=tuple(material(meeting, line) for line in item.materials),
            )
            for meeting in shelves.heard_in.get(proposal.id, ())
            for item in meeting.agenda
            if item.proposal == proposal.id
        ),
        decisions=tuple(shelves.decided_on.get(proposal.id, ())),
        packet=Link(words=phrase("consequence packet"), address=f"{packet_stem(proposal.id)}.html")
        if has_packet
        else None,
        gone=_gone(shelves, proposal),
        text=named_text(shelves, proposal.digest),
        base=named_text(shelves, proposal.base),
    )
