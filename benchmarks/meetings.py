"""How long a clerk's command takes in a large meeting, and whether many clerks at once lose anything."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, Figure, seconds, tell
from catalog.services.meetings.agendas import Item, Posting, post, put_item
from catalog.services.meetings.desk import When, sealed
from catalog.services.meetings.planning import Plan, plan
from catalog.services.meetings.sitting import attend, open_meeting
from catalog.services.opening import LOS_ANGELES
from catalog.store.building_meetings import agenda_digest
from catalog.store.canonical import canonical_bytes, digest
from catalog.store.log import LEAVES
from catalog.store.yaml_text import read
from catalog.store.yaml_writing import yaml_of

DAY = "2024-02-21"
MEETING = f"gb/{DAY}"
FILE = f"meetings/{MEETING}/meeting.yaml"
IN_RECORD = 512 * 1024
SETTLED = 2.1
"""Seconds until a file's stamp is trusted by the cache."""


def figures(
    *, items: int = 1_000, comments: int = 10_000, clerks: int = 200, rounds: int = 5
) -> list[Figure]:
    """Time single commands in a large meeting, then let many clerks type at once in a small one."""
    return [*_large(items, comments, rounds=rounds), *_crowded(clerks)]


def _large(items: int, comments: int, *, rounds: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        root = Path(folder)
        _open_meeting(root)
        size = _fill(root, items, comments)
        time.sleep(SETTLED)
        _run(root, cache, "list")
        note = (
            "comment",
            MEETING,
            "i1",
            "--form",
            "written",
            "--text",
            "One more: #1, élan",
            "--at",
            "11:00",
        )
        spent = [seconds(lambda: _run(root, cache, *note)) for _ in range(rounds)]
        _run(root, cache, "move", MEETING, "i2", "1", "Do it", "--class", "procedural", "--at", "11:01")
        vote = seconds(lambda: _run(root, cache, "roll", MEETING, "m1", "--rest", "aye", "--at", "11:02"))
        shown = seconds(lambda: _run(root, cache, "show", MEETING))
        ended = seconds(lambda: _run(root, cache, "adjourn", MEETING, "--at", "12:00"))
        drafted = seconds(lambda: _run(root, cache, "minutes", MEETING))
    told = f"{items:,} agenda items, {comments:,} comments, a record of {size:,} bytes"
    return [
        Figure(name="`meeting comment`", value=statistics.median(spent), unit="s", at_most=1.0, note=told),
        Figure(name="`meeting roll`", value=vote, unit="s", at_most=1.0),
        Figure(name="`meeting show`", value=shown, unit="s", at_most=1.0),
        Figure(name="`meeting adjourn`", value=ended, unit="s", at_most=1.0),
        Figure(name="`meeting minutes`", value=drafted, unit="s", at_most=1.0),
    ]


def _crowded(clerks: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        root = Path(folder)
        _open_meeting(root)
        start = time.perf_counter()
        running = [
            subprocess.Popen(
                _command(root, *_note(number)), env=_environment(cache), stdout=subprocess.DEVNULL
            )
            for number in range(clerks)
        ]
        failed = sum(one.wait() != 0 for one in running)
        spent = time.perf_counter() - start
        document = read((root / FILE).read_bytes())
        texts = [one["text"] for one in document["comments"]]
        times = [one["at"] for one in document["comments"]]
    lost = clerks - len({text for text in texts if text.startswith("Number ")})
    return [
        Figure(name=f"{clerks} clerks at once: commands lost", value=lost + failed, unit="", at_most=0),
        Figure(
            name=f"{clerks} clerks at once: entries out of order",
            value=sum(one > other for one, other in pairwise(times)),
            unit="",
            at_most=0,
        ),
        Figure(name=f"{clerks} clerks at once: until the last is done", value=spent, unit="s"),
    ]


def _note(number: int) -> tuple[str, ...]:
    return ("comment", MEETING, "7", "--form", "written", "--text", f"Number {number}", "--at", "11:00")


def _open_meeting(root: Path) -> None:
    """Make a catalog with a board of 21 and an open meeting with one item."""
    (root / "definitions").mkdir(parents=True)
    body = root / "meetings/bodies/gb.yaml"
    body.parent.mkdir(parents=True)
    body.write_bytes(yaml_of(_body()))
    start = datetime(2024, 2, 21, 10, tzinfo=LOS_ANGELES)
    posting = Posting(
        url="https://example.org", contact_name="a", contact_address="b", contact_phone="c", sent_to=1
    )
    answers = [
        plan(
            root,
            Plan(body="gb", start=start, kind="regular", place="Hall", address="1 Street", clerk="Clerk"),
        ),
        put_item(root, MEETING, Item(number="7", title="Something", item_class="action")),
        post(root, MEETING, posting, when=When(at=start.replace(day=1))),
        open_meeting(root, MEETING, when=When(at=start)),
        attend(root, MEETING, presence="room", seats=["1..21"], when=When(at=start)),
    ]
    assert all(answer.done for answer in answers)


def _fill(root: Path, items: int, comments: int) -> int:
    """Fill the record with items and comments, the further ones in volumes; return its size."""
    document: dict[str, Any] = read((root / FILE).read_bytes())
    window = {"opened_at": f"{DAY}T10:30:00-08:00", "closed_at": f"{DAY}T10:35:00-08:00"}
    document["agenda"] += [
        {
            "number": f"i{number}",
            "title": f"Item {number} of a long day",
            "class": "action",
            "comment": window,
        }
        for number in range(items)
    ]
    document["notice"] |= {"agenda_digest": agenda_digest(document["agenda"])}
    said = [_comment(number, items) for number in range(comments)]
    first = next((n for n in range(0, comments, 100) if len(yaml_of(said[:n])) > IN_RECORD), comments)
    document["comments"], rest, volumes = said[:first], said[first:], []
    folder = root / f"meetings/{MEETING}/materials"
    folder.mkdir()
    for number, at in enumerate(range(0, len(rest), max(first, 1)), start=1):
        part, name = rest[at : at + first], f"comments-{number:04d}.yaml"
        (folder / name).write_bytes(yaml_of(part))
        volumes.append({"file": name, "count": len(part), "digest": digest(part)})
    if volumes:
        document["more_comments"] = volumes
    data = yaml_of(sealed(document))
    (root / FILE).write_bytes(data)
    leaf = json.loads((root / LEAVES).read_bytes())
    listed = [{"number": item["number"], "class": item["class"]} for item in document["agenda"]]
    noticed = leaf | {"agenda_digest": document["notice"]["agenda_digest"], "items": listed}
    (root / LEAVES).write_bytes(canonical_bytes(noticed) + b"\n")
    return len(data)


def _comment(number: int, items: int) -> dict[str, Any]:
    told = f"I think that this is number {number}, élan and all (#{number})"
    said = {"item": f"i{number % items}", "form": "spoken", "speaker": "not given", "minutes": 2}
    return {**said, "interpreter": False, "text": told, "at": f"{DAY}T10:31:00-08:00"}


def _body() -> dict[str, Any]:
    half = {"fraction": "1/2", "of": "membership", "more_than": True}
    procedural = {"fraction": "1/2", "of": "present", "more_than": True}
    rules = {
        "from": "2021-07-01", "seats": 21, "quorum": half, "notice_days": 10, "may_adopt": ["element"],
        "thresholds": {"adopt": {"fraction": "2/3", "of": "membership"}, "procedural": procedural},
        "membership_base": "authorized",
    }  # fmt: skip
    seats = [
        {"id": f"seat.{n:02d}", "label": f"Office {n}", "law": "none", "designee": True, "voting": True}
        for n in range(1, 22)
    ]
    return {
        "kind": "body", "id": "gb", "title": "Board", "classification": "governing", "law": [],
        "seats": seats, "rules": [rules], "terms": [],
    }  # fmt: skip


def _command(root: Path, *words: str) -> list[str]:
    return [sys.executable, str(ROOT / "cli.py"), "--catalog", str(root), "meeting", *words]


def _environment(cache: str) -> dict[str, str]:
    return {**os.environ, "P20W_CACHE": cache}


def _run(root: Path, cache: str, *words: str) -> None:
    done = subprocess.run(_command(root, *words), env=_environment(cache), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


if __name__ == "__main__":
    tell(figures())
