"""How fast a catalog of many meetings is published: from nothing, and again after one new decision."""

import copy
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, Figure, seconds, tell
from catalog.rules.merkle import Tree
from catalog.store.canonical import canonical_bytes, digest
from catalog.store.notes.checkpoints import Checkpoint, SignedCheckpoint, cosignature, signed_by_log
from catalog.store.notes.keys import SigningKey
from catalog.store.notes.signed import SignedNote
from catalog.store.yaml_writing import yaml_of

SEATS = [f"seat.{number:02d}" for number in range(1, 22)]
LOG = SigningKey(name="example.org/log", kind="log", secret=bytes(32))
PARTNER = SigningKey(name="partner.example.org", kind="cosigner", secret=bytes([1] * 32))
POLICY = f"log {LOG.verifier}\nwitness partner {PARTNER.verifier}\nquorum partner\n"
FIRST = date(2001, 1, 3)
NO_NOTE = {"status": "illustrative", "source": "made for a benchmark"}


def figures(meetings: int = 500, each: int = 10, rounds: int = 3) -> list[Figure]:
    """Write a catalog of so many meetings with so many decisions each, and publish it with the command."""
    with tempfile.TemporaryDirectory() as folder:
        root, out, cache = Path(folder, "catalog"), Path(folder, "site"), Path(folder, "cache")
        leaves = write_catalog(root, meetings=meetings, each=each)
        whole = seconds(lambda: _publish(root, out, cache=cache))
        again = []
        for number in range(rounds):
            time.sleep(2.1 if meetings > 1 else 0)  # so that the cache trusts the stamps of what is there
            _add(root, leaves, number=number + 1)
            again.append(seconds(lambda: _publish(root, out, cache=cache)))
        files = sum(1 for path in out.rglob("*") if path.is_file())
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 2**20
    count = f"{meetings:,} meetings and {meetings * each:,} decisions"
    return [
        Figure(
            name=f"publishing {count}",
            value=whole,
            unit="s",
            at_most=60,
            note=f"{files:,} files, {size:,.0f} MiB; the whole command, with an empty cache",
        ),
        Figure(
            name="publishing again after one new decision",
            value=sorted(again)[len(again) // 2],
            unit="s",
            at_most=3,
            note="the whole command, with the catalog's cache",
        ),
    ]


def write_catalog(root: Path, *, meetings: int, each: int) -> list[Any]:
    """Write the catalog with its log, a checkpoint a meeting; return the leaves."""
    (root / "definitions").mkdir(parents=True)
    _put(root, "meetings/bodies/board.yaml", _body())
    leaves: list[Any] = []
    sizes = []
    for number in range(meetings):
        day = FIRST + timedelta(days=14 * number)
        meeting, decisions = _meeting(day, each)
        _put(root, f"meetings/board/{day}/meeting.yaml", meeting)
        for decision in decisions:
            _put(root, f"meetings/decisions/{decision['id']}.yaml", decision)
        leaves += [_notice(meeting), *decisions]
        sizes.append(len(leaves))
    _write_log(root, leaves, sizes=sizes)
    return leaves


def _put(root: Path, path: str, document: Any) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(yaml_of(document))


def _body() -> Any:
    half = {"fraction": "1/2", "of": "membership", "more_than": True}
    procedural = {"fraction": "1/2", "of": "present", "more_than": True}
    rules: dict[str, Any] = {"from": "2000-01-01", "seats": 21, "quorum": half, "notice_days": 10}
    rules["may_adopt"] = ["group"]
    rules["thresholds"] = {"adopt": {"fraction": "2/3", "of": "membership"}, "procedural": procedural}
    rules["membership_base"] = "authorized"
    return {
        "kind": "body",
        "id": "board",
        "title": "Governing Board",
        "classification": "governing",
        "law": ["Educ. Code 10864"],
        "seats": [
            {
                "id": seat,
                "label": f"Office of {seat}",
                "law": "Educ. Code 10864",
                "designee": True,
                "voting": True,
            }
            for seat in SEATS
        ],
        "rules": [rules],
        "terms": [],
    }


def _meeting(day: date, each: int) -> tuple[Any, list[Any]]:
    start = f"{day}T10:00:00-08:00"
    agenda = [
        {"number": str(number), "title": f"Matter {number} of the day", "class": "action",
         "comment": {"opened_at": f"{day}T10:05:00-08:00"}}
        for number in range(1, each + 1)
    ]  # fmt: skip
    motions = [
        {"id": f"m{number}", "item": str(number), "class": "procedural", "text": "As moved",
         "mover": "seat.01", "seconder": "seat.02"}
        for number in range(1, each + 1)
    ]  # fmt: skip
    roll = {
        seat: {"vote": "aye" if at < 16 else "no", "holder": "principal"} for at, seat in enumerate(SEATS)
    }
    votes = [
        {"id": f"v{number}", "motion": f"m{number}", "at": f"{day}T11:{number % 60:02d}:00-08:00",
         "method": "roll-call", "roll": roll}
        for number in range(1, each + 1)
    ]  # fmt: skip
    notice: dict[str, Any] = {
        "posted_at": f"{day - timedelta(days=14)}T09:00:00-08:00",
        "url": "https://example.org/agenda",
    }
    notice |= {"contact": {"name": "Clerk", "address": "1 Main St", "phone": "555-0100"}, "sent_to": 214}
    posted = [{key: value for key, value in item.items() if key != "comment"} for item in agenda]
    meeting: dict[str, Any] = {
        "kind": "meeting",
        "id": f"board/{day}",
        "body": "board",
        "meeting_kind": "regular",
        "start": start,
        "place": {"name": "Hall", "address": "1 Main St", "remote": []},
        "status": "adjourned",
        "notice": {**notice, "agenda_digest": digest(posted), "revisions": []},
        "agenda": agenda,
        "attendance": [{"seat": seat, "at": start, "presence": "room"} for seat in SEATS],
        "recusals": [],
        "comments": [],
        "motions": motions,
        "votes": votes,
        "provenance": NO_NOTE,
    }
    serial = (day - date(day.year, 1, 1)).days // 14 * each
    return meeting, [_decision(day, number, serial=serial + number) for number in range(1, each + 1)]


def _decision(day: date, number: int, *, serial: int) -> Any:
    total: dict[str, Any] = {"aye": 16, "no": 5, "abstain": 0, "recused": 0, "absent": 0, "needed": 11}
    total["of"] = 21
    total |= {
        "base": "present",
        "quorum": 11,
        "counted": 21,
        "says": "16 aye; 11 of 21 needed; quorum 11, 21 counted",
    }
    return {
        "kind": "decision",
        "id": f"board/{day.year}/{serial:04d}",
        "body": "board",
        "meeting": f"board/{day}",
        "item": str(number),
        "proposal": None,
        "title": f"Matter {number} of the day",
        "decided_on": str(day),
        "recorded_on": str(day),
        "outcome": "adopted",
        "vote": f"v{number}",
        "arithmetic": total,
        "effects": [],
        "dissent": [],
        "summary": {"en": "The matter was decided as moved."},
        "legacy": None,
        "provenance": NO_NOTE,
    }


def _notice(meeting: Any) -> Any:
    keys = ("body", "meeting_kind", "start")
    items = [{"number": item["number"], "class": item["class"]} for item in meeting["agenda"]]
    told = {key: meeting["notice"][key] for key in ("posted_at", "agenda_digest")}
    named = {"kind": "notice", "meeting": meeting["id"], "revision": 0, "items": items}
    return named | told | {key: meeting[key] for key in keys}


def _write_log(root: Path, leaves: list[Any], *, sizes: list[int]) -> None:
    folder = root / "meetings/log"
    (folder / "checkpoints").mkdir(parents=True, exist_ok=True)
    lines = [canonical_bytes(leaf) for leaf in leaves]
    (folder / "leaves.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (folder / "policy").write_text(POLICY)
    tree = Tree(lines)
    for size in sizes:
        (folder / f"checkpoints/{size}").write_bytes(
            _signed(Checkpoint(origin=LOG.name, size=size, root=tree.root(size)))
        )


def _signed(checkpoint: Checkpoint) -> bytes:
    note = signed_by_log(checkpoint, LOG).note
    line = cosignature(checkpoint, PARTNER, time=int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()))
    both = SignedNote(text=note.text, signatures=(*note.signatures, line))
    return SignedCheckpoint(checkpoint=checkpoint, note=both).file_bytes()


def _add(root: Path, leaves: list[Any], *, number: int) -> None:
    """Add a decision to the last meeting's, log it, and sign a checkpoint over it."""
    decision = copy.deepcopy(leaves[-1])
    decision["id"] = f"{decision['id'][:-4]}{int(decision['id'][-4:]) + number:04d}"
    decision |= {"meeting": None, "item": None, "vote": None, "arithmetic": None}
    decision["legacy"] = {"source": "made for a benchmark", "note": "one more"}
    _put(root, f"meetings/decisions/{decision['id']}.yaml", decision)
    leaves.append(decision)
    _write_log(root, leaves, sizes=[len(leaves)])


def _publish(root: Path, out: Path, *, cache: Path) -> None:
    installed = Path(sys.executable).parent / "p20w"
    command = [str(installed)] if installed.exists() else [sys.executable, str(ROOT / "cli.py")]
    done = subprocess.run(
        [*command, "--catalog", str(root), "publish", str(out)],
        env={**os.environ, "P20W_CACHE": str(cache)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


if __name__ == "__main__":
    tell(figures())
