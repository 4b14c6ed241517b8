"""The pages of comments: on a proposal, by their receipts, and for the clerk who moderates them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from catalog.errors import NotFound, WorkspaceUnavailable
from catalog.interchange.pages import PAGE, Link, Page
from catalog.phrases import phrase
from catalog.records.ids import MeetingId, ProposalId
from catalog.records.public_comment import CommentState, PublicComment
from catalog.services.accounts.trail import TrailFilter, TrailPage, trail
from catalog.services.commenting.moderating import ModerationDesk
from catalog.services.commenting.publishing import PublishedComments, published_comments
from catalog.services.commenting.sending import MOST, TypedComment, is_open, new_form, window_of
from catalog.services.current import Reading
from catalog.services.forms import Faults
from catalog.services.office import Office
from catalog.services.publishing.meeting_lists import meeting_link
from catalog.services.publishing.proposal_pages import proposal_link

NO_FAULTS: Final = Faults(at={})
_DESK: Final = "moderation"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentBox:
    """What the page of a proposal says of comments, and the form with what was typed into it.

    ``published`` is ``None`` where the database cannot be reached: the rest of the page is there.
    """

    published: PublishedComments | None
    is_open: bool
    typed: TypedComment
    faults: Faults
    most: int = MOST


def proposal_page(
    office: Office,
    reading: Reading,
    proposal: ProposalId,
    *,
    typed: TypedComment | None = None,
    faults: Faults = NO_FAULTS,
) -> Page:
    """Return the page of a proposal with its comments. Raises ``NotFound``."""
    planned = reading.at(f"proposals/{proposal}{PAGE}")
    if planned is None or planned.page is None:
        raise NotFound(phrase("there is no proposal `{id}`", id=proposal))
    page = planned.page()
    try:
        published = published_comments(office, proposal)
    except WorkspaceUnavailable:
        published = None
    box = CommentBox(
        published=published,
        is_open=published is not None and is_open(office, window_of(reading.snapshot, proposal)),
        typed=typed or TypedComment(name="", text="", form=new_form()),
        faults=faults,
    )
    return replace(page, shown={**page.shown, "comments": box})


def receipt_page(reading: Reading, comment: PublicComment) -> Page:
    """Return the page that says what became of a comment. What nobody has moderated is not shown there."""
    meeting = None if comment.taken_at is None else comment.meeting
    known = None if meeting is None else reading.snapshot.meetings.get(meeting)
    return Page(
        template="comments/receipt.html",
        address=f"comments/{comment.receipt}{PAGE}",
        title=phrase("Your comment"),
        section="proposals",
        shown={
            "comment": comment,
            "proposal": _link(reading, comment.proposal),
            "meeting": None if known is None else meeting_link(known),
        },
        document=lambda: _told(comment, meeting=meeting),
    )


def _told(comment: PublicComment, *, meeting: MeetingId | None) -> dict[str, object]:
    """Return what programs are told of a comment: its words once it is shown, the reason where it is not."""
    shown, withheld = comment.state is CommentState.SHOWN, comment.state is CommentState.WITHHELD
    return {
        "kind": "comment",
        "receipt": comment.receipt,
        "proposal": comment.proposal,
        "state": comment.state,
        "received_at": comment.received_at,
        "name": comment.name if shown else None,
        "text": comment.text if shown else None,
        "reason": comment.reason if withheld else None,
        "meeting": meeting,
    }


def find_page(typed: str, faults: Faults) -> Page:
    """Return the form that asks what became of a comment."""
    return Page(
        template="comments/find.html",
        address=f"comments{PAGE}",
        title=phrase("What became of a comment"),
        section="proposals",
        shown={"typed": typed, "faults": faults},
    )


def desk_page(reading: Reading, desk: ModerationDesk) -> Page:
    """Return the comments that a clerk reads."""
    proposals = {one.proposal: _link(reading, one.proposal) for one in desk.comments}
    return Page(
        template="comments/desk.html",
        address=f"{_DESK}{PAGE}",
        title=phrase("Comments of the public"),
        section=_DESK,
        shown={"desk": desk, "proposals": proposals},
    )


def moderation_page(
    office: Office, reading: Reading, comment: PublicComment, *, reason: str = "", faults: Faults = NO_FAULTS
) -> Page:
    """Return the page on which a clerk deals with one comment, with all that was done with it."""
    done = trail(office, TrailFilter(about=f"comment:{comment.receipt}"))
    return Page(
        template="comments/moderate.html",
        address=f"{_DESK}/{comment.receipt}{PAGE}",
        title=phrase("Comment {receipt}", receipt=comment.receipt),
        section=_DESK,
        shown={
            "comment": comment,
            "proposal": _link(reading, comment.proposal),
            "page": done if isinstance(done, TrailPage) else TrailPage(entries=(), names={}, older=None),
            "reason": reason,
            "faults": faults,
        },
    )


def _link(reading: Reading, proposal: ProposalId) -> Link:
    known = reading.snapshot.proposals.get(proposal)
    return Link(words=proposal, address=None) if known is None else proposal_link(known)
