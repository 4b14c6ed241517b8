"""Moderate comments: show one, or withhold it with a reason. Nothing is deleted; both are in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.records.account import Account
from catalog.records.public_comment import CommentState, PublicComment
from catalog.services.accounts.recording import record
from catalog.services.commenting.sending import by_receipt
from catalog.services.forms import Faults
from catalog.services.office import Office
from catalog.services.words_typed import line_faults

MOST_IN_REASON: Final = 500
A_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationDesk:
    """Comments in one state, those that came first before the others, and how many are in each."""

    state: CommentState
    comments: tuple[PublicComment, ...]
    counts: dict[CommentState, int]


def moderation_desk(office: Office, state: CommentState = CommentState.RECEIVED) -> ModerationDesk:
    """Return the comments in a state."""
    with office.workspace.reading() as work:
        found = work.comments.in_state(state, most=A_PAGE)
        return ModerationDesk(state=state, comments=found, counts=work.comments.counts())


def show_comment(office: Office, receipt: str, *, revision: int, by: Account) -> PublicComment:
    """Show a comment. Raises ``NotFound``, and ``Conflict`` where another dealt with it since it was read."""
    return _moderate(office, receipt, CommentState.SHOWN, reason=None, revision=revision, by=by)


def withhold(
    office: Office, receipt: str, *, reason: str, revision: int, by: Account
) -> PublicComment | Faults:
    """Withhold a comment with a reason, which is published. Raises as ``show_comment`` does."""
    faults = line_faults("reason", reason, most=MOST_IN_REASON)
    if faults:
        return faults
    plain = " ".join(reason.split())
    return _moderate(office, receipt, CommentState.WITHHELD, reason=plain, revision=revision, by=by)


def _moderate(
    office: Office, receipt: str, state: CommentState, *, reason: str | None, revision: int, by: Account
) -> PublicComment:
    found = by_receipt(office, receipt)
    with office.workspace.writing() as work:
        work.comments.moderate(
            found.receipt, state, reason=reason, revision=revision, by=by.id, at=office.clock()
        )
        about = f"comment:{found.receipt}"
        record(office, work, f"comment.{state}", by=by, about=about, reason=reason)
        return work.comments.by_receipt(found.receipt) or found
