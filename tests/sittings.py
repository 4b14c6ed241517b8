"""A hall: a catalog on disk with a board, a proposal and its text, and a clerk who types commands."""

from __future__ import annotations

import copy
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from catalog.cli.main import p20w
from catalog.errors import CatalogError
from catalog.records.finding import Finding
from catalog.records.snapshot import Snapshot
from catalog.services.checking import check_catalog
from catalog.services.opening import open_snapshot, today
from catalog.store.canonical import digest
from catalog.store.yaml_writing import yaml_of
from tests.board import AMENDED, TEXT, Board, Doc

DAY = "2024-02-21"
MEETING = f"gb/{DAY}"
FILE = f"meetings/{MEETING}/meeting.yaml"
POSTED = "2024-02-10T17:00"
CONTACT = "--contact-name Clerk --contact-address '1 Main St' --contact-phone 555-0100 --sent-to 214"
NOTICE = f"--url https://example.org/notice {CONTACT}"
PLACE = "--place Hall --address '1 Main St' --clerk 'Clerk of the board'"
TIMELESS = frozenset({"plan", "agenda", "minutes", "approve", "show", "list"})
ADVISERS = [f"seat.{number:02d}" for number in range(1, 6)]
FURTHER: Doc = {**TEXT, "version": "1.2.0", "title": "Core, as it is in the meantime"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command answered."""

    exit_code: int
    answer: Any
    stderr: str

    @property
    def refused(self) -> list[str]:
        """The codes of what refused it."""
        return [one["code"] for one in (self.answer or {}).get("refused") or []]

    @property
    def warned(self) -> list[str]:
        """The codes of what it warned of."""
        return [one["code"] for one in (self.answer or {}).get("warnings") or []]


class Hall:
    """A catalog with a board of 21 and a proposal, in which a clerk keeps the record of a meeting.

    Each command without a time is of the minute after the one before.
    """

    def __init__(self, root: Path, board: Board | None = None) -> None:
        self.root = root
        self.board = board or Board()
        self.meeting = MEETING
        self.minute = 0
        documents = self.board.documents()
        for path in [path for path in documents if path.endswith("/meeting.yaml")]:
            del documents[path]
        del documents["definitions/groups/core/1.1.0.yaml"]
        documents["meetings/proposals/prop-1.yaml"] |= {"proposed_on": "2023-10-02", "grade": "compatible"}
        documents["meetings/bodies/advice.yaml"] = adviser(self.board)
        self.write(documents)
        (root / "amended.txt").write_bytes(yaml_of(AMENDED))

    def write(self, documents: Mapping[str, Any]) -> None:
        """Put documents into the catalog by hand."""
        for path, document in documents.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(yaml_of(document))

    def clerk(self, line: str, *, at: str | None = None) -> Said:
        """Type one command: a word, and what follows behind the meeting."""
        word, *rest = shlex.split(line.replace("AMENDED", str(self.root / "amended.txt")))
        words = [
            "--catalog",
            str(self.root),
            "meeting",
            word,
            *([] if word == "plan" else [self.meeting]),
            *rest,
        ]
        if word not in TIMELESS and "--at" not in rest:
            self.minute += 1
            words += [
                "--at",
                at
                or f"{self.meeting.rpartition('/')[2]}T{10 + self.minute // 60:02d}:{self.minute % 60:02d}",
            ]
        return self.type(*words)

    def type(self, *words: str) -> Said:
        """Type a command as it stands, and read its answer."""
        done = CliRunner().invoke(p20w, [*words, "--format", "json"], catch_exceptions=True)
        told = done.exception
        if isinstance(told, CatalogError):  # as `main` tells it
            return Said(exit_code=2, answer=None, stderr=f"{told.message}\n{told.hint}")
        if told is not None and not isinstance(told, SystemExit):
            raise told
        answer = json.loads(done.stdout) if done.stdout else None
        return Said(exit_code=done.exit_code, answer=answer, stderr=done.stderr)

    def do(self, *lines: str) -> Said:
        """Type commands that must be carried out; return the answer to the last."""
        said = None
        for line in lines:
            said = self.clerk(line)
            assert said.exit_code == 0, (line, said)
        assert said is not None
        return said

    def refuses(self, line: str, *, at: str | None = None) -> list[str]:
        """Type a command that must be refused and change no byte; return the codes of what refused it."""
        before = self.contents()
        said = self.clerk(line, at=at)
        assert said.exit_code == 1, (line, said)
        assert all(one["hint"] for one in said.answer["refused"])
        assert self.contents() == before, line
        return said.refused

    def noticed(self, *items: str, kind: str = "regular") -> Hall:
        """Plan a meeting, put items on its agenda (by default the proposal, as item 7), and post it."""
        body, _, day = self.meeting.partition("/")
        self.do(f"plan {body} {day}T10:00 --kind {kind} {PLACE}")
        for item in items or ("7 'Adopt group core 1.0.0' --class action --proposal prop-1",):
            self.do(f"agenda {item}")
        self.do(f"post {NOTICE} --at {POSTED}")
        return self

    def opened(self, present: str = "1..21", *items: str) -> Hall:
        """Have the meeting noticed and opened, with seats in the room."""
        self.noticed(*items)
        self.do("open", f"attend room {present}")
        return self

    def moved(self, present: str = "1..21") -> Hall:
        """Have the motion to adopt made, seconded, and comment on it opened."""
        self.opened(present)
        self.do("comment 7 --open", "move 7 1 'Adopt as posted' --class adopt", "second m1 2")
        return self

    def contents(self) -> dict[str, bytes]:
        """Every byte that a reader of the catalog looks at, and those of materials and log."""
        return self.contents_of(self.root)

    @staticmethod
    def contents_of(root: Path) -> dict[str, bytes]:
        """Every byte of a folder but those in files and folders whose names start with a dot."""
        files = (path for path in root.rglob("*") if path.is_file())
        named = {path.relative_to(root).as_posix(): path for path in files}
        return {
            name: path.read_bytes()
            for name, path in named.items()
            if not any(part.startswith(".") for part in name.split("/"))
        }

    def snapshot(self) -> Snapshot:
        """The catalog as it is now."""
        return open_snapshot(self.root)

    def records(self) -> dict[str, str]:
        """The outcomes of the decisions on record, by their numbers."""
        found = sorted(open_snapshot(self.root).decisions.items())
        return {id.rpartition("/")[2]: record.outcome for id, record in found}

    def adopted(self) -> list[str]:
        """The versions of the group that are adopted."""
        snapshot = open_snapshot(self.root)
        return [
            str(effect.object.version)
            for _, record in sorted(snapshot.decisions.items())
            for effect in record.effects
            if effect.op == "adopt"
        ]

    def errors(self) -> list[Finding]:
        """The errors that a check of the whole catalog finds."""
        report = check_catalog(self.root, on=today(), as_known=today())
        return [finding for finding in report.findings if finding.severity == "error"]

    def document(self) -> Doc:
        """What the record of the meeting says."""
        from catalog.store.yaml_text import read  # noqa: PLC0415  # where a test looks into the file

        found: Doc = read((self.root / f"meetings/{self.meeting}/meeting.yaml").read_bytes())
        return found


def adviser(board: Board) -> Doc:
    """An advisory board of five seats, with the rules of the board."""
    body = copy.deepcopy(board.body)
    seats = [seat | {"id": name} for name, seat in zip(ADVISERS, body["seats"], strict=False)]
    rules = body["rules"][0] | {"seats": 5, "may_adopt": []}
    return body | {
        "id": "advice",
        "classification": "advisory",
        "seats": seats,
        "rules": [rules],
        "terms": [],
    }


def meanwhile() -> dict[str, Doc]:
    """Another version of the group, adopted long ago by hand: the proposal's base is overtaken."""
    record: Doc = {**Board().decide("adopted", None, vote=None), "id": "gb/2024/0100", "meeting": None}
    record |= {"item": None, "proposal": None, "legacy": {"source": "old", "note": "old"}}
    record |= {"decided_on": "2024-02-15", "recorded_on": "2024-02-15"}
    effect = {"op": "adopt", "object": "group:core@1.2.0", "to": digest(FURTHER), "effective": "2024-02-15"}
    return {
        "definitions/groups/core/1.2.0.yaml": FURTHER,
        "meetings/decisions/gb/2024/0100.yaml": record | {"effects": [effect]},
    }
