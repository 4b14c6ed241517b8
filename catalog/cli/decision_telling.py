"""How a decision record is told: what came of it, the count, the seats, and what stands around it."""

from __future__ import annotations

from itertools import groupby

import click

from catalog.cli.telling import told_line
from catalog.records.decision_record import Effect
from catalog.services.decision_records.showing import DecisionSheet, MovedText, SeatVote

_ORDER = ("aye", "no", "abstain", "recused", "absent", "left", "vacant")


def tell_decision_record(sheet: DecisionSheet) -> None:
    """Print a decision record in full."""
    record = sheet.record
    click.echo(f"{record.outcome}: {record.title}")
    told_line("record", f"{record.id}, decided on {record.decided_on}, recorded on {record.recorded_on}")
    told_line("body", f"{sheet.body.title} ({record.body}, {sheet.body.classification})")
    _tell_marks(sheet)
    _tell_meeting(sheet)
    _tell_vote(sheet)
    for effect in record.effects:
        told_line(effect.op, _effect(effect))
    if len(sheet.counting) < len(record.effects):
        told_line("", "effects that do not count are void: `p20w check` says why")
    if record.dissent:
        told_line("dissent", "; ".join(record.dissent))
    for code, summary in record.summary.items():
        told_line(f"in {code}", summary.text)
    _tell_errata(sheet)
    for decision, later in sheet.superseded_by:
        told_line("later", f"{decision.id} {_done(later)} {later.object}, effective {later.effective}")
    told_line("log", sheet.log.told())


def _tell_errata(sheet: DecisionSheet) -> None:
    for erratum in sheet.errata:
        told_line("erratum", f"{erratum.id}, {erratum.recorded_on}, by {erratum.by}: {erratum.reason}")
        told_line("", f"{erratum.field}: `{erratum.reads}` should read `{erratum.should_read}`")
    for field in sorted({erratum.field for erratum in sheet.errata}):
        told_line("corrected", f"{field}: {'; '.join(sheet.as_corrected(field).values())}")


def _tell_marks(sheet: DecisionSheet) -> None:
    legacy, provenance = sheet.record.legacy, sheet.record.provenance
    if legacy is not None:
        told_line(
            "legacy", f"adopted before the catalog kept records; source: {legacy.source}. {legacy.note}"
        )
    if provenance is not None and provenance.status == "illustrative":
        told_line("provenance", f"illustrative: {provenance.source}")


def _tell_meeting(sheet: DecisionSheet) -> None:
    record, meeting = sheet.record, sheet.meeting
    if meeting is not None:
        told_line("meeting", f"{meeting.id}, {meeting.status}; minutes: {sheet.minutes}")
    if record.item is not None:
        proposal = f", proposal {record.proposal}" if record.proposal else ""
        told_line("item", f"{record.item}{proposal}")
    if sheet.motion is not None:
        told_line("motion", _moved(sheet.motion))
    for amendment in sheet.amendments:
        told_line("amendment", _moved(amendment))


def _moved(moved: MovedText) -> str:
    motion = moved.motion
    second = f", seconded by {motion.seconder}" if motion.seconder else ""
    came = ", ".join(f"{one.outcome} ({one.id})" for one in moved.decisions) or "not voted on"
    text = f"; text {motion.adopts}" if motion.adopts else ""
    return f"{motion.id} ({motion.motion_class}) by {motion.mover}{second}: {motion.text}{text}; {came}"


def _tell_vote(sheet: DecisionSheet) -> None:
    total = sheet.record.arithmetic
    if total is not None:
        counts = f"{total.aye} aye, {total.no} no, {total.abstain} abstain, {total.recused} recused"
        told_line("count", f"{counts}, {total.absent} absent")
        told_line("", f"{total.needed} of {total.of} needed (base: {total.base})")
        told_line("", f"quorum {total.quorum}, {total.counted} counted")
    if sheet.vote is not None:
        told_line("vote", f"{sheet.vote.id} at {sheet.vote.at.isoformat()}, {sheet.vote.method}")
    seats = sorted(sheet.seats, key=lambda seat: _ORDER.index(seat.vote))
    for choice, alike in groupby(seats, key=lambda seat: seat.vote):
        for number, seat in enumerate(alike):
            told_line(choice if number == 0 else "", _seat(seat))


def _seat(seat: SeatVote) -> str:
    return f"{seat.seat}, {seat.label}" + (f" ({seat.holder})" if seat.holder else "")


def _done(effect: Effect) -> str:
    return {"adopt": "adopted", "retire": "retired", "supersede": "superseded"}[effect.op]


def _effect(effect: Effect) -> str:
    texts = f"from {effect.was or 'nothing'} to {effect.became or 'nothing'}"
    return f"{effect.object} {texts}, effective {effect.effective}"
