"""What is published of the comments on a proposal: those shown, and of those withheld when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.records.ids import ProposalId
from catalog.records.public_comment import CommentState, PublicComment, Receipt
from catalog.services.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldComment:
    """A comment that is not shown: when it came, and why it is withheld. Its words are not here."""

    receipt: Receipt
    received_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedComments:
    """The comments on a proposal as everybody may see them; ``waiting`` is how many nobody has read yet."""

    shown: tuple[PublicComment, ...]
    withheld: tuple[WithheldComment, ...]
    waiting: int


def published_comments(office: Office, proposal: ProposalId) -> PublishedComments:
    """Return what is published of the comments on a proposal."""
    with office.workspace.reading() as work:
        found = work.comments.on([proposal])
    withheld = (one for one in found if one.state is CommentState.WITHHELD)
    return PublishedComments(
        shown=tuple(one for one in found if one.state is CommentState.SHOWN),
        withheld=tuple(
            WithheldComment(receipt=one.receipt, received_at=one.received_at, reason=one.reason or "")
            for one in withheld
        ),
        waiting=sum(one.state is CommentState.RECEIVED for one in found),
    )
