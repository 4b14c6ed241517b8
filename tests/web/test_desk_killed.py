"""A server that is killed while clerks record votes has lost none that it said it took, and made up none."""

from __future__ import annotations

import copy
import http.client
import re
import subprocess
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from catalog.services.opening import open_snapshot
from tests.sittings import DAY, Hall, adviser

# The application under its own server; it says its port, and the cookie of a clerk who is signed in.
SERVER = """
import sys
from pathlib import Path
from waitress.server import create_server
from catalog.app.making import make_app
from catalog.records.account import Role
from catalog.workspace.workspace import Workspace
from tests.offices import bureau_of
from tests.web.people import signed_in_as

root = Path(sys.argv[1])
office = bureau_of(Workspace(f"sqlite:///{root / '.workspace' / 'workspace.db'}"), None).office
app = make_app(root, office=office)
cookie = signed_in_as(app, Role.CLERK).get_cookie("p20w")
server = create_server(app, host="127.0.0.1", port=0, threads=4)
print(server.effective_port, cookie.value, flush=True)
server.run()
"""
BODIES = ("first", "second", "third")
ROUNDS = 3
ENOUGH = 6
LONGEST = 120


@dataclass
class Clerk:
    """A clerk at one body's meeting, who records motion after motion, and remembers what was taken."""

    body: str
    moved: list[str] = field(default_factory=list)
    voted: list[str] = field(default_factory=list)
    tried: int = 0
    clock: int = 600
    cookie: str = ""

    @property
    def path(self) -> str:
        """The meeting's place at the desk."""
        return f"/desk/meetings/{self.body}/{DAY}"

    def work(self, port: int, cookie: str) -> None:
        """Record motions and votes until the server answers no more."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookie = f"p20w={cookie}"
        try:
            while True:
                self._motion(connection)
        except (OSError, http.client.HTTPException):
            return

    def _motion(self, connection: http.client.HTTPConnection) -> None:
        page = self._page(connection)
        pending = re.search(r"roll\?motion=(m\d+)", page)
        if pending is None:
            self.tried += 1
            text = f"{self.body} {self.tried}"
            motion = {"item": "1", "seat": "seat.01", "class": "procedural", "text": text}
            if self._sent(connection, "move", motion, page):
                self.moved.append(text)
        elif self._sent(connection, "roll", {"motion": pending[1], "rest": "aye"}, page):
            self.voted.append(pending[1])

    def _page(self, connection: http.client.HTTPConnection) -> str:
        connection.request("GET", self.path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer.read().decode()

    def _sent(
        self, connection: http.client.HTTPConnection, word: str, fields: dict[str, str], page: str
    ) -> bool:
        self.clock += 2
        hidden = {name: re.search(f'name="{name}" value="([^"]*)"', page) for name in ("csrf_token", "seen")}
        token = {name: found[1] for name, found in hidden.items() if found}
        at = f"1{self.clock // 3600}:{self.clock // 60 % 60:02d}:{self.clock % 60:02d}"
        body = urllib.parse.urlencode({**token, **fields, "at": at})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection.request("POST", f"{self.path}/{word}", body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303, (word, answer.status, fields)
        return True


@pytest.mark.slow
def test_no_vote_that_was_taken_is_lost(tmp_path: Path, root: Path) -> None:
    hall = Hall(tmp_path)
    for body in BODIES:
        document = copy.deepcopy(adviser(hall.board)) | {"id": body}
        hall.write({f"meetings/bodies/{body}.yaml": document})
        hall.meeting, hall.minute = f"{body}/{DAY}", -1
        hall.opened("1..5", "1 'What is to be done' --class action")
        hall.do("comment 1 --open")
    clerks = [Clerk(body) for body in BODIES]
    for number in range(ROUNDS):
        _serve_and_kill(tmp_path, root, clerks, after=0.05 + 0.13 * number)
    assert taken_by(clerks) >= ROUNDS * ENOUGH
    snapshot = open_snapshot(tmp_path)
    for clerk in clerks:
        meeting = next(one for one in snapshot.meetings.values() if one.body == clerk.body)
        texts = [motion.text for motion in meeting.motions]
        votes = [vote.motion for vote in meeting.votes]
        assert [text for text in texts if text in clerk.moved] == clerk.moved
        assert [motion for motion in votes if motion in clerk.voted] == clerk.voted
        assert len(set(texts)) == len(texts)
        assert len(set(votes)) == len(votes)
        assert len(texts) - len(clerk.moved) <= ROUNDS
        assert len(votes) - len(clerk.voted) <= ROUNDS
    assert not hall.errors()


def taken_by(clerks: list[Clerk]) -> int:
    """How many motions and votes the server said that it took."""
    return sum(len(clerk.moved) + len(clerk.voted) for clerk in clerks)


def _serve_and_kill(catalog: Path, root: Path, clerks: list[Clerk], *, after: float) -> None:
    """Let the clerks work until enough was taken and a moment more, then kill the server."""
    enough = taken_by(clerks) + ENOUGH
    command = [sys.executable, "-c", SERVER, str(catalog)]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        port, cookie = server.stdout.readline().split()
        working = [threading.Thread(target=clerk.work, args=(int(port), cookie)) for clerk in clerks]
        for one in working:
            one.start()
        until = time.monotonic() + LONGEST
        while taken_by(clerks) < enough and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(after)
        server.kill()
        for one in working:
            one.join()
