"""Correct the words of a final record: an erratum is a record of its own, and the record keeps every byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from catalog.errors import BadInput, Conflict
from catalog.phrases import phrase
from catalog.records.decision_record import DecisionRecord, Erratum
from catalog.records.element import Provenance
from catalog.records.ids import ErratumId
from catalog.records.snapshot import Snapshot
from catalog.rules.meetings.errata import errata_of, unfit
from catalog.rules.refusals import FINAL_RECORDS, refuse
from catalog.services.changing import after, held
from catalog.services.decision_records.finding import record_named
from catalog.services.refusing import Refused
from catalog.store.decision_documents import decision_path, erratum_document, next_erratum
from catalog.store.log import LEAVES, appended
from catalog.store.steps import New, take
from catalog.store.yaml_writing import yaml_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenErratum:
    """An erratum that was filed and logged, and where."""

    erratum: Erratum
    path: str

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        return {"file": self.path, "log": LEAVES, "erratum": erratum_document(self.erratum)}


def write_erratum(
    root: Path, id: str, *, erratum: Erratum, seen: int | None = None
) -> WrittenErratum | Refused:
    """File an erratum to a decision record and log it, in one step.

    ``id`` is the record's; the erratum's number is the next one. Refused where the words do not stand in the
    record just once, where nothing would change, and where a number, a seat, an object or a word of
    the result would. ``seen`` is how many errata there were when the clerk looked: where there are others
    by now, ``Conflict`` is raised. Raises ``NotFound`` for an unknown record, ``BadInput`` for blank words.
    """
    for option in ("reads", "should_read", "by", "reason"):
        _not_blank(option.replace("_", "-"), getattr(erratum, option))
    with held(root) as snapshot:
        record = record_named(snapshot, id)
        _check_seen(snapshot, record, seen=seen)
        number = next_erratum(root, record.id)
        made = replace(
            erratum,
            id=ErratumId(f"{record.id}-erratum-{number}"),
            corrects=record.id,
            provenance=_marked(record),
        )
        refused = _refused(snapshot, record, erratum=made)
        if refused is not None:
            return refused
        change = New(path=decision_path(made.id), data=yaml_of(erratum_document(made)))
        after(root, change, was=None)
        take(root, [change, appended(root, [erratum_document(made)])])
    return WrittenErratum(erratum=made, path=change.path)


def _check_seen(snapshot: Snapshot, record: DecisionRecord, *, seen: int | None) -> None:
    if seen not in {None, len(errata_of(record, snapshot.errata.values()))}:
        raise Conflict(
            phrase("another erratum to {record} was filed meanwhile", record=record.id),
            hint=phrase("look at it, and file this one again if it still holds"),
        )


def _marked(record: DecisionRecord) -> Provenance | None:
    """Return the mark of an illustrative record, which its errata bear too."""
    provenance = record.provenance
    return provenance if provenance is not None and provenance.status == "illustrative" else None


def _not_blank(option: str, words: str) -> None:
    if not words.strip():
        raise BadInput(
            phrase("--{option} is blank", option=option),
            hint=phrase("an erratum says what it corrects, how, why, and who says so"),
        )


def _refused(snapshot: Snapshot, record: DecisionRecord, *, erratum: Erratum) -> Refused | None:
    wrong = unfit(record, errata_of(record, snapshot.errata.values()), erratum=erratum)
    if wrong is None:
        return None
    citation = "; ".join(part for part in (wrong.code.citation, FINAL_RECORDS) if part)
    return Refused(refusals=(refuse(wrong.code.id, wrong.message, citation=citation, hint=wrong.code.hint),))
