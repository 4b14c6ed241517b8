"""The pages of the review room: its queue, and a proposal with everything that bears on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from catalog.errors import CatalogError, NotFound, WorkspaceUnavailable
from catalog.interchange.pages import Page
from catalog.phrases import phrase
from catalog.records.account import Account
from catalog.records.decision_record import DecisionRecord
from catalog.records.desk_papers import Annotation
from catalog.records.ids import ProposalId
from catalog.records.public_comment import CommentState
from catalog.services.commenting.publishing import published_comments
from catalog.services.consequences.packet import Packet, packet_of
from catalog.services.consequences.page import shown_of
from catalog.services.current import Reading
from catalog.services.forms import Faults
from catalog.services.office import Office
from catalog.services.publishing.proposal_pages import proposal_title
from catalog.services.publishing.rolls import VoteView, vote_view
from catalog.services.review.annotating import Noted, noted_on
from catalog.services.review.queue import ORDER, Queued, queue, queued_one, settled

_SECTION: Final = "review"
_NO_FAULTS: Final = Faults(at={})
_SETTLED: Final[Mapping[str, Any]] = {"packet": None, "why_not": None, "places": ()}
"""What was decided is weighed no more: what was worked out before lies in the materials of its meetings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What an advisory body said of a proposal, and how its members voted."""

    record: DecisionRecord
    body: str
    vote: VoteView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedNote:
    """An annotation as it was typed: on which place, in which words, and what is wrong with it."""

    place: str = ""
    text: str = ""
    faults: Faults = _NO_FAULTS


def review_page(reading: Reading, office: Office) -> Page:
    """Return the queue."""
    snapshot, today = reading.snapshot, reading.today
    rows = queue(snapshot, today=today)
    counted = {word: _with_comments(office, found) for word, found in rows.items()}
    shown = {"order": ORDER, "rows": counted, "settled": settled(snapshot, today=today), "today": today}
    return Page(
        template="board/queue.html",
        address="review.html",
        title=phrase("Review room"),
        section=_SECTION,
        shown=shown,
    )


def _with_comments(office: Office, rows: Iterable[Queued]) -> list[Queued]:
    """Return rows with how many comments each has; without, where the workspace is not to be reached."""
    found = list(rows)
    try:
        with office.workspace.reading() as work:
            comments = work.comments.on([one.listed.proposal.id for one in found])
    except WorkspaceUnavailable:
        return found
    states = [(one.proposal, one.state) for one in comments]
    return [
        replace(
            one,
            unread=states.count((one.listed.proposal.id, CommentState.RECEIVED)),
            shown=states.count((one.listed.proposal.id, CommentState.SHOWN)),
        )
        for one in found
    ]


def proposal_address(proposal: str) -> str:
    """Return where the review room shows a proposal."""
    return f"review/proposals/{proposal}.html"


def packet_now(reading: Reading, proposal: str) -> Packet:
    """Return what would follow from a proposal, were it decided today. Raises ``CatalogError``."""
    return packet_of(reading.root, proposal, on=reading.today, snapshot=reading.snapshot)


def proposal_page(
    reading: Reading, office: Office, id: str, *, viewer: Account, note: TypedNote | None = None
) -> Page:
    """Return a proposal with its consequences, advice, comments and annotations. Raises ``NotFound``."""
    row = queued_one(reading.snapshot, ProposalId(id), today=reading.today)
    if row is None:
        raise NotFound(phrase("there is no proposal `{id}`", id=id))
    proposal = row.listed.proposal
    notes = noted_on(office, reading.snapshot, proposal, viewer=viewer)
    shown = {
        "row": row,
        "record": proposal,
        "advice": _advice(reading, row),
        "comments": published_comments(office, proposal.id),
        "notes": notes,
        "by_place": _by_place(notes),
        "typed": note or TypedNote(),
        **(_SETTLED if row.waits_for == "settled" else consequences(reading, id)),
    }
    return Page(
        template="board/proposal.html",
        address=proposal_address(id),
        title=proposal_title(proposal),
        section=_SECTION,
        shown=shown,
        document=lambda: _told(shown, notes),
    )


def _told(shown: Mapping[str, Any], notes: Iterable[Noted]) -> dict[str, object]:
    """Return what programs are told: what stands on the page, with annotations by their authors' names."""
    comments = shown["comments"]
    said = [
        {"receipt": one.receipt, "received_at": one.received_at, "name": one.name, "text": one.text}
        for one in comments.shown
    ]
    return {
        "kind": "proposal-under-review",
        "queued": shown["row"],
        "advice": shown["advice"],
        "comments": {"shown": said, "withheld": comments.withheld, "waiting": comments.waiting},
        "annotations": [
            {
                "place": one.annotation.path,
                "text": one.annotation.text,
                "author": one.author,
                "made_at": one.annotation.made_at,
                "settled_at": one.annotation.settled_at,
            }
            for one in notes
        ],
        "packet": shown["packet"],
        "why_not": shown["why_not"],
    }


def consequences(reading: Reading, id: str) -> Mapping[str, Any]:
    """Return what a page shows of a proposal's packet, or why there is none."""
    try:
        packet = packet_now(reading, id)
    except CatalogError as error:
        return {"packet": None, "why_not": error.told, "places": ()}
    return {**shown_of(packet.document), "why_not": None, "places": places_of(packet.document)}


def places_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the places of a proposed text that can be named: what differs, then its parts."""
    said = document["text"]
    parts = said.keys() if isinstance(said, Mapping) else ()
    return tuple(dict.fromkeys([*(one["path"] for one in document["differences"]), *parts]))


def _by_place(notes: Iterable[Noted]) -> dict[str, list[Noted]]:
    found: dict[str, list[Noted]] = {}
    for one in notes:
        found.setdefault(one.annotation.path, []).append(one)
    return found


def _advice(reading: Reading, row: Queued) -> list[Advice]:
    snapshot = reading.snapshot
    found = []
    for record in sorted(row.listed.advised, key=lambda one: (one.decided_on, one.id)):
        meeting = None if record.meeting is None else snapshot.meetings[record.meeting]
        vote = None if meeting is None else next((v for v in meeting.votes if v.id == record.vote), None)
        body = snapshot.bodies[record.body]
        view = None if meeting is None or vote is None else vote_view(body, meeting, vote=vote)
        found.append(Advice(record=record, body=body.title, vote=view))
    return found


def note_page(note: Annotation, typed: TypedNote, *, is_late: bool = False) -> Page:
    """Return the form by which somebody changes an annotation; a late one shows both texts."""
    return Page(
        template="board/note.html",
        address=f"review/annotations/{note.id}.html",
        title=phrase("Change an annotation"),
        section=_SECTION,
        shown={"note": note, "typed": typed, "is_late": is_late},
    )
