"""A step of a meeting that is killed at any write has happened whole or not at all, after the next start."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.services.opening import open_snapshot
from tests.sittings import MEETING, Hall

# Takes one step again and again, each time in a copy of the catalog; the n-th time it dies at the
# n-th thing that it does to a file in it.
DRIVER = """
import json, os, shutil, signal, sys
from datetime import datetime
from pathlib import Path
from catalog.services.meetings import agendas, closing, moving
from catalog.services.meetings.desk import When

WATCHED = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "shutil.rmtree"}
sound, copies, step, meeting = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
at = datetime.fromisoformat(sys.argv[5])
when = When(at=at, clock=lambda: at)
posting = agendas.Posting(
    url="https://example.org", contact_name="a", contact_address="b", contact_phone="c", sent_to=1
)
STEPS = {
    "post": lambda root: agendas.post(root, meeting, posting, when=when),
    "amend": lambda root: moving.amend(
        root, meeting, motion="m1", seat="3", text="So", file=str(sound / "amended.txt"), when=when
    ),
    "adjourn": lambda root: closing.adjourn(root, meeting, when=when),
}

def dies_at(number, root):
    seen = 0
    def watch(event, arguments):
        nonlocal seen
        if event in WATCHED and str(root) in str(arguments[0]):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    done = STEPS[step](root).done
    os._exit(0 if done else 1)

ends = []
for number in range(1, 400):
    root = copies / str(number)
    shutil.copytree(sound, root)
    child = os.fork()
    if child == 0:
        dies_at(number, root)
    _, status = os.waitpid(child, 0)
    ends.append(os.waitstatus_to_exitcode(status))
    if ends[-1] == 0:
        break
print(json.dumps(ends))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "step, at",
    [
        ("post", "2024-02-10T17:00:00-08:00"),
        pytest.param("amend", "2024-02-21T11:00:00-08:00", marks=pytest.mark.slow),
        pytest.param("adjourn", "2024-02-21T12:00:00-08:00", marks=pytest.mark.slow),
    ],
)
def test_a_step_that_is_killed_has_happened_whole_or_not_at_all(
    tmp_path: Path, root: Path, step: str, at: str
) -> None:
    sound, copies = tmp_path / "sound", tmp_path / "copies"
    hall = _prepared(sound, step)
    before = hall.contents()
    command = [sys.executable, "-c", DRIVER, str(sound), str(copies), step, MEETING, at]
    done = subprocess.run(
        command, cwd=root, env=os.environ | {"P20W_CACHE": ""}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    ends = json.loads(done.stdout)
    assert set(ends) == {0, -signal.SIGKILL}
    after = Hall.contents_of(copies / str(len(ends)))
    assert after != before
    happened = []
    for number in range(1, len(ends) + 1):
        open_snapshot(copies / str(number))  # the next start finishes what was cut short
        found = Hall.contents_of(copies / str(number))
        assert found in (before, after), number
        happened.append(found == after)
        shutil.rmtree(copies / str(number))
    assert happened == sorted(happened), "once a step has happened it stays"
    assert 10 < happened.index(True) < len(happened) - 5


def _prepared(root: Path, step: str) -> Hall:
    root.mkdir()
    hall = Hall(root)
    if step == "post":
        hall.do("plan gb 2024-02-21T10:00 --place Hall --address '1 Main St' --clerk Clerk")
        hall.do("agenda 7 'Adopt group core 1.0.0' --class action --proposal prop-1")
        return hall
    hall.moved()
    if step == "adjourn":
        hall.do("amend m1 3 'Another title' --file AMENDED", "roll m2 --rest aye", "roll m1 --rest aye")
    return hall
