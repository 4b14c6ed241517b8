"""Whether a version of an agreement is in force on a day, and what is still missing."""

from __future__ import annotations

from datetime import date
from typing import Literal

from catalog.rules.agreement_events import awaited_parties
from catalog.rules.flows.known import Known, Life

Status = Literal[
    "in force",
    "not adopted",
    "not executed",
    "not yet in force",
    "suspended",
    "superseded",
    "term ended",
    "terminated",
    "retired",
    "never in force",
]


def status_on(life: Life, day: date) -> Status:
    """Return where a version stands on a day. What ended it for good comes before what pauses it."""
    if life.adoption is None:
        return "not adopted"
    ends: tuple[tuple[date | None, Status], ...] = (
        (life.terminated, "terminated"),
        (life.retired, "retired"),
        (life.superseded, "superseded"),
    )
    for end, status in ends:
        if end is not None and end <= day:
            return status
    record = life.text.record
    if record.effective_through < record.effective_from:
        return "never in force"
    if record.effective_through < day:
        return "term ended"
    if life.permits_from is None:
        return "not executed"
    if day < life.permits_from:
        return "not yet in force"
    return "in force" if any(first <= day <= last for first, last in life.permit_days) else "suspended"


def still_missing(known: Known, life: Life, *, day: date) -> list[str]:
    """Return, in words, all that keeps a version from being in force on a day; nothing if it is."""
    record = life.text.record
    told = []
    if life.adoption is None:
        told.append("no decision adopts this text")
    awaited = awaited_parties(known, life)
    told.extend(f"`{partner}` has not signed" for partner in awaited)
    if day < record.effective_from:
        told.append(f"its term begins on {record.effective_from}")
    if record.effective_through < max(day, record.effective_from):
        told.append(f"its term ended on {record.effective_through}")
    if life.permits_from is not None and record.effective_from <= day < life.permits_from:
        told.append(f"its permits begin on {life.permits_from}")
    told.extend(
        f"it is {word} from {end}"
        for word, end in (
            ("terminated", life.terminated),
            ("retired", life.retired),
            ("superseded", life.superseded),
        )
        if end is not None and end <= day
    )
    told.extend(
        f"it is suspended from {first}" + ("" if last == date.max else f" through {last}")
        for first, last in life.suspended
        if first <= day <= last
    )
    return told
