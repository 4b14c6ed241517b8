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

# The application under its own server, with a clerk signed in: that alone is the test's.
SERVER = """
import sys
from pathlib import Path
from flask import g
from waitress.server import create_server
from catalog.app.making import make_app
from tests.web.desks import account

app, clerk = make_app(Path(sys.argv[1])), account()
def sign_in():
    g.viewer = clerk
app.before_request_funcs.setdefault(None, []).insert(0, sign_in)
server = create_server(app, host="127.0.0.1", port=0, threads=4)
print(server.effective_port, flush=True)
server.run()
"""
BODIES = ("first", "second", "third")
ROUNDS = 3


@dataclass
class Clerk:
    """A clerk at one body's meeting, who records motion after motion, and remembers what was taken."""

    body: str
    moved: list[str] = field(default_factory=list)
    voted: list[str] = field(default_factory=list)
    tried: int = 0
    clock: int = 600

    @property
    def path(self) -> str:
        """The meeting's place at the desk."""
        return f"/desk/meetings/{self.body}/{DAY}"

    def work(self, port: int) -> None:
        """Record motions and votes until the server answers no more."""
        connection, self.cookie = http.client.HTTPConnection("127.0.0.1", port, timeout=20), ""
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
        _serve_and_kill(tmp_path, root, clerks, after=2.0 + 0.37 * number)
    assert sum(len(clerk.voted) for clerk in clerks) > len(BODIES)
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


def _serve_and_kill(catalog: Path, root: Path, clerks: list[Clerk], *, after: float) -> None:
    command = [sys.executable, "-c", SERVER, str(catalog)]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        working = [threading.Thread(target=clerk.work, args=(port,)) for clerk in clerks]
        for one in working:
            one.start()
        time.sleep(after)
        server.kill()
        for one in working:
            one.join()
