"""What the transparency log says of each record: its index, its proof, and what is logged but gone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalog.records.ids import Digest
from catalog.services.logbook.book import KeptCheckpoint, Logbook, open_logbook
from catalog.store.log import POLICY, LoggedRecord
from catalog.store.plain_files import original_if_there


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedNotice:
    """A posted agenda as the log has it: of which meeting, which revision, and at which index."""

    index: int
    meeting: str
    body: str
    revision: int
    start: str
    posted_at: str
    leaf: bytes
    proposals: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Logged:
    """The log at one state. ``policy`` is its file as it stands."""

    book: Logbook
    policy: bytes | None

    @cached_property
    def indexes(self) -> Mapping[Digest, int]:
        """Where the leaf of each digest stands. A leaf is canonical JSON: its hash is its digest."""
        return {leaf_digest(record.leaf): record.line - 1 for record in self.book.records}

    @cached_property
    def notices(self) -> tuple[LoggedNotice, ...]:
        """Every posted agenda and revision of one, in the order they were logged."""
        return tuple(_notice(record) for record in self.book.records if record.kind == "notice")

    @cached_property
    def final_records(self) -> tuple[LoggedRecord, ...]:
        """Every decision and erratum that was logged."""
        return tuple(record for record in self.book.records if record.kind != "notice")

    def covering(self, index: int) -> int | None:
        """Return the size of the first checkpoint that counts and covers a leaf, if there is one."""
        covering = self.book.covering(index)
        return None if covering is None else covering.size

    def proof(self, index: int) -> bytes:
        """Return the proof of a leaf that a checkpoint covers; nothing where none does."""
        return self.book.proof_of(index) or b""

    def mark(self, index: int | None) -> str:
        """Return a word for a leaf that changes whenever what is shown of it in the log does."""
        if index is None:
            return "not logged"
        covering = self.book.covering(index)
        return f"{index} {'waiting' if covering is None else self._seals[covering.size]}"

    @cached_property
    def _seals(self) -> Mapping[int, str]:
        return {one.size: f"{one.size} {_hash(one)}" for one in self.book.checkpoints}


def leaf_digest(leaf: bytes) -> Digest:
    """Return the digest of the record that a leaf is: the leaf is its canonical JSON."""
    return Digest("sha256:" + hashlib.sha256(leaf).hexdigest())


def read_logged(root: Path) -> Logged:
    """Return the log of a catalog, empty where it keeps none. Raises ``FaultyCatalog`` at its first fault."""
    return Logged(book=open_logbook(root), policy=original_if_there(root / POLICY))


def _hash(checkpoint: KeptCheckpoint) -> str:
    return hashlib.sha256(checkpoint.signed.file_bytes()).hexdigest()


def _notice(record: LoggedRecord) -> LoggedNotice:
    told = record.document
    return LoggedNotice(
        index=record.line - 1,
        meeting=told["meeting"],
        body=str(told.get("body")),
        revision=told["revision"],
        start=str(told.get("start")),
        posted_at=str(told.get("posted_at")),
        leaf=record.leaf,
        proposals=frozenset(
            str(item["proposal"]) for item in told["items"] if isinstance(item, dict) and item.get("proposal")
        ),
    )
