"""Send a comment on a proposal while its window is open; the receipt says that it is kept."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from typing import Final

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.ids import ProposalId
from catalog.records.public_comment import CommentState, PublicComment, Receipt
from catalog.records.snapshot import Snapshot
from catalog.services.accounts.recording import PUBLIC, record
from catalog.services.forms import Faults, joined, refused
from catalog.services.office import Office, new_token
from catalog.services.proposals import Listed, listed_one
from catalog.services.words_typed import MOST_IN_NAME, line_faults, plain_text, text_faults

MOST: Final = 5000
"""How many characters a comment may have."""

_RECEIPT: Final = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
_BYTES: Final = 10
_READ_AS: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""The digits of base 32 as Crockford has them: none is taken for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedComment:
    """What somebody typed. ``form`` names the form it was typed into, so that sent twice it is kept once."""

    name: str
    text: str
    form: str


def new_form() -> str:
    """Return a name for a form that somebody may fill in."""
    return new_token()


def window_of(snapshot: Snapshot, proposal: ProposalId) -> Listed:
    """Return a proposal with its comment period. Raises ``NotFound``."""
    found = listed_one(snapshot, proposal)
    if found is None:
        raise NotFound(phrase("there is no proposal `{id}`", id=proposal))
    return found


def is_open(office: Office, window: Listed) -> bool:
    """Say whether comments on a proposal are taken now: days count where the law applies."""
    period = window.comment
    return window.is_open and period is not None and period.is_open_on(office.today())


def send(
    office: Office, snapshot: Snapshot, proposal: ProposalId, *, typed: TypedComment
) -> PublicComment | Faults:
    """Keep a comment, and return it with its receipt. The same form sent again gives the same receipt."""
    receipt = _receipt(office, proposal, typed)
    with office.workspace.reading() as work:
        known = work.comments.by_receipt(receipt)
    if known is not None:
        return known
    faults = _faults(office, snapshot, proposal, typed)
    if faults:
        return faults
    comment = PublicComment(
        receipt=receipt,
        proposal=proposal,
        name=" ".join(typed.name.split()) or None,
        text=plain_text(typed.text),
        received_at=office.clock(),
        state=CommentState.RECEIVED,
        reason=None,
        moderated_by=None,
        moderated_at=None,
        meeting=None,
        taken_at=None,
        revision=1,
    )
    with office.workspace.writing() as work:
        if not work.comments.add(comment):
            return work.comments.by_receipt(receipt) or comment
        record(office, work, "comment.received", by=PUBLIC, about=f"comment:{receipt}", proposal=proposal)
    return comment


def by_receipt(office: Office, typed: str) -> PublicComment:
    """Return the comment of a receipt, for whoever has it. Raises ``NotFound``."""
    receipt = typed.strip().upper()
    if _RECEIPT.fullmatch(receipt):
        with office.workspace.reading() as work:
            found = work.comments.by_receipt(Receipt(receipt))
        if found is not None:
            return found
    raise NotFound(
        phrase("there is no comment with this receipt"), hint=phrase("it reads like 7K3M-0QXW-P4RT-2A9C")
    )


def _faults(office: Office, snapshot: Snapshot, proposal: ProposalId, typed: TypedComment) -> Faults:
    if not is_open(office, window_of(snapshot, proposal)):
        return refused(phrase("Comments on this proposal are not taken now."))
    return joined(
        line_faults("name", typed.name, most=MOST_IN_NAME, needed=False),
        text_faults("text", plain_text(typed.text), most=MOST),
    )


def _receipt(office: Office, proposal: ProposalId, typed: TypedComment) -> Receipt:
    """Return the receipt of what was typed into a form: nobody guesses it, and it is always the same."""
    told = repr((proposal, typed.form, typed.name, typed.text)).encode()
    digest = hmac.digest(office.derived_key("receipt"), told, "sha256")[:_BYTES]
    letters = b32encode(digest).decode().translate(_READ_AS)
    return Receipt("-".join(letters[at : at + 4] for at in range(0, 16, 4)))
