"""Events of an agreement's life: which may be recorded, and what the one who records should know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.records.agreement import Agreement, AgreementEvent
from catalog.records.ids import AgreementId, Object
from catalog.records.snapshot import Text
from catalog.rules.flows.days import LAST, between, without
from catalog.rules.flows.known import Known, Life, suspended_days
from catalog.rules.meetings.effects import counting_effects
from catalog.rules.refusals import EVENTS, SETTLED, SIGNATURES, Refusal, refuse


def event_refusals(known: Known, agreement: AgreementId, *, event: AgreementEvent) -> Iterator[Refusal]:
    """Yield why an event may not be added to those that are known of an agreement.

    The day it is recorded is the day whose knowledge counts.
    """
    if event.on > event.recorded_on:
        yield refuse(
            "day-to-come",
            f"{event.on} is still to come, and an event is recorded once it has happened",
            citation=EVENTS,
            hint=f"record it on {event.on}, or give the day on which it did happen",
        )
    if event.event == "signed":
        yield from _signing(known, agreement, event=event)
    elif event.version is not None:
        yield refuse(
            "binds-all-versions",
            f"`{event.event}` binds `{agreement}` in all its versions, not {event.version} alone",
            citation=SETTLED,
            hint=f"name `{agreement}` without a version; one version is retired by a decision of the board",
        )
    if event.event == "suspended":
        yield from _suspending(known, agreement, event=event)
    elif event.event == "resumed":
        yield from _resuming(known, agreement, event=event)
    elif event.event == "terminated":
        yield from _ended(known, agreement, by=LAST)


def _signing(known: Known, agreement: AgreementId, *, event: AgreementEvent) -> Iterator[Refusal]:
    texts = known.snapshot.agreements[agreement]
    text = next((text for text in texts if text.version == event.version), None)
    if text is None:
        there = ", ".join(str(text.version) for text in texts)
        yield refuse(
            "unknown-version",
            f"`{agreement}` has no version {event.version}",
            citation=EVENTS,
            hint=f"its versions are {there}; a text is written before it is signed",
        )
        return
    parties = [party.partner for party in text.record.parties]
    if event.partner not in parties:
        yield refuse(
            "no-party",
            f"`{event.partner}` is no party of `{agreement}@{text.version}`, so it cannot sign it",
            citation=SIGNATURES,
            hint=f"its parties are {', '.join(parties)}" if parties else "the text names no parties",
        )
    earlier = [one for one in _signatures(known, text) if one.partner == event.partner]
    if earlier:
        yield refuse(
            "signed-already",
            f"`{event.partner}` signed `{agreement}@{text.version}` on {earlier[0].on}",
            citation=EVENTS,
            hint="nothing is to be done: events are never repeated or changed",
        )
    if known.adoption(text) is None and _adopted_otherwise(known, text):
        yield refuse(
            "not-the-adopted-text",
            f"a decision adopts `{agreement}@{text.version}`, but not once and with the digest of this text",
            citation=SIGNATURES,
            hint="`p20w check` says what differs; what is signed must be what was adopted",
        )


def _adopted_otherwise(known: Known, text: Text[Agreement]) -> bool:
    """Say whether decisions adopt a version of that name, whatever text they mean by it."""
    named = Object(text.kind, text.id, text.version)
    return any(
        effect.op == "adopt" and effect.object == named
        for decision in known.snapshot.decisions.values()
        if decision.recorded_on <= known.as_known
        for effect in counting_effects(known.snapshot, decision)
    )


def _signatures(known: Known, text: Text[Agreement]) -> list[AgreementEvent]:
    events = known.known_events(AgreementId(text.id))
    return [one for one in events if one.event == "signed" and one.version == text.version]


def _suspending(known: Known, agreement: AgreementId, *, event: AgreementEvent) -> Iterator[Refusal]:
    first, last = event.since, event.through or LAST
    if first is None:
        return
    if last < first:
        yield refuse(
            "suspension-reversed",
            f"the suspension would end on {last}, before it begins on {first}",
            citation=EVENTS,
            hint="`--through` is the last day of the pause, inclusive",
        )
    elif not without(between(first, last), suspended_days(known.known_events(agreement))):
        yield refuse(
            "suspended-already",
            f"`{agreement}` is suspended already on every day from {first}",
            citation=EVENTS,
            hint=f"`p20w agreement show {agreement}` lists its suspensions",
        )
    yield from _ended(known, agreement, by=first)


def _resuming(known: Known, agreement: AgreementId, *, event: AgreementEvent) -> Iterator[Refusal]:
    events = known.known_events(agreement)
    if suspended_days((*events, event)) == suspended_days(events):
        yield refuse(
            "nothing-to-resume",
            f"`{agreement}` has no suspension that resuming on {event.on} would end",
            citation=SETTLED,
            hint="a resumption ends suspensions that began, and were recorded, before it",
        )


def _ended(known: Known, agreement: AgreementId, *, by: date) -> Iterator[Refusal]:
    """Refuse what comes after an agreement's end: a second end, or a pause of what is over by then."""
    ends = [
        one.effective_from
        for one in known.known_events(agreement)
        if one.event == "terminated" and one.effective_from is not None and one.effective_from <= by
    ]
    if ends:
        yield refuse(
            "terminated-already",
            f"`{agreement}` is terminated already: {min(ends)} is the first day without it",
            citation=SETTLED,
            hint="an agreement that is to bind again is a new agreement, with an id of its own",
        )


def event_remarks(known: Known, agreement: AgreementId, *, event: AgreementEvent) -> Iterator[str]:
    """Yield what a permitted signature does not do yet; ``known`` is the state with the event in it."""
    if event.event != "signed":
        return
    life = next(one for one in known.lives(agreement) if one.text.version == event.version)
    called = f"`{agreement}@{event.version}`"
    if life.adoption is None:
        yield f"{called} is not adopted: the signature does not bind until the board adopts this text"
    awaited = awaited_parties(known, life)
    if awaited:
        yield f"{called} still waits for {', '.join(awaited)}"
    if life.terminated is not None:
        yield f"`{agreement}` is terminated from {life.terminated}: nothing comes into force by the signature"
    if life.text.record.effective_through < event.on:
        yield f"the term of {called} ended on {life.text.record.effective_through}"


def awaited_parties(known: Known, life: Life) -> list[str]:
    """Return the parties that have not signed a version, in the order of the text."""
    signed = {one.partner for one in _signatures(known, life.text)}
    return [party.partner for party in life.text.record.parties if party.partner not in signed]


def signature_of(known: Known, life: Life, *, partner: str) -> AgreementEvent | None:
    """Return a party's signature under a version: of several, that of the earliest day."""
    own = [one for one in _signatures(known, life.text) if one.partner == partner]
    return min(own, key=lambda one: one.on, default=None)
