"""A server that is killed while people comment has kept every comment that it took."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from catalog.records.public_comment import Receipt
from catalog.services.opening import today
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of
from catalog.workspace.workspace import Workspace
from tests.app.serving import serving
from tests.sittings import Hall
from tests.web.people import hidden_in
from tests.web.rooms import PROPOSAL

pytestmark = pytest.mark.slow

PEOPLE = 4
LATEST = 30


class _From(HTTPAdapter):
    """Somebody at an address of their own on this machine, so that limits of an address do not bite."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Call from the address."""
        super().init_poolmanager(*arguments, source_address=(self.address, 0), **options)


def _comment_until_it_is_gone(server: str, person: int, taken: list[str]) -> None:
    """Comment again and again, as another person each time, and note the receipts that were given."""
    for number in range(250):
        with requests.Session() as browser:
            browser.mount("http://", _From(f"127.0.{person + 1}.{number + 1}"))
            try:
                hidden = hidden_in(browser.get(f"{server}{PROPOSAL}", timeout=LATEST).text)
                typed = hidden | {"text": f"Comment {number} of {person}", "name": ""}
                answer = browser.post(
                    f"{server}{PROPOSAL}", data=typed, allow_redirects=False, timeout=LATEST
                )
            except requests.RequestException:
                return
            assert answer.status_code == 303, answer.text
            taken.append(answer.headers["Location"].rpartition("/")[2])


def test_every_comment_that_was_taken_is_kept_when_the_server_is_killed(tmp_path: Path) -> None:
    hall = Hall(tmp_path / "catalog")
    file = hall.root / "meetings/proposals/prop-1.yaml"
    proposal = read(file.read_bytes()) | {"proposed_on": (today() - timedelta(days=1)).isoformat()}
    file.write_bytes(yaml_of(proposal))
    taken: list[str] = []
    with (
        serving(tmp_path, "--threads", str(PEOPLE), catalog=hall.root) as server,
        ThreadPoolExecutor(PEOPLE) as pool,
    ):
        people = [pool.submit(_comment_until_it_is_gone, server.address, one, taken) for one in range(PEOPLE)]
        until = time.monotonic() + LATEST
        while len(taken) < 3 * PEOPLE and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(server.process.pid, signal.SIGKILL)
        for one in people:
            one.result()
    assert len(taken) >= 3 * PEOPLE
    with (
        Workspace(f"sqlite:///{tmp_path / 'workspace/workspace.db'}") as workspace,
        workspace.reading() as work,
    ):
        assert [one for one in taken if work.comments.by_receipt(Receipt(one)) is None] == []
        assert work.audit.verify().sound
