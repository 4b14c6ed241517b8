"""Annotations on proposals: who may see one, and how it is made, changed, settled and removed.

A member's annotation is no serial meeting (Gov. Code 11122.5(b)): until a meeting of the member's body on the
proposal is opened, nobody reads it but its author and the staff, who pass it on to no other member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.account import Account, AccountId, Role
from catalog.records.desk_papers import Annotation, AnnotationId
from catalog.records.ids import ProposalId
from catalog.records.meetings import Proposal
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.session import events_of
from catalog.services.accounts.recording import record
from catalog.services.forms import Faults, joined, refused
from catalog.services.office import Office, new_id
from catalog.services.words_typed import line_faults, plain_text, text_faults
from catalog.workspace.workspace import Work

MOST: Final = 5000
"""How many characters an annotation may have."""
MOST_IN_PLACE: Final = 200
STAFF: Final = (Role.CLERK, Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An annotation as somebody may see it. ``is_held`` says that other members do not see it yet."""

    annotation: Annotation
    author: str
    is_own: bool
    is_of_member: bool
    is_held: bool
    may_settle: bool


def noted_on(office: Office, snapshot: Snapshot, proposal: Proposal, *, viewer: Account) -> tuple[Noted, ...]:
    """Return the annotations on a proposal that somebody may see, in the order in which they were made."""
    with office.workspace.reading() as work:
        found = work.annotations.on(proposal.id)
        authors = {one.account: work.accounts.by_id(one.account) for one in found}
    seen = (_noted(snapshot, proposal, one, authors=authors, viewer=viewer) for one in found)
    return tuple(one for one in seen if one is not None)


def _noted(
    snapshot: Snapshot,
    proposal: Proposal,
    annotation: Annotation,
    *,
    authors: Mapping[AccountId, Account | None],
    viewer: Account,
) -> Noted | None:
    author = authors[annotation.account]
    of_member = author is not None and author.has(Role.MEMBER)
    is_own, is_staff = annotation.account == viewer.id, viewer.has(*STAFF) and not viewer.has(Role.MEMBER)
    is_held = of_member and not _was_heard(snapshot, proposal, author, since=annotation.changed_at)
    if is_held and not (is_own or is_staff):
        return None
    return Noted(
        annotation=annotation,
        author="" if author is None else author.name,
        is_own=is_own,
        is_of_member=of_member,
        is_held=is_held,
        may_settle=is_own or viewer.has(*STAFF),
    )


def _was_heard(snapshot: Snapshot, proposal: Proposal, author: Account | None, *, since: datetime) -> bool:
    """Say whether a meeting of the author's body on the proposal was opened after a moment."""
    body = (author.body if author is not None else None) or proposal.body
    return any(
        event.at >= since
        for meeting in snapshot.meetings.values()
        if meeting.body == body and any(item.proposal == proposal.id for item in meeting.agenda)
        for event in events_of(meeting, "opened")
    )


def annotate(
    office: Office, proposal: ProposalId, *, place: str, text: str, by: Account
) -> Annotation | Faults:
    """Note something on a place of a proposal. Only whoever is of the board or its staff comes here."""
    faults = joined(
        line_faults("place", place, most=MOST_IN_PLACE, needed=False),
        text_faults("text", plain_text(text), most=MOST),
    )
    if faults:
        return faults
    now = office.clock()
    made = Annotation(
        id=AnnotationId(new_id("note")),
        proposal=proposal,
        path=place.strip(),
        text=plain_text(text),
        account=by.id,
        made_at=now,
        changed_at=now,
        settled_at=None,
        revision=1,
    )
    with office.workspace.writing() as work:
        work.annotations.add(made)
        _record(office, work, "made", made, by=by)
    return made


def change(office: Office, id: str, *, text: str, revision: int, by: Account) -> Annotation | Faults:
    """Change the words of one's own annotation.

    Raises ``NotFound``, and ``Conflict`` where another changed it since it was read.
    """
    found = own(office, id, by=by)
    faults = text_faults("text", plain_text(text), most=MOST)
    if faults:
        return faults
    with office.workspace.writing() as work:
        work.annotations.change(found.id, plain_text(text), revision=revision, at=office.clock())
        _record(office, work, "changed", found, by=by)
    return found


def settle(office: Office, id: str, *, revision: int, by: Account) -> Annotation | Faults:
    """Mark an annotation as dealt with, or as open again. Raises as ``change`` does.

    Its author may, and the staff.
    """
    with office.workspace.reading() as work:
        found = work.annotations.by_id(AnnotationId(id))
    if found is None or not (found.account == by.id or by.has(*STAFF)):
        raise NotFound(phrase("there is no such annotation"))
    at = office.clock() if found.settled_at is None else None
    with office.workspace.writing() as work:
        work.annotations.settle(found.id, revision=revision, at=at)
        _record(office, work, "settled" if at else "reopened", found, by=by)
    return found


def remove(office: Office, id: str, *, revision: int, by: Account) -> Annotation | Faults:
    """Remove one's own annotation, unless it was dealt with. Raises as ``change`` does."""
    found = own(office, id, by=by)
    if found.settled_at is not None:
        return refused(phrase("It was dealt with, and stays."))
    with office.workspace.writing() as work:
        work.annotations.remove(found.id, revision=revision)
        _record(office, work, "removed", found, by=by)
    return found


def own(office: Office, id: str, *, by: Account) -> Annotation:
    """Return somebody's own annotation. Raises ``NotFound`` for that of another, as for none."""
    with office.workspace.reading() as work:
        found = work.annotations.by_id(AnnotationId(id))
    if found is None or found.account != by.id:
        raise NotFound(phrase("there is no such annotation of yours"))
    return found


def _record(office: Office, work: Work, did: str, annotation: Annotation, *, by: Account) -> None:
    about = f"proposal:{annotation.proposal}"
    record(office, work, f"annotation.{did}", by=by, about=about, annotation=annotation.id)
