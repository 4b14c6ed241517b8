"""Builders of transparency logs for tests: keys with known secrets, catalogs with leaves, checkpoints."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.services.logbook.cosigning import cosign_log
from catalog.services.logbook.signing import MadeCheckpoint, sign_log
from catalog.store.canonical import canonical_bytes, digest
from catalog.store.log import appended
from catalog.store.notes.keys import KeyKind, SigningKey
from catalog.store.steps import alone, take
from tests.worlds import Doc

ORIGIN = "log.example.org/catalog"
AT = datetime(2026, 2, 19, 17, 0, tzinfo=UTC)
TEXT: Doc = {"kind": "group", "id": "core", "version": "1.0.0", "title": "Core", "elements": []}
TEXT_FILE = "definitions/groups/core/1.0.0.yaml"
MEETING: Doc = {"kind": "meeting", "id": "gb/2026-02-18", "body": "gb"}
MEETING_FILE = "meetings/gb/2026-02-18/meeting.yaml"


def key(name: str, kind: KeyKind = "cosigner", *, number: int = 1) -> SigningKey:
    """A key whose secret everybody knows."""
    return SigningKey(name=name, kind=kind, secret=bytes([number]) * 32)


LOG_KEY = key(ORIGIN, "log", number=9)
WITNESSES = {f"w{number}": key(f"w{number}.example.org", number=number) for number in (1, 2, 3)}


def policy(quorum: str = "quorum both\n", groups: str = "group both 2 w1 w2 w3\n") -> bytes:
    """A policy of the log and three witnesses, two of which must cosign."""
    lines = [f"log {LOG_KEY.verifier}\n", "# partners\n"]
    lines += [f"witness {name} {one.verifier}\n" for name, one in WITNESSES.items()]
    return f"{''.join(lines)}{groups}{quorum}".encode()


def decision(serial: int, **more: Any) -> Doc:
    """A decision of a meeting, with a title that is not ASCII."""
    made: Doc = {"kind": "decision", "id": f"gb/2026/{serial:04d}", "body": "gb", "meeting": "gb/2026-02-18"}
    return {**made, "title": "Año §", "outcome": "failed", "legacy": None, **more}


def erratum(serial: int, number: int = 1) -> Doc:
    """An erratum to a decision."""
    corrects = f"gb/2026/{serial:04d}"
    return {"kind": "erratum", "id": f"{corrects}-erratum-{number}", "corrects": corrects, "field": "title"}


def notice(revision: int = 0, **item: Any) -> Doc:
    """A notice that posts the text of a group."""
    posted = {"number": "7", "class": "action", "object": "group:core@1.0.0", "digest": digest(TEXT), **item}
    made: Doc = {"kind": "notice", "meeting": "gb/2026-02-18", "body": "gb", "revision": revision}
    return {**made, "items": [posted, {"number": "8", "class": "information"}]}


def write_document(root: Path, path: str, document: Doc) -> None:
    """Write a document as YAML (JSON is YAML)."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def log_documents(root: Path, *documents: Doc) -> None:
    """Append documents to the log, and write the records among them, and the meeting of a notice."""
    for document in documents:
        if document["kind"] == "notice":
            if not (root / MEETING_FILE).exists():
                write_document(root, MEETING_FILE, MEETING)
        else:
            write_document(root, f"meetings/decisions/{document['id']}.yaml", document)
    with alone(root):
        take(root, [appended(root, documents)])


class LoggedCatalog:
    """A catalog with a log, and beside it the keys of its clerk and its partners."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "catalog"
        self.keys = folder / "keys"
        self.keys.mkdir(parents=True)
        (self.root / "meetings/log").mkdir(parents=True)
        write_document(self.root, TEXT_FILE, TEXT)
        (self.root / "meetings/log/policy").write_bytes(policy())
        self.log_key = self._keep("log", LOG_KEY)
        self.witness = {name: self._keep(name, one) for name, one in WITNESSES.items()}

    def _keep(self, name: str, kept: SigningKey) -> Path:
        file = self.keys / name
        file.write_bytes(kept.file_bytes())
        return file

    def log(self, *documents: Doc) -> None:
        """Append documents to the log, and write the records among them."""
        log_documents(self.root, *documents)

    def sign(self) -> MadeCheckpoint:
        """Sign a checkpoint of all leaves."""
        made = sign_log(self.root, self.log_key)
        assert isinstance(made, MadeCheckpoint), made
        return made

    def cosign(self, *names: str) -> None:
        """Let witnesses cosign the largest checkpoint."""
        for name in names:
            first = not (self.keys / f"{name}.seen").exists()
            made = cosign_log(self.root, self.witness[name], size=None, at=AT, first=first)
            assert isinstance(made, MadeCheckpoint), made

    def witnessed(self, *documents: Doc) -> None:
        """Append documents, and have them signed and cosigned by two witnesses."""
        self.log(*documents)
        self.sign()
        self.cosign("w1", "w2")

    def files(self) -> dict[str, bytes]:
        """Every file of the catalog and beside it, but for the lock, to see that nothing changed."""
        found = sorted(self.root.parent.rglob("*"))
        return {
            str(path): path.read_bytes() for path in found if path.is_file() and ".p20w" not in path.parts
        }

    @property
    def leaves(self) -> Path:
        """The file of the leaves."""
        return self.root / "meetings/log/leaves.jsonl"

    def checkpoint(self, size: int) -> Path:
        """The file of a checkpoint."""
        return self.root / f"meetings/log/checkpoints/{size}"


def leaf(document: Doc) -> bytes:
    """The leaf of a document."""
    return canonical_bytes(document)
