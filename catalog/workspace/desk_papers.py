"""Annotations and drafts: a change that was made on an older revision is refused, so that nothing is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from catalog.errors import Conflict
from catalog.phrases import phrase
from catalog.records.account import AccountId
from catalog.records.desk_papers import Annotation, AnnotationId, Draft, DraftId
from catalog.records.ids import ProposalId
from catalog.workspace.database import LARGEST
from catalog.workspace.tables import ANNOTATIONS, DRAFTS

_HINT = phrase("look at it as it is now, and put what you wrote in again where it still fits")


class Annotations:
    """The annotations, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def add(self, annotation: Annotation) -> None:
        """Keep an annotation."""
        self._on.execute(
            insert(ANNOTATIONS).values(
                id=annotation.id,
                proposal=annotation.proposal,
                path=annotation.path,
                text=annotation.text,
                account=annotation.account,
                made_at=annotation.made_at,
                changed_at=annotation.changed_at,
                settled_at=annotation.settled_at,
                revision=annotation.revision,
            )
        )

    def by_id(self, annotation: AnnotationId) -> Annotation | None:
        """Return an annotation."""
        row = self._on.execute(select(ANNOTATIONS).where(ANNOTATIONS.c.id == annotation)).one_or_none()
        return None if row is None else _annotation(row)

    def on(self, proposal: ProposalId) -> tuple[Annotation, ...]:
        """Return the annotations on a proposal, in the order in which they were made."""
        asked = select(ANNOTATIONS).where(ANNOTATIONS.c.proposal == proposal)
        rows = self._on.execute(asked.order_by(ANNOTATIONS.c.made_at, ANNOTATIONS.c.id))
        return tuple(_annotation(row) for row in rows)

    def change(self, annotation: AnnotationId, text: str, *, revision: int, at: datetime) -> None:
        """Change the words of an annotation. Raises ``Conflict`` where ``revision`` is not the newest."""
        values = {"text": text, "changed_at": at, "revision": revision + 1}
        _change(self._on, ANNOTATIONS, annotation, revision=revision, values=values)

    def settle(self, annotation: AnnotationId, *, revision: int, at: datetime | None) -> None:
        """Mark an annotation as dealt with, or as open again. Raises ``Conflict`` as ``change`` does."""
        values = {"settled_at": at, "revision": revision + 1}
        _change(self._on, ANNOTATIONS, annotation, revision=revision, values=values)

    def remove(self, annotation: AnnotationId, *, revision: int) -> None:
        """Remove an annotation. Raises ``Conflict`` as ``change`` does."""
        _remove(self._on, ANNOTATIONS, annotation, revision=revision)


class Drafts:
    """The drafts, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    def add(self, draft: Draft) -> None:
        """Keep a draft."""
        self._on.execute(
            insert(DRAFTS).values(
                id=draft.id,
                kind=draft.kind,
                title=draft.title,
                text=draft.text,
                account=draft.account,
                made_at=draft.made_at,
                changed_at=draft.changed_at,
                revision=draft.revision,
            )
        )

    def by_id(self, draft: DraftId) -> Draft | None:
        """Return a draft."""
        row = self._on.execute(select(DRAFTS).where(DRAFTS.c.id == draft)).one_or_none()
        return None if row is None else _draft(row)

    def of_account(self, account: AccountId) -> tuple[Draft, ...]:
        """Return somebody's drafts, the one changed last first."""
        asked = select(DRAFTS).where(DRAFTS.c.account == account)
        rows = self._on.execute(asked.order_by(DRAFTS.c.changed_at.desc(), DRAFTS.c.id))
        return tuple(_draft(row) for row in rows)

    def change(self, draft: DraftId, *, title: str, text: str, revision: int, at: datetime) -> None:
        """Change a draft. Raises ``Conflict`` where ``revision`` is not the newest."""
        values = {"title": title, "text": text, "changed_at": at, "revision": revision + 1}
        _change(self._on, DRAFTS, draft, revision=revision, values=values)

    def remove(self, draft: DraftId, *, revision: int) -> None:
        """Remove a draft. Raises ``Conflict`` as ``change`` does."""
        _remove(self._on, DRAFTS, draft, revision=revision)


def _change(on: Connection, table: Table, id: str, *, revision: int, values: dict[str, Any]) -> None:
    as_read = (table.c.id == id) & (table.c.revision == revision)
    if not 0 < revision <= LARGEST or on.execute(update(table).where(as_read).values(values)).rowcount != 1:
        raise Conflict(phrase("somebody else changed this in the meantime"), hint=_HINT)


def _remove(on: Connection, table: Table, id: str, *, revision: int) -> None:
    as_read = (table.c.id == id) & (table.c.revision == revision)
    if not 0 < revision <= LARGEST or on.execute(delete(table).where(as_read)).rowcount != 1:
        raise Conflict(phrase("somebody else changed this in the meantime"), hint=_HINT)


def _annotation(row: Row[tuple[object, ...]]) -> Annotation:
    return Annotation(
        id=AnnotationId(row.id),
        proposal=ProposalId(row.proposal),
        path=row.path,
        text=row.text,
        account=AccountId(row.account),
        made_at=row.made_at,
        changed_at=row.changed_at,
        settled_at=row.settled_at,
        revision=row.revision,
    )


def _draft(row: Row[tuple[object, ...]]) -> Draft:
    return Draft(
        id=DraftId(row.id),
        kind=row.kind,
        title=row.title,
        text=row.text,
        account=AccountId(row.account),
        made_at=row.made_at,
        changed_at=row.changed_at,
        revision=row.revision,
    )
