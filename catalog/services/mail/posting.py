"""Send the letters that wait: each is claimed before it is sent, and so sent at most once.

A letter whose sender was killed while it was under way is not sent again: nobody knows whether it
arrived, and what it tells stands on the site as well. A letter that a server refused for now waits
for the next time; one that it refused for ever is not tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from catalog.config import MailSettings
from catalog.errors import BadInput
from catalog.interchange.smtp import Handed, MailServer, hand_over
from catalog.records.subscription import Letter, LetterId, LetterState
from catalog.services.office import Office
from catalog.services.words_typed import email_of

_MOST_TRIED: Final = 50
_AT_A_TIME: Final = 200
_LOST_AFTER: Final = timedelta(minutes=10)
_STATES: Final = {
    Handed.SENT: LetterState.SENT,
    Handed.LATER: LetterState.WAITING,
    Handed.REFUSED: LetterState.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What came of the letters that waited. ``lost`` were under way when their sender was killed."""

    sent: int
    waiting: int
    refused: int
    lost: tuple[LetterId, ...]


def mail_server(named: MailSettings) -> MailServer | None:
    """Return the server that the settings name; ``None`` for none. Raises ``BadInput`` for half of one."""
    if named.host is None:
        return None
    if email_of(named.sender or "") is None:
        raise BadInput("P20W_SMTP_HOST is set without P20W_MAIL_FROM", hint="name the sender's address")
    if not (named.port.isascii() and named.port.isdigit() and 0 < int(named.port) < 2**16):
        raise BadInput(f"P20W_SMTP_PORT `{named.port}` is no port", hint="a number from 1 to 65535")
    return MailServer(host=named.host, port=int(named.port))


def post_one(office: Office, letter: LetterId) -> LetterState:
    """Send one letter if it waits, and say how far it is. Where no server is named, it waits."""
    with office.workspace.reading() as work:
        found = work.letters.by_id(letter)
    if found is None:
        return LetterState.REFUSED
    server = mail_server(office.mail)
    if server is None or found.state is not LetterState.WAITING:
        return found.state
    return _post(office, server, found)


def post_all(office: Office) -> Posted:
    """Send every letter that waits, the oldest first."""
    server = mail_server(office.mail)
    seen: set[LetterId] = set()
    states: list[LetterState] = []
    while server is not None:
        with office.workspace.reading() as work:
            found = work.letters.in_state(LetterState.WAITING, most=_AT_A_TIME + len(seen))
        new = [letter for letter in found if letter.id not in seen]
        if not new:
            break
        seen.update(letter.id for letter in new)
        states += [_post(office, server, letter) for letter in new]
    return Posted(
        sent=states.count(LetterState.SENT),
        waiting=_waiting(office),
        refused=states.count(LetterState.REFUSED),
        lost=_lost(office),
    )


def _post(office: Office, server: MailServer, letter: Letter) -> LetterState:
    with office.workspace.writing() as work:
        if not work.letters.claim(letter.id, at=office.clock()):
            return LetterState.UNDER_WAY  # another sends it
    handed = hand_over(server, _message(office, letter))
    state = _STATES.get(handed, LetterState.UNDER_WAY)
    if state is LetterState.WAITING and letter.tried + 1 >= _MOST_TRIED:
        state = LetterState.REFUSED
    with office.workspace.writing() as work:
        work.letters.settle(letter.id, state, at=office.clock())
    return state


def _message(office: Office, letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    host = urlsplit(office.address).hostname or "localhost"
    message["From"] = Address(display_name="Data catalog", addr_spec=office.mail.sender or "")
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    return message


def _waiting(office: Office) -> int:
    with office.workspace.reading() as work:
        return work.letters.count(LetterState.WAITING)


def _lost(office: Office) -> tuple[LetterId, ...]:
    before = office.clock() - _LOST_AFTER
    with office.workspace.reading() as work:
        found = work.letters.in_state(LetterState.UNDER_WAY, most=_AT_A_TIME)
    return tuple(letter.id for letter in found if letter.changed_at < before)
