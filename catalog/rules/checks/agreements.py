"""Agreements: checklists of their legal bases, terms, parties, events and signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from catalog.records.agreement import Agreement, ClaimedBasis
from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.ids import AgreementId
from catalog.records.vocabulary import LegalBasis
from catalog.rules.checks.clauses import clause_findings
from catalog.rules.checks.inspection import Inspection, named
from catalog.rules.flows.days import day_after
from catalog.rules.flows.known import Life
from catalog.rules.flows.law import missing_elements

SOON: Final = timedelta(days=90)


def agreement_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield what is wrong with agreements: contract sections 5, 7 (I4) and 9.

    A version that was replaced, retired or terminated by the day is history: nothing but its term
    is looked at, since nothing rests on it any more and its text cannot change.
    """
    snapshot, scope = inspection.snapshot, inspection.scope
    for agreement in sorted(snapshot.agreements if scope is None else scope.agreements):
        for life in inspection.known.lives(agreement):
            yield from _term(life, day=inspection.day)
            if not is_history(life, inspection.day):
                yield from _checklists(inspection, life)
                yield from _signatures(inspection, life)
                yield from clause_findings(inspection, life)
    for agreement in sorted(snapshot.events if scope is None else snapshot.events.keys() & scope.agreements):
        yield from _events(inspection, agreement)


def is_history(life: Life, day: date) -> bool:
    """Say whether a version was replaced, retired or terminated by the day."""
    ends = (life.superseded, life.retired, life.terminated)
    return any(end is not None and end <= day for end in ends)


def _term(life: Life, *, day: date) -> Iterator[Finding]:
    record = life.text.record
    called, at = f"`{record.id}@{record.version}`", ("effective_through",)
    last = record.effective_through
    if last < record.effective_from:
        message = f"{called} ends on {last}, before it begins on {record.effective_from}"
        yield finding("term-reversed", life.text.path, message=message, at=at)
        return
    followed = life.superseded is not None and life.superseded <= day_after(last)
    if life.permits_from is None or followed or is_history(life, day):
        return
    if last < day:
        message = f"the term of {called} ended on {last}"
        yield finding("lapsed", life.text.path, message=message, at=at)
    elif last - day <= SOON:
        message = f"the term of {called} ends on {last}, {(last - day).days} days after {day}"
        yield finding("lapses-soon", life.text.path, message=message, at=at)


def _checklists(inspection: Inspection, life: Life) -> Iterator[Finding]:
    """Yield the written elements that a claimed basis asks for and the text lacks, and the others."""
    for position, claimed in enumerate(life.text.record.legal_bases):
        basis = inspection.snapshot.bases[claimed.basis]
        yield from _checklist(life, basis, claimed=claimed, at=("legal_bases", position, "written_elements"))


def _checklist(
    life: Life, basis: LegalBasis, *, claimed: ClaimedBasis, at: tuple[str | int, ...]
) -> Iterator[Finding]:
    record = life.text.record
    for wanted in missing_elements(basis, claimed):
        yield finding(
            "written-element-missing",
            life.text.path,
            message=f"`{basis.id}` asks `{record.id}@{record.version}` for `{wanted.id}`: {wanted.text}",
            citation=wanted.citation,
            at=(*at, wanted.id),
        )
    listed = {wanted.id for wanted in basis.written_elements}
    for name in sorted(claimed.written_elements):
        if name not in listed:
            message = f"`{name}` is none of the written elements of `{basis.id}`"
            yield finding("written-element-unlisted", life.text.path, message=message, at=(*at, name))


def _signatures(inspection: Inspection, life: Life) -> Iterator[Finding]:
    record = life.text.record
    if life.adoption is None or life.signed is not None:
        return
    signed = {
        event.partner
        for event in inspection.known.known_events(record.id)
        if event.event == "signed" and event.version == record.version
    }
    missing = [party.partner for party in record.parties if party.partner not in signed]
    awaited = named(missing) if missing else "any party: it names none"
    message = f"`{record.id}@{record.version}` is adopted, but not signed by {awaited}"
    yield finding("not-executed", life.text.path, message=message, at=("parties",))


def _events(inspection: Inspection, agreement: AgreementId) -> Iterator[Finding]:
    """Yield events of partners that are no parties, and ones recorded before they happened or still to be."""
    file = inspection.snapshot.paths[f"events:{agreement}"]
    versions = {text.version: text.record for text in inspection.snapshot.agreements.get(agreement, ())}
    if not versions:
        yield finding("events-without-agreement", file, message=f"there is no agreement `{agreement}`")
    for position, event in enumerate(inspection.snapshot.events[agreement]):
        of = [versions[event.version]] if event.version in versions else list(versions.values())
        if event.partner is not None and versions and event.partner not in _parties(of):
            message = (
                f"`{event.partner}` is no party of `{agreement}`; what it {event.event} counts for nothing"
            )
            yield finding("event-of-stranger", file, message=message, at=(position, "partner"))
        if event.recorded_on < event.on:
            message = f"recorded on {event.recorded_on}, before it happened on {event.on}"
            yield finding("event-recorded-early", file, message=message, at=(position, "recorded_on"))
        if event.recorded_on > inspection.known.as_known:
            message = f"recorded on {event.recorded_on}, which is still to come: it does not count yet"
            yield finding("recorded-later", file, message=message, at=(position, "recorded_on"))


def _parties(versions: list[Agreement]) -> set[str]:
    return {party.partner for version in versions for party in version.parties}
