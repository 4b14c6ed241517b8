"""Prove that a record is in the log: the proof file that anyone can verify without the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.errors import NotFound
from catalog.services.logbook.book import Logbook
from catalog.services.logbook.refusing import POLICY_RULE, refused
from catalog.services.refusing import Refused
from catalog.store.writing import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordProof:
    """A record's place in the log, and its proof file."""

    record_id: str
    index: int
    size: int
    leaf: bytes
    data: bytes

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        return {
            "record": self.record_id,
            "index": self.index,
            "size": self.size,
            "leaf": self.leaf.decode(),
            "proof": self.data.decode(),
        }


def prove_record(book: Logbook, record_id: str) -> RecordProof | Refused:
    """Return the proof of a decision, an erratum, or ``notice:MEETING#REVISION``.

    Refused where no checkpoint with a quorum covers the record yet. Raises ``NotFound`` where it is
    not logged.
    """
    index = book.index_of(record_id)
    if index is None:
        hint = "`p20w log verify` lists what is not logged; a notice is `notice:MEETING#REVISION`"
        raise NotFound(f"`{record_id}` is not in the log", hint=hint)
    data, covering = book.proof_of(index), book.covering(index)
    if data is None or covering is None:
        return refused(
            "not-under-a-checkpoint",
            f"`{record_id}` is logged (leaf {index}), and no checkpoint that counts covers it yet",
            citation=POLICY_RULE,
            hint="the clerk signs with `p20w log sign`, then partners cosign with `p20w log cosign`",
        )
    return RecordProof(
        record_id=record_id, index=index, size=covering.size, leaf=book.records[index].leaf, data=data
    )


def write_proof(file: Path, proof: RecordProof) -> None:
    """Write a proof file; an earlier one gives way. Raises ``WriteRefused``."""
    write_whole(file, proof.data, replace=True)
