"""Letters that wait to be sent: written once, claimed by one sender, and never sent a second time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from catalog.records.subscription import Letter, LetterId, LetterState
from catalog.workspace.tables import LETTERS


class Letters:
    """The letters, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def add(self, letter: Letter, *, key: str) -> bool:
        """Keep a letter to be sent, unless one with its key is there; say whether it is new."""
        row = insert(LETTERS).values(
            id=letter.id,
            key=key,
            to=letter.to,
            subject=letter.subject,
            text=letter.text,
            unsubscribe=letter.unsubscribe,
            made_at=letter.made_at,
            state=letter.state,
            tried=letter.tried,
            changed_at=letter.changed_at,
        )
        try:
            with self._on.begin_nested():
                self._on.execute(row)
        except IntegrityError:
            return False
        return True

    def by_id(self, letter: LetterId) -> Letter | None:
        """Return a letter."""
        row = self._on.execute(select(LETTERS).where(LETTERS.c.id == letter)).one_or_none()
        return None if row is None else _letter(row)

    def in_state(self, state: LetterState, *, most: int) -> tuple[Letter, ...]:
        """Return letters in a state, the oldest first."""
        asked = select(LETTERS).where(LETTERS.c.state == state)
        rows = self._on.execute(asked.order_by(LETTERS.c.made_at, LETTERS.c.id).limit(most))
        return tuple(_letter(row) for row in rows)

    def count(self, state: LetterState) -> int:
        """Return how many letters are in a state."""
        asked = select(func.count()).select_from(LETTERS).where(LETTERS.c.state == state)
        return int(self._on.execute(asked).scalar_one())

    def claim(self, letter: LetterId, *, at: datetime) -> bool:
        """Claim a letter that waits, for one who sends it; say whether nobody else has."""
        waiting = (LETTERS.c.id == letter) & (LETTERS.c.state == LetterState.WAITING)
        values = {"state": LetterState.UNDER_WAY, "tried": LETTERS.c.tried + 1, "changed_at": at}
        return self._on.execute(update(LETTERS).where(waiting).values(values)).rowcount == 1

    def settle(self, letter: LetterId, state: LetterState, *, at: datetime) -> None:
        """Note what became of a letter that was claimed."""
        claimed = (LETTERS.c.id == letter) & (LETTERS.c.state == LetterState.UNDER_WAY)
        self._on.execute(update(LETTERS).where(claimed).values(state=state, changed_at=at))

    def forget(self, *, before: datetime) -> None:
        """Remove letters that were dealt with long ago."""
        old = (LETTERS.c.state != LetterState.WAITING) & (LETTERS.c.changed_at < before)
        self._on.execute(delete(LETTERS).where(old))


def _letter(row: Row[tuple[object, ...]]) -> Letter:
    return Letter(
        id=LetterId(row.id),
        to=row.to,
        subject=row.subject,
        text=row.text,
        unsubscribe=row.unsubscribe,
        made_at=row.made_at,
        state=LetterState(row.state),
        tried=row.tried,
        changed_at=row.changed_at,
    )
