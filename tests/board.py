"""A board of 21 seats and one meeting of it: builders that fill in all but what a test is about."""

import copy
from datetime import date
from typing import Any

from catalog.records.decision_record import Arithmetic
from catalog.records.finding import Finding
from catalog.records.snapshot import Snapshot
from catalog.rules.checks.meetings import findings
from catalog.rules.flows.known import Known
from catalog.rules.meetings.motions import count_of, result_of
from catalog.store.building_meetings import agenda_digest
from catalog.store.canonical import digest
from catalog.store.reading import load_documents

Doc = dict[str, Any]

SEATS = [f"seat.{number:02d}" for number in range(1, 22)]
DAY = "2026-02-18"
MEETING = f"meetings/gb/{DAY}/meeting.yaml"
BODY = "meetings/bodies/gb.yaml"
START = f"{DAY}T10:00:00-08:00"
HALF = {"fraction": "1/2", "of": "membership", "more_than": True}
KINDS = ["element", "value-domain", "group", "agreement", "lineage"]
TEXT: Doc = {
    "kind": "group", "id": "core", "version": "1.0.0", "title": "Core", "elements": [],
}  # fmt: skip
AMENDED: Doc = {**TEXT, "version": "1.1.0", "title": "Core, as amended"}


def moment(clock: str) -> str:
    """A time of the meeting's day."""
    return f"{DAY}T{clock}:00-08:00"


def ballots(*, aye: int = 0, no: int = 0, abstain: int = 0, absent: int = 0, recused: int = 0) -> Doc:
    """A roll of so many of each, seats in their order; the rest is not on it."""
    votes = ["aye"] * aye + ["no"] * no + ["abstain"] * abstain + ["recused"] * recused + ["absent"] * absent
    return {seat: {"vote": vote} for seat, vote in zip(SEATS, votes, strict=False)}


def motion(identifier: str = "m1", cls: str = "adopt", **more: Any) -> Doc:
    """A motion by seat 1 on item 7; of class ``adopt`` it adopts the posted text."""
    made: Doc = {"id": identifier, "item": "7", "class": cls, "text": "As moved", "mover": "seat.01"}
    return {**made, "adopts": digest(TEXT) if cls == "adopt" else None, **more}


class Board:
    """The documents of a catalog with a board, a proposal, a meeting on it, and decision records."""

    def __init__(self) -> None:
        seats = [
            {"id": s, "label": s, "law": "Educ. Code 10864", "designee": s <= "seat.10", "voting": True}
            for s in SEATS
        ]
        rules = {"from": "2021-07-01", "seats": 21, "quorum": HALF, "notice_days": 10, "may_adopt": KINDS}
        procedural = {"fraction": "1/2", "of": "present", "more_than": True}
        rules |= {"thresholds": {"adopt": {"fraction": "2/3", "of": "membership"}, "procedural": procedural}}
        self.rules: Doc = {**rules, "membership_base": "authorized"}
        terms = [
            {"seat": s, "holder": f"Member of {s}", "kind": "principal", "from": "2023-01-02"} for s in SEATS
        ]
        self.body: Doc = {"kind": "body", "id": "gb", "title": "Board", "classification": "governing"}
        self.body |= {"law": ["Educ. Code 10864"], "seats": seats, "rules": [self.rules], "terms": terms}
        self.item: Doc = {"number": "7", "title": "Adopt group core 1.0.0", "class": "action"}
        self.item |= {"proposal": "prop-1", "comment": {"opened_at": moment("11:00")}}
        self.meeting: Doc = {"kind": "meeting", "id": f"gb/{DAY}", "body": "gb", "meeting_kind": "regular"}
        self.meeting |= {"start": START, "place": {"name": "Hall", "address": "1 Main St", "remote": []}}
        self.meeting |= {"status": "adjourned", "agenda": [self.item], "recusals": [], "comments": []}
        self.meeting |= {"attendance": [], "motions": [], "votes": []}
        self.notice: Doc = {"posted_at": "2026-02-07T17:00:00-08:00", "url": "https://example.org"}
        self.notice |= {"contact": {"name": "Clerk", "address": "1 Main St", "phone": "555-0100"}}
        self.meeting["notice"] = {**self.notice, "sent_to": 214, "revisions": []}
        self.notice = self.meeting["notice"]
        self.proposal: Doc = {
            "kind": "proposal",
            "id": "prop-1",
            "change": "new",
            "object": "group:core@1.0.0",
        }
        self.proposal |= {"base": None, "version": "1.0.0", "digest": digest(TEXT), "rationale": "Because."}
        self.proposal |= {"options": [], "author": "staff"}
        self.more: dict[str, Any] = {}
        self.decisions: list[Doc] = []

    def present(self, count: int, presence: str = "room", *, first: int = 0, at: str = START) -> None:
        """Note that so many seats, from the first on, are somewhere from a moment on."""
        seats = SEATS[first : first + count]
        self.meeting["attendance"] += [{"seat": seat, "at": at, "presence": presence} for seat in seats]

    def vote(self, roll: Doc, on: Doc | None = None, at: str = "14:00", **more: Any) -> Doc:
        """Hold a roll call on a motion, by default the main one. Whoever votes is in the room."""
        moved = on or motion()
        if moved["id"] not in {known["id"] for known in self.meeting["motions"]}:
            self.meeting["motions"].append(moved)
        noted = {entry["seat"] for entry in self.meeting["attendance"]}
        for seat, ballot in roll.items():
            if seat not in noted and ballot["vote"] not in {"absent", "left"}:
                self.present(1, first=SEATS.index(seat))
        number = len(self.meeting["votes"]) + 1
        made = {
            "id": f"v{number}",
            "motion": moved["id"],
            "at": moment(at),
            "method": "roll-call",
            "roll": roll,
        }
        held = made | more
        self.meeting["votes"].append(held)
        return held

    def decide(self, outcome: str, total: Doc | None, *, vote: str | None = "v1", **more: Any) -> Doc:
        """Record a decision on a vote; an adopted one adopts the posted text."""
        serial = f"{len(self.decisions) + 1:04d}"
        effect: Doc = {"op": "adopt", "object": "group:core@1.0.0", "from": None, "to": digest(TEXT)}
        record: Doc = {"kind": "decision", "id": f"gb/2026/{serial}", "body": "gb", "meeting": f"gb/{DAY}"}
        record |= {"item": "7", "proposal": "prop-1", "title": "Core", "decided_on": DAY, "recorded_on": DAY}
        record |= {
            "outcome": outcome,
            "vote": vote,
            "arithmetic": total,
            "dissent": [],
            "summary": {"en": "."},
        }
        record["effects"] = [{**effect, "effective": DAY}] if outcome == "adopted" else []
        self.decisions.append(record | more)
        return self.decisions[-1]

    def documents(self) -> dict[str, Any]:
        """Every document by its path; the notice has the digest of the agenda unless it has one already."""
        self.notice.setdefault("agenda_digest", agenda_digest(self.meeting["agenda"]))
        found: dict[str, Any] = {BODY: self.body, MEETING: self.meeting}
        found["meetings/proposals/prop-1.yaml"] = self.proposal
        for text in (TEXT, AMENDED):
            found[f"definitions/groups/{text['id']}/{text['version']}.yaml"] = text
        for decision in self.decisions:
            found[f"meetings/decisions/{decision['id']}.yaml"] = decision
        return copy.deepcopy(found | self.more)

    def snapshot(self) -> Snapshot:
        """The catalog these documents make."""
        return load_documents(self.documents()).sound()


def summed(total: Arithmetic) -> Doc:
    """A sum as a decision record has it."""
    keys = ("aye", "no", "abstain", "recused", "absent", "needed", "of", "quorum", "counted", "base", "says")
    return {key: getattr(total, key) for key in keys}


TODAY = date(2026, 3, 1)
AMENDMENT = motion("m2", "amend", amends="m1", adopts=digest(AMENDED))
AMENDED_EFFECT = {"op": "adopt", "object": "group:core@1.1.0", "to": digest(AMENDED), "effective": DAY}


def sums(board: Board) -> list[Doc]:
    """The sums of the meeting's votes, as they follow from their rolls."""
    snapshot = board.snapshot()
    meeting = snapshot.meetings[next(iter(snapshot.meetings))]
    totals = [count_of(snapshot.bodies[meeting.body], meeting, vote=vote) for vote in meeting.votes]
    return [summed(total) for total in totals if total is not None]


def results(board: Board) -> list[str | None]:
    """What came of the meeting's votes."""
    snapshot = board.snapshot()
    meeting = snapshot.meetings[next(iter(snapshot.meetings))]
    return [result_of(snapshot.bodies[meeting.body], meeting, vote=vote) for vote in meeting.votes]


def record_all(board: Board) -> Board:
    """Record every vote as it came out; a main motion that carried adopts the posted text."""
    main = {m["id"] for m in board.meeting["motions"] if m["class"] == "adopt"}
    for vote, total, outcome in zip(board.meeting["votes"], sums(board), results(board), strict=True):
        keep: Doc = {} if vote["motion"] in main else {"effects": []}
        board.decide(str(outcome), total, vote=vote["id"], **keep)
    return board


def voted(**roll: int) -> Board:
    """A board that voted so on the posted text, and recorded it."""
    board = Board()
    board.vote(ballots(**roll))
    return record_all(board)


def found(board: Board) -> list[Finding]:
    """What the check of meetings finds."""
    return findings(board.snapshot(), TODAY)


def codes(board: Board) -> list[str]:
    """The codes of what the check of meetings finds, sorted."""
    return sorted(finding.code for finding in found(board))


def adopted(snapshot: Snapshot) -> list[str]:
    """The digests that are adopted."""
    known = Known(snapshot, TODAY)
    return [text.digest for texts in snapshot.groups.values() for text in texts if known.adoption(text)]


def with_other_adoption(board: Board, on: str) -> Board:
    """Another version of the group, adopted on a day."""
    record = {**Board().decide("adopted", None, vote=None), "id": "gb/2026/0100", "meeting": None}
    record |= {"item": None, "proposal": None, "decided_on": on, "legacy": {"source": "old", "note": "old"}}
    effect = {"op": "adopt", "object": "group:core@1.1.0", "to": digest(AMENDED), "effective": on}
    board.more["meetings/decisions/gb/2026/0100.yaml"] = {**record, "effects": [effect]}
    return board
