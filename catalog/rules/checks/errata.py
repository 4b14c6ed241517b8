"""Errata: whether each corrects words that its record has, and nothing that was decided."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.records.codes.all_codes import finding
from catalog.records.decision_record import DecisionRecord, Erratum
from catalog.records.finding import Finding
from catalog.rules.checks.inspection import Inspection
from catalog.rules.meetings.errata import errata_of, number_of, unfit


def erratum_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield what is wrong with errata: each is held against its record as the ones before it left it."""
    snapshot = inspection.snapshot
    corrected = {erratum.corrects for erratum in snapshot.errata.values()}
    for id in sorted(corrected):
        record = snapshot.decisions[id]
        errata = errata_of(record, snapshot.errata.values())
        for place, erratum in enumerate(errata):
            file = snapshot.paths[f"erratum:{erratum.id}"]
            yield from _record(inspection, record, erratum=erratum, file=file)
            expected = 1 if place == 0 else number_of(errata[place - 1]) + 1
            if number_of(erratum) != expected:
                message = f"`{erratum.id}` follows no erratum {expected} of {record.id}"
                yield finding("erratum-number-missing", file, message=message, at=("id",))
            wrong = unfit(record, errata[:place], erratum=erratum)
            if wrong is not None:
                yield finding(wrong.code.id, file, message=wrong.message, at=(wrong.at,))


def _record(
    inspection: Inspection, record: DecisionRecord, *, erratum: Erratum, file: str
) -> Iterator[Finding]:
    if erratum.id.rpartition("-erratum-")[0] != record.id:
        message = f"`{erratum.id}` corrects `{record.id}`"
        yield finding("erratum-of-another-record", file, message=message, at=("corrects",))
    if erratum.recorded_on < record.recorded_on:
        message = f"recorded on {erratum.recorded_on}; {record.id} was recorded on {record.recorded_on}"
        yield finding("erratum-before-record", file, message=message, at=("recorded_on",))
    if erratum.recorded_on > inspection.known.as_known:
        message = f"recorded on {erratum.recorded_on}, which is still to come"
        yield finding("recorded-later", file, message=message, at=("recorded_on",))
