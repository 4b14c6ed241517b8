"""A catalog with everything that a publication shows: boards, meetings of all sorts, a log, an erratum."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.rules.merkle import Tree
from catalog.services.publishing.publishing import Publication, publish
from catalog.store.canonical import canonical_bytes, digest
from catalog.store.notes.checkpoints import Checkpoint, SignedCheckpoint, cosignature, signed_by_log
from catalog.store.notes.keys import SigningKey
from catalog.store.notes.signed import SignedNote
from catalog.store.yaml_writing import yaml_of
from tests.board import AMENDED, DAY, SEATS, TEXT, Board, ballots, moment, motion, record_all

Doc = dict[str, Any]

LOG_KEY = SigningKey(name="example.org/log", kind="log", secret=hashlib.sha256(b"log").digest())
PARTNER_KEY = SigningKey(
    name="partner.example.org", kind="cosigner", secret=hashlib.sha256(b"partner").digest()
)
POLICY = (f"log {LOG_KEY.verifier}\nwitness partner {PARTNER_KEY.verifier}\nquorum partner\n").encode()
PAPER = b"What the board was told."
ODD_NAME = "Über <groups> & 100%.txt"
ILLUSTRATIVE = {"status": "illustrative", "source": "Made for a test."}
CANCELLED_DAY = "2026-04-15"
PLANNED_DAY = "2026-06-17"


def rich() -> dict[str, Any]:
    """Return the documents of the catalog by path."""
    board = Board()
    paper = hashlib.sha256(PAPER).hexdigest()
    board.item["materials"] = [f"paper.txt sha256:{paper}", f"{ODD_NAME} sha256:{paper}", "A map on the wall"]
    board.item["status"] = "heard"
    second = {"number": "8", "title": "Report of the <office>", "class": "information", "materials": []}
    board.meeting["agenda"].append(second)
    board.meeting["provenance"] = ILLUSTRATIVE
    board.meeting["languages"] = [{"code": "es", "kind": "interpretation"}]
    board.meeting["place"]["remote"] = [{"kind": "video", "url": "https://example.org/v"}]
    board.meeting["recusals"] = [
        {"seat": "seat.21", "item": "7", "interest": "source of income", "law": "Gov. Code 87105",
         "stated_at": moment("11:30")}
    ]  # fmt: skip
    board.meeting["comments"] = [
        {"item": "7", "form": "spoken", "speaker": "not given", "minutes": 2, "interpreter": False,
         "text": "Please <b>adopt</b> it & soon."},
        {"item": "9", "form": "written", "speaker": "A. Resident", "minutes": 0, "interpreter": False,
         "text": "On another matter."},
    ]  # fmt: skip
    board.meeting["events"] = [
        {"event": "opened", "at": moment("10:02"), "by": "Chair"},
        {"event": "adjourned", "at": moment("15:00"), "by": "Chair"},
    ]
    board.meeting["clerk"] = "Clerk of the board"
    board.meeting["minutes"] = {"status": "draft", "approved_by": None, "digest": None}
    board.present(1, "remote", first=20)
    board.vote(ballots(aye=11, no=3, abstain=1, absent=5, recused=1), motion("m2", "procedural"), at="13:00")
    board.vote(ballots(aye=16, no=2, abstain=1, absent=1, recused=1), motion(seconder="seat.02"))
    record_all(board)
    adopted = board.decisions[1]
    adopted["summary"] = {
        "en": "The group core is adopted.",
        "es": {
            "text": "Se adopta el grupo core.",
            "by": "translator",
            "of": digest("The group core is adopted."),
        },
    }
    adopted["dissent"] = ["Two members would have waited."]
    adopted["provenance"] = ILLUSTRATIVE
    legacy = {**adopted, "id": "gb/2025/0001", "meeting": None, "item": None, "proposal": None, "vote": None}
    legacy |= {"arithmetic": None, "effects": [], "dissent": [], "decided_on": "2025-03-01"}
    legacy |= {"recorded_on": "2025-03-02", "legacy": {"source": "Old minutes", "note": "Taken over."}}
    board.decisions.append(legacy)
    board.more |= _more(board)
    return board.documents()


def _more(board: Board) -> dict[str, Any]:
    cancelled = {**board.meeting, "id": f"gb/{CANCELLED_DAY}", "start": f"{CANCELLED_DAY}T10:00:00-07:00"}
    empty: Doc = {"attendance": [], "recusals": [], "comments": [], "motions": [], "votes": [], "events": []}
    cancelled |= {"agenda": [], "status": "cancelled", "minutes": None, **empty}
    cancelled["notice"] = {
        **board.notice,
        "posted_at": "2026-04-01T09:00:00-07:00",
        "agenda_digest": digest([]),
    }
    planned = {**cancelled, "id": f"gb/{PLANNED_DAY}", "start": f"{PLANNED_DAY}T10:00:00-07:00"}
    planned |= {"status": "planned", "notice": None}
    planned["agenda"] = [{"number": "1", "title": "A secret draft", "class": "action"}]
    erratum = {"kind": "erratum", "id": "gb/2026/0002-erratum-1", "corrects": "gb/2026/0002"}
    erratum |= {"recorded_on": "2026-02-20", "by": "Clerk", "field": "title", "reads": "Core"}
    erratum |= {"should_read": "Core <group>", "reason": "Too short."}
    waiting = {**board.proposal, "id": "prop-2", "title": "A better core", "proposed_on": "2026-03-02"}
    waiting |= {"change": "amend", "object": "group:core@1.1.0", "version": "1.1.0"}
    waiting |= {"base": digest(TEXT), "digest": digest(AMENDED)}
    adopted = {**board.proposal, "id": "prop-3", "proposed_on": "2026-03-02"}
    advisory = {**board.body, "id": "adv", "title": "Advisory board", "classification": "advisory"}
    seats = [{**seat, "law": "By-laws"} for seat in board.body["seats"][:3]]
    terms = [
        {
            "seat": SEATS[0],
            "holder": "A member",
            "kind": "principal",
            "from": "2022-01-01",
            "through": "2023-12-31",
        },
        {"seat": SEATS[0], "holder": "Another", "kind": "acting", "from": "2024-03-01", "through": None},
        {
            "seat": SEATS[1],
            "holder": "A third",
            "kind": "principal",
            "from": "2022-01-01",
            "through": "2022-12-31",
        },
    ]
    advisory |= {"seats": seats, "terms": terms}
    return {
        f"meetings/gb/{CANCELLED_DAY}/meeting.yaml": cancelled,
        f"meetings/gb/{PLANNED_DAY}/meeting.yaml": planned,
        "meetings/decisions/gb/2026/0002-erratum-1.yaml": erratum,
        "meetings/proposals/prop-2.yaml": waiting,
        "meetings/proposals/prop-3.yaml": adopted,
        "meetings/bodies/adv.yaml": advisory,
    }


def write_catalog(root: Path, documents: dict[str, Any]) -> Path:
    """Write documents and the materials of the meeting into a new catalog."""
    for path, document in documents.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(yaml_of(document))
    materials = root / f"meetings/gb/{DAY}/materials"
    materials.mkdir(parents=True, exist_ok=True)
    for name in ("paper.txt", ODD_NAME, "draft-nobody-listed.txt", ".hidden"):
        (materials / name).write_bytes(PAPER)
    return root


def notice_of(meeting: Doc) -> Doc:
    """Return the notice of a meeting as the log has it."""
    items = [{"number": item["number"], "class": item["class"]} for item in meeting["agenda"]]
    return {
        "kind": "notice",
        "meeting": meeting["id"],
        "body": meeting["body"],
        "meeting_kind": meeting["meeting_kind"],
        "start": meeting["start"],
        "posted_at": meeting["notice"]["posted_at"],
        "agenda_digest": meeting["notice"]["agenda_digest"],
        "revision": 0,
        "items": items,
    }


def write_log(root: Path, leaves: list[Doc], *, signed: tuple[int, ...]) -> None:
    """Write a log of these leaves, with cosigned checkpoints of some sizes."""
    folder = root / "meetings/log"
    (folder / "checkpoints").mkdir(parents=True, exist_ok=True)
    lines = [canonical_bytes(leaf) for leaf in leaves]
    (folder / "leaves.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (folder / "policy").write_bytes(POLICY)
    tree = Tree(lines)
    for size in signed:
        checkpoint = Checkpoint(origin=LOG_KEY.name, size=size, root=tree.root(size))
        note = signed_by_log(checkpoint, LOG_KEY).note
        time = int(datetime(2026, 2, 20, tzinfo=UTC).timestamp())
        line = cosignature(checkpoint, PARTNER_KEY, time=time)
        both = SignedCheckpoint(
            checkpoint=checkpoint, note=SignedNote(text=note.text, signatures=(*note.signatures, line))
        )
        (folder / f"checkpoints/{size}").write_bytes(both.file_bytes())


def logged(documents: dict[str, Any]) -> list[Doc]:
    """Return what of the catalog would be logged, in order: a notice, decisions, the erratum."""
    return [
        notice_of(documents[f"meetings/gb/{DAY}/meeting.yaml"]),
        documents["meetings/decisions/gb/2026/0001.yaml"],
        documents["meetings/decisions/gb/2026/0002.yaml"],
        documents["meetings/decisions/gb/2026/0002-erratum-1.yaml"],
        notice_of(documents[f"meetings/gb/{CANCELLED_DAY}/meeting.yaml"]),
    ]


def full_catalog(root: Path) -> Path:
    """Write the whole catalog with its log; the last two leaves are under no checkpoint yet."""
    documents = rich()
    write_catalog(root, documents)
    write_log(root, logged(documents), signed=(2, 3))
    return root


def files_in(out: Path) -> dict[str, bytes]:
    """Return every file of a publication by its address."""
    found = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    return {address: found[address].read_bytes() for address in sorted(found)}


def published(tmp_path: Path) -> tuple[dict[str, bytes], Publication]:
    """Publish the whole catalog; return its files and what was told."""
    told = publish(full_catalog(tmp_path / "catalog"), tmp_path / "site")
    return files_in(tmp_path / "site"), told


def amended_catalog(root: Path) -> Path:
    """Write a catalog where a motion was amended: its vote comes first, its motion stands second."""
    board = Board()
    board.body["seats"][14]["label"] = "Fifteenth office"
    board.body["seats"][15]["label"] = "Sixteenth office"
    board.meeting["motions"] = [motion()]
    amending = motion("m2", "amend", amends="m1", adopts=digest(AMENDED))
    board.vote(ballots(aye=16, no=2, abstain=1, absent=2), amending, at="13:00")
    board.vote(ballots(aye=16, no=2, abstain=1, absent=2), motion(), at="14:00")
    record_all(board)
    adopted = board.decisions[1]
    adopted["effects"][0] |= {"object": "group:core@1.1.0", "to": digest(AMENDED)}
    adopted |= {"dissent": ["seat.16", "As seat.16 said."], "summary": {"en": "1 abstaining (seat.15)."}}
    documents = board.documents()
    write_catalog(root, documents)
    write_log(root, [notice_of(documents[f"meetings/gb/{DAY}/meeting.yaml"]), *board.decisions], signed=(3,))
    return root
