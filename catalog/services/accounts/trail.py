"""Read the audit trail: who did what, page by page, filtered, and as a table for other programs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from catalog.phrases import phrase
from catalog.records.audit import AuditEntry, TrailState
from catalog.services.forms import Faults, fault, joined
from catalog.services.office import Office
from catalog.services.opening import LOS_ANGELES
from catalog.services.requests import read_day
from catalog.workspace.audit_trail import Asked

A_PAGE: Final = 100
MOST_IN_TABLE: Final = 50_000
_COLUMNS: Final = ("number", "at", "who", "did", "about", "detail", "previous", "digest")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MOST: Final = 200
_LARGEST: Final = 2**31 - 1
_YEARS: Final = range(1970, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """What is asked of the trail, as it was typed. A day is one in Los Angeles."""

    who: str = ""
    did: str = ""
    about: str = ""
    since: str = ""
    until: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage:
    """Entries of the trail, the newest first, and before which number the next page begins."""

    entries: tuple[AuditEntry, ...]
    names: dict[str, str]
    older: int | None


def trail(office: Office, typed: TrailFilter) -> TrailPage | Faults:
    """Return a page of the trail."""
    asked = _asked(typed, most=A_PAGE + 1)
    if isinstance(asked, Faults):
        return asked
    with office.workspace.reading() as work:
        found = work.audit.entries(asked)
        names = {str(account.id): account.email for account in work.accounts.listed()}
    shown = found[:A_PAGE]
    return TrailPage(entries=shown, names=names, older=shown[-1].number if len(found) > A_PAGE else None)


def trail_table(office: Office, typed: TrailFilter) -> bytes | Faults:
    """Return the entries as CSV, with a byte order mark, and no cell that a spreadsheet would compute."""
    asked = _asked(replace(typed, before=""), most=MOST_IN_TABLE)
    if isinstance(asked, Faults):
        return asked
    with office.workspace.reading() as work:
        found = work.audit.entries(asked)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    table.writerows([_defused(cell) for cell in _row(entry)] for entry in found)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def verify_trail(office: Office, *, known: str | None = None) -> TrailState:
    """Recompute the whole trail. ``known`` is a digest that was noted down before."""
    with office.workspace.reading() as work:
        return work.audit.verify(known=known)


def _row(entry: AuditEntry) -> tuple[str, ...]:
    act = entry.act
    detail = "; ".join(f"{key}={value}" for key, value in act.detail.items())
    return (
        str(entry.number),
        act.at.isoformat(),
        act.who,
        act.did,
        act.about,
        detail,
        entry.previous,
        entry.digest,
    )


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _asked(typed: TrailFilter, *, most: int) -> Asked | Faults:
    faults = joined(
        *(_day_faults(name, getattr(typed, name)) for name in ("since", "until")),
        *(_word_faults(name, getattr(typed, name)) for name in ("who", "did", "about")),
    )
    if faults:
        return faults
    since, until = read_day(typed.since.strip()), read_day(typed.until.strip())
    before = int(typed.before) if typed.before.isascii() and typed.before.isdigit() else None
    return Asked(
        who=typed.who.strip() or None,
        did=typed.did.strip() or None,
        about=typed.about.strip() or None,
        since=None if since is None else _midnight(since),
        until=None if until is None else _midnight(until + timedelta(days=1)),
        before=None if before is None else min(before, _LARGEST),
        most=most,
    )


def _word_faults(field: str, typed: str) -> Faults:
    if len(typed) > _MOST or not typed.isprintable():
        return fault(field, phrase("The trail has no such word."))
    return Faults(at={})


def _day_faults(field: str, typed: str) -> Faults:
    day = read_day(typed.strip())
    if typed.strip() and (day is None or day.year not in _YEARS):
        return fault(field, phrase("Write a day as 2026-07-01."))
    return Faults(at={})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LOS_ANGELES)
