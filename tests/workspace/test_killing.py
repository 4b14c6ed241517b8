"""A process that is killed while it accepts things loses none for which it gave a receipt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.records.public_comment import Receipt
from catalog.records.subscription import LetterState
from catalog.services.mail.posting import post_all
from catalog.workspace.workspace import Workspace
from tests.mailboxes import mail_server
from tests.offices import Bureau, bureau_of
from tests.services.commenting.rooms import PROPOSAL
from tests.sittings import Hall

pytestmark = pytest.mark.slow

ACCEPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from catalog.records.ids import ProposalId
from catalog.services.commenting.sending import TypedComment, send
from catalog.services.office import Office
from catalog.services.opening import open_snapshot
from catalog.workspace.workspace import Workspace

url, root, who = sys.argv[1:]
at = datetime(2023, 11, 1, 18, tzinfo=UTC)
office = Office(workspace=Workspace(url), key=bytes(range(32)), clock=lambda: at)
snapshot = open_snapshot(Path(root))
for number in range(100_000):
    typed = TypedComment(name=who, text=f"Number {number} of {who}. " + "x" * 2000, form=f"{who} {number}")
    kept = send(office, snapshot, ProposalId("prop-1"), typed=typed)
    print(kept.receipt, flush=True)
"""
SEND = """
import sys
from dataclasses import replace
from catalog.config import MailSettings
from catalog.services.mail.posting import post_all
from catalog.services.office import Office
from catalog.workspace.workspace import Workspace

url, port = sys.argv[1:]
mail = MailSettings(host="127.0.0.1", port=port, sender="catalog@example.org")
office = Office(workspace=Workspace(url), key=bytes(range(32)), mail=mail)
print("ready", flush=True)
post_all(office)
"""


def test_every_comment_with_a_receipt_is_there_after_a_kill(database_url: str, tmp_path: Path) -> None:
    hall = Hall(tmp_path / "catalog")
    given: set[str] = set()
    for round_, wait in enumerate((0.05, 0.15, 0.3, 0.6)):
        words = [sys.executable, "-c", ACCEPT, database_url, str(hall.root)]
        running = [
            subprocess.Popen([*words, f"{round_}-{who}"], stdout=subprocess.PIPE, text=True)
            for who in range(2)
        ]
        for one in running:
            assert one.stdout is not None
            given.add(one.stdout.readline().strip())
        time.sleep(wait)
        for one in running:
            os.kill(one.pid, signal.SIGKILL)
        for one in running:
            out, _ = one.communicate()
            given.update(line for line in out.split("\n")[:-1])
    with Workspace(database_url) as workspace, workspace.reading() as work:
        kept = {str(one.receipt) for one in work.comments.on([PROPOSAL])}
        assert len(given) > 20
        assert given <= kept
        assert work.comments.by_receipt(Receipt(next(iter(given)))) is not None
        state = work.audit.verify()
        assert (state.sound, state.entries) == (True, len(kept))


def waiting_letters(workspace: Workspace, count: int) -> Bureau:
    """Write letters that wait."""
    from catalog.services.mail.writing import letter_of  # noqa: PLC0415

    bureau = bureau_of(workspace, None)
    with workspace.writing() as work:
        for number in range(count):
            letter = letter_of(bureau.office, f"r{number}@example.org", subject="News", paragraphs=["x"])
            work.letters.add(letter, key=letter.id)
    return bureau


def test_no_letter_is_sent_twice_though_senders_are_killed(workspace: Workspace, database_url: str) -> None:
    bureau = waiting_letters(workspace, 300)
    with mail_server() as box:
        for wait in (0.05, 0.08, 0.11, 0.15, 0.2, 0.25):
            words = [sys.executable, "-c", SEND, database_url, box.settings.port]
            with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sender:
                assert sender.stdout is not None
                assert sender.stdout.readline() == "ready\n"
                time.sleep(wait)
                sender.kill()
        bureau.clock.move(days=3650)
        posted = post_all(replace(bureau.office, mail=box.settings))
        got = [letter["To"] for letter in box.letters]
    assert len(got) == len(set(got))
    assert posted.waiting == 0
    assert len(got) >= 300 - len(posted.lost)
    assert len(posted.lost) <= 6
    with workspace.reading() as work:
        assert work.letters.count(LetterState.SENT) + len(posted.lost) == 300
