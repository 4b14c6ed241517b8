"""Decision records and errata as documents: their keys in the contract's order, their places and numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from catalog.errors import BadInput
from catalog.records.decision_record import Arithmetic, DecisionRecord, Effect, Erratum, Summary
from catalog.records.element import Provenance
from catalog.rules.meetings.recording import MOST_SERIALS
from catalog.store.log import records_of

Document = dict[str, Any]
_COUNTS: Final = ("aye", "no", "abstain", "recused", "absent")
_ARITHMETIC: Final = (*_COUNTS, "needed", "of", "base", "quorum", "counted", "says")
_SERIAL: Final = re.compile(r"([0-9]{4})(?:-erratum-([1-9][0-9]{0,3}))?")
_FOLDER: Final = "meetings/decisions"


def decision_path(id: str) -> str:
    """Return where a decision record or an erratum stands."""
    return f"{_FOLDER}/{id}.yaml"


def next_serial(root: Path, body: str, *, year: int) -> int:
    """Return the number of a body's next decision of a year: one above every number ever used.

    Counted are the files, also errata, and the leaves of the log, so that the number of a record that
    is gone is not given again. Raises ``BadInput`` where the year's numbers are used up.
    """
    names = _names(root, f"{body}/{year:04d}")
    used = [int(found[1]) for name in names if (found := _SERIAL.fullmatch(name))]
    following = max(used, default=0) + 1
    if following > MOST_SERIALS:
        raise BadInput(f"`{body}` has no decision number left in {year}")
    return following


def next_erratum(root: Path, decision: str) -> int:
    """Return the number of a decision's next erratum: one above every number ever used.

    Raises ``BadInput`` where the numbers are used up.
    """
    folder, _, serial = decision.rpartition("/")
    found = (_SERIAL.fullmatch(name) for name in _names(root, folder))
    used = [int(one[2]) for one in found if one is not None and one[1] == serial and one[2]]
    following = max(used, default=0) + 1
    if following > MOST_SERIALS:
        raise BadInput(f"`{decision}` has no erratum number left")
    return following


def _names(root: Path, folder: str) -> list[str]:
    """Return the names in a folder of decisions, of files and of leaves."""
    there = root / _FOLDER / folder
    names = [path.stem for path in there.glob("*.yaml")] if there.is_dir() else []
    logged = [one.id.rpartition("/") for one in records_of(root)]
    return [*names, *(name for before, _, name in logged if before == folder)]


def document_of(record: DecisionRecord) -> Document:
    """Return a decision record as a document; read again, it is the same record."""
    document: Document = {
        "kind": "decision",
        "id": record.id,
        "body": record.body,
        "meeting": record.meeting,
        **({} if record.meeting_digest is None else {"meeting_digest": record.meeting_digest}),
        "item": record.item,
        "proposal": record.proposal,
        "title": record.title,
        "decided_on": record.decided_on.isoformat(),
        "recorded_on": record.recorded_on.isoformat(),
        "outcome": record.outcome,
        "vote": record.vote,
        "arithmetic": _arithmetic(record.arithmetic),
        "effects": [_effect(effect) for effect in record.effects],
        "dissent": list(record.dissent),
        "summary": {code: _summary(text) for code, text in record.summary.items()},
        "legacy": record.legacy and {"source": record.legacy.source, "note": record.legacy.note},
    }
    return document | _provenance(record.provenance)


def erratum_document(erratum: Erratum) -> Document:
    """Return an erratum as a document; read again, it is the same erratum."""
    document: Document = {
        "kind": "erratum",
        "id": erratum.id,
        "corrects": erratum.corrects,
        "recorded_on": erratum.recorded_on.isoformat(),
        "by": erratum.by,
        "field": erratum.field,
        "reads": erratum.reads,
        "should_read": erratum.should_read,
        "reason": erratum.reason,
    }
    return document | _provenance(erratum.provenance)


def _arithmetic(total: Arithmetic | None) -> Document | None:
    if total is None:
        return None
    counts = (
        "aye",
        "no",
        "abstain",
        "recused",
        "absent",
        "needed",
        "of",
        "base",
        "quorum",
        "counted",
        "says",
    )
    return {key: getattr(total, key) for key in counts}


def _effect(effect: Effect) -> Document:
    return {
        "op": effect.op,
        "object": str(effect.object),
        "from": effect.was,
        "to": effect.became,
        "effective": effect.effective.isoformat(),
    }


def _summary(summary: Summary) -> str | Document:
    if summary.by is None and summary.of is None:
        return summary.text
    return {"text": summary.text, "by": summary.by, "of": summary.of}


def _provenance(provenance: Provenance | None) -> Document:
    if provenance is None:
        return {}
    return {"provenance": {"status": provenance.status, "source": provenance.source}}
