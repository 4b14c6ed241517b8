"""A room in which the public comments on the proposal of a hall, and a clerk deals with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.records.account import Account, AccountId, Role
from catalog.records.ids import MeetingId, ProposalId
from catalog.records.public_comment import PublicComment
from catalog.services.commenting.moderating import show_comment
from catalog.services.commenting.sending import TypedComment, send
from catalog.services.commenting.taking import MeetingComments, for_meeting, take_into_record
from catalog.services.meetings.answers import Answer
from catalog.services.meetings.desk import When
from tests.offices import Bureau
from tests.sittings import DAY, MEETING, Hall

PROPOSAL = ProposalId("prop-1")
CLERK = Account(
    id=AccountId("acct-clerk"),
    email="clerk@b.org",
    name="Clerk",
    roles=frozenset({Role.PUBLIC, Role.CLERK}),
    partner=None,
    body=None,
    seat=None,
    second_factor=True,
    closed=False,
)


@dataclass
class Room:
    """A hall and an office."""

    hall: Hall
    bureau: Bureau

    def send(self, text: str = "I am for it.", *, name: str = "", form: str | None = None) -> object:
        """Send a comment."""
        typed = TypedComment(name=name, text=text, form=text if form is None else form)
        return send(self.bureau.office, self.hall.snapshot(), PROPOSAL, typed=typed)

    def sent(self, text: str = "I am for it.", *, name: str = "") -> PublicComment:
        """Send a comment that is taken."""
        found = self.send(text, name=name)
        assert isinstance(found, PublicComment), found
        return found

    def shown(self, text: str = "I am for it.", *, name: str = "") -> PublicComment:
        """Send a comment and show it."""
        sent = self.sent(text, name=name)
        return show_comment(self.bureau.office, sent.receipt, revision=sent.revision, by=CLERK)

    def take(self, *, at: str = f"{DAY}T11:00:00-08:00") -> Answer:
        """Take the shown comments into the record of the meeting."""
        when = When(at=datetime.fromisoformat(at))
        return take_into_record(self.bureau.office, self.hall.root, MeetingId(MEETING), by=CLERK, when=when)

    def standing(self) -> MeetingComments:
        """Return how the meeting's comments stand."""
        return for_meeting(self.bureau.office, self.hall.snapshot(), MeetingId(MEETING))

    def in_record(self) -> list[str]:
        """List the words that stand in the record and in the files beside it."""
        from catalog.store.materials import volume_of  # noqa: PLC0415

        document = self.hall.document()
        found = list(document["comments"])
        for volume in document.get("more_comments", []):
            found += volume_of(self.hall.root, MeetingId(MEETING), file=volume["file"])
        return [comment["text"] for comment in found]
