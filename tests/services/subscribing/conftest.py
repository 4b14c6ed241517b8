"""Readers of the reference catalog who ask for news, with a real workspace and a real mail server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.services.opening import open_snapshot
from catalog.workspace.workspace import Workspace
from tests.mailboxes import Mailbox, mail_server
from tests.offices import Bureau, bureau_of


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Return the mailbox of a server that runs."""
    with mail_server() as box:
        yield box


@pytest.fixture
def bureau(workspace: Workspace, mailbox: Mailbox, root: Path) -> Bureau:
    """Return an office that can send letters."""
    made = bureau_of(workspace, open_snapshot(root))
    return Bureau(replace(made.office, mail=mailbox.settings), made.clock, made.snapshot)
