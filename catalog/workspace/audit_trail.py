"""The audit trail: append-only in the database itself, each entry bound to the one before by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, Row, insert, select

from catalog.records.audit import Act, AuditEntry, TrailState
from catalog.workspace.database import lock
from catalog.workspace.tables import AUDIT

START: Final = "sha256:" + "0" * 64
"""What the first entry is bound to."""

_LOCK: Final = 20_03
_AT_A_TIME: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries are asked for. ``did`` is a word or the beginning of one, as ``account.``."""

    who: str | None = None
    did: str | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    most: int = 100


class AuditTrail:
    """The trail, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def append(self, act: Act) -> AuditEntry:
        """Put an act at the end of the trail. Two who do so at once come one after the other."""
        lock(self._on, _LOCK)
        newest = select(AUDIT.c.number, AUDIT.c.digest).order_by(AUDIT.c.number.desc()).limit(1)
        row = self._on.execute(newest).one_or_none()
        number, previous = (1, START) if row is None else (row.number + 1, row.digest)
        entry = AuditEntry(
            number=number, act=act, previous=previous, digest=_digest(number, act, previous=previous)
        )
        self._on.execute(
            insert(AUDIT).values(
                number=number,
                at=act.at,
                who=act.who,
                did=act.did,
                about=act.about,
                detail=json.dumps(dict(act.detail), sort_keys=True),
                previous=previous,
                digest=entry.digest,
            )
        )
        return entry

    def entries(self, asked: Asked) -> tuple[AuditEntry, ...]:
        """Return the entries asked for, the newest first."""
        found = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(asked.most)
        if asked.who is not None:
            found = found.where(AUDIT.c.who == asked.who)
        if asked.did is not None:
            found = found.where(AUDIT.c.did.startswith(asked.did, autoescape=True))
        if asked.about is not None:
            found = found.where(AUDIT.c.about == asked.about)
        if asked.since is not None:
            found = found.where(AUDIT.c.at >= asked.since)
        if asked.until is not None:
            found = found.where(AUDIT.c.at < asked.until)
        if asked.before is not None:
            found = found.where(AUDIT.c.number < asked.before)
        return tuple(_entry(row) for row in self._on.execute(found))

    def verify(self, *, known: str | None = None) -> TrailState:
        """Recompute every digest. ``known`` is one noted down before, which must still be there.

        Nothing but a digest noted elsewhere shows that the newest entries were cut off.
        """
        head, count, seen = START, 0, known is None
        for entry in self._in_order():
            count += 1
            fits = entry.number == count and entry.previous == head
            if not fits or entry.digest != _digest(entry.number, entry.act, previous=head):
                return TrailState(entries=count, head=head, broken_at=count)
            head = entry.digest
            seen = seen or head == known
        return TrailState(entries=count, head=head, broken_at=None if seen else count + 1)

    def _in_order(self) -> Iterator[AuditEntry]:
        last = 0
        while True:
            page = select(AUDIT).where(AUDIT.c.number > last).order_by(AUDIT.c.number).limit(_AT_A_TIME)
            rows = self._on.execute(page).all()
            if not rows:
                return
            yield from (_entry(row) for row in rows)
            last = rows[-1].number


def _digest(number: int, act: Act, *, previous: str) -> str:
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    detail = dict(sorted(act.detail.items()))
    told = json.dumps([number, at, act.who, act.did, act.about, detail, previous], separators=(",", ":"))
    return "sha256:" + hashlib.sha256(told.encode()).hexdigest()


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    act = Act(did=row.did, who=row.who, about=row.about, at=row.at, detail=json.loads(row.detail))
    return AuditEntry(number=row.number, act=act, previous=row.previous, digest=row.digest)
