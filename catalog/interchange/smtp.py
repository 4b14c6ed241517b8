"""Hand a letter over to a mail server (RFC 5321), and say what came of it, or that nobody knows."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Final

_SECONDS: Final = 5
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_OK: Final = range(200, 400)
_FOR_EVER: Final = range(500, 600)


class Handed(StrEnum):
    """What came of a letter. ``UNKNOWN``: the server may have it, and did not live to say so."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A server that takes letters from us."""

    host: str
    port: int


def hand_over(server: MailServer, message: EmailMessage) -> Handed:
    """Hand a letter over. Nothing is raised: whatever goes wrong is one of the answers."""
    try:
        connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    except (OSError, smtplib.SMTPException):
        return Handed.LATER
    try:
        connection.ehlo_or_helo_if_needed()
        if connection.has_extn("starttls") and server.host not in _LOCAL:
            connection.starttls(context=ssl.create_default_context())
        envelope = _envelope(connection, message)
    except (OSError, smtplib.SMTPException):
        connection.close()
        return Handed.LATER
    return envelope or _words(connection, message)


def _envelope(connection: smtplib.SMTP, message: EmailMessage) -> Handed | None:
    """Say whom a letter is from and to; return why it is not taken, if it is not."""
    for code, _ in (connection.mail(message["From"].addresses[0].addr_spec), connection.rcpt(message["To"])):
        if code not in _OK:
            connection.close()
            return Handed.REFUSED if code in _FOR_EVER else Handed.LATER
    return None


def _words(connection: smtplib.SMTP, message: EmailMessage) -> Handed:
    """Give the letter itself. Where the server falls silent now, nobody knows whether it has it."""
    try:
        code, _ = connection.data(message.as_bytes(policy=message.policy.clone(linesep="\r\n")))
    except smtplib.SMTPDataError as error:
        connection.close()
        return Handed.REFUSED if error.smtp_code in _FOR_EVER else Handed.LATER
    except (OSError, smtplib.SMTPException):
        connection.close()
        return Handed.UNKNOWN
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
    if code in _OK:
        return Handed.SENT
    return Handed.REFUSED if code in _FOR_EVER else Handed.LATER
