"""Record an event of an agreement's life: it is added behind the others, which keep every byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from catalog.errors import BadInput, Conflict
from catalog.phrases import phrase
from catalog.records.agreement import AgreementEvent
from catalog.records.ids import AgreementId, Version
from catalog.records.snapshot import Snapshot
from catalog.rules.agreement_events import event_refusals, event_remarks
from catalog.rules.flows.known import Known
from catalog.services.agreement_life.naming import agreement_named
from catalog.services.changing import after, file_bytes, held
from catalog.services.refusing import Refused
from catalog.store.list_files import with_entry
from catalog.store.steps import take

_HEADER = "Append-only: what happened to the agreement, each entry as `p20w agreement` recorded it."


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """An event that was recorded, in which file, and what it does not do yet."""

    agreement: str
    path: str
    event: AgreementEvent
    remarks: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        return {
            "agreement": self.agreement,
            "file": self.path,
            "event": event_document(self.event),
            "remarks": list(self.remarks),
        }


def record_event(
    root: Path, name: str, *, event: AgreementEvent, seen: int | None = None
) -> RecordedEvent | Refused:
    """Record an event of the agreement ``ID`` or, for a signature, ``ID@VERSION``.

    Its version is the one that the name gives. ``seen`` is how many events there were when the one who
    records it looked: where there are others by now, ``Conflict`` is raised. Raises ``NotFound`` for an
    unknown agreement, and ``BadInput`` for a signature without a version, or where who recorded it, or by
    what evidence, is blank.
    """
    for option, words in (("by", event.by), ("evidence", event.evidence)):
        if not words.strip():
            raise BadInput(
                phrase("--{option} is blank", option=option),
                hint=phrase("say who it was, and where the proof is kept"),
            )
    with held(root) as snapshot:
        agreement, version = agreement_named(snapshot, name)
        if event.event == "signed" and version is None:
            last = snapshot.agreements[agreement][-1].version
            hint = phrase("as {id}@{version}", id=agreement, version=last)
            raise BadInput(phrase("a signature is under one version of the text"), hint=hint)
        _check_seen(snapshot, agreement, seen=seen)
        return _recorded(root, snapshot, agreement=agreement, event=replace(event, version=version))


def _check_seen(snapshot: Snapshot, agreement: AgreementId, *, seen: int | None) -> None:
    if seen not in {None, len(snapshot.events.get(agreement, ()))}:
        raise Conflict(
            phrase("another event of `{agreement}` was recorded meanwhile", agreement=agreement),
            hint=phrase("look at it, and record this one again if it still holds"),
        )


def _recorded(
    root: Path, snapshot: Snapshot, *, agreement: AgreementId, event: AgreementEvent
) -> RecordedEvent | Refused:
    refusals = tuple(event_refusals(Known(snapshot, event.recorded_on), agreement, event=event))
    if refusals:
        return Refused(refusals=refusals)
    path = f"agreements/{agreement}/events.yaml"
    data = file_bytes(root, path)
    change = with_entry(path, data, entry=event_document(event), header=_HEADER)
    known = Known(after(root, change, was=data), event.recorded_on)
    take(root, [change])
    remarks = tuple(event_remarks(known, agreement, event=event))
    return RecordedEvent(agreement=agreement, path=path, event=event, remarks=remarks)


def event_document(event: AgreementEvent) -> dict[str, Any]:
    """Return an event as it stands in the file, in the contract's order of keys."""
    spoken: dict[str, date | Version | str | None] = {
        "event": event.event,
        "version": event.version,
        "partner": event.partner,
        "from": event.since,
        "through": event.through,
        "effective_from": event.effective_from,
        "on": event.on,
        "recorded_on": event.recorded_on,
        "by": event.by,
        "evidence": event.evidence,
    }
    return {key: str(value) for key, value in spoken.items() if value is not None}
