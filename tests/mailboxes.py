"""A mail server of our own, real but for what it does with the letters: it keeps them."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from catalog.config import MailSettings

SENDER = "catalog@example.org"


@dataclass
class Mailbox:
    """What a server got, and what it answers. ``falls_silent`` it takes a letter and says nothing of it."""

    letters: list[EmailMessage] = field(default_factory=list)
    answers: str = "250 OK"
    falls_silent: bool = False
    settings: MailSettings = field(default_factory=MailSettings)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _: Any, __: Any, envelope: Any, address: str, ___: Any
    ) -> str:
        """Take a reader's address, or refuse it."""
        if not self.answers.startswith("2"):
            return self.answers
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Keep a letter."""
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        if self.falls_silent:
            server.transport.abort()
        return "250 OK"

    def links(self, part: str) -> list[str]:
        """List the addresses in the letters that lead to a part of the application, as paths."""
        words = [word for letter in self.letters for word in letter.get_content().split()]
        return [word.partition("8020")[2] for word in words if word.startswith("http") and part in word]

    def to(self, address: str) -> list[EmailMessage]:
        """List the letters to an address."""
        return [letter for letter in self.letters if letter["To"] == address]


@contextlib.contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Start a mail server on a free port, and stop it."""
    box = Mailbox()
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        box.settings = MailSettings(host="127.0.0.1", port=str(port), sender=SENDER)
        yield box
    finally:
        controller.stop()
