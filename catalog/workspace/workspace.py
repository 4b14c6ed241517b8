"""The workspace: one database, and in each transaction the rooms that are kept in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Connection

from catalog.workspace.accounts import Accounts
from catalog.workspace.audit_trail import AuditTrail
from catalog.workspace.database import Database
from catalog.workspace.desk_papers import Annotations, Drafts
from catalog.workspace.invitations import Invitations
from catalog.workspace.letters import Letters
from catalog.workspace.migrating import upgrade
from catalog.workspace.public_comments import PublicComments
from catalog.workspace.sessions import FailureCounts, Sessions
from catalog.workspace.subscriptions import NewsBook, Subscriptions

_KEPT: Final = timedelta(days=30)
"""How long sessions, links and letters are kept after their end."""
_UNCONFIRMED: Final = timedelta(days=7)
"""How long an address is kept that nobody confirmed."""


class Work:
    """One transaction: what is done in it is kept together, or not at all."""

    def __init__(self, connection: Connection) -> None:
        self._on = connection

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts."""
        return Accounts(self._on)

    @cached_property
    def invitations(self) -> Invitations:
        """The one-time links."""
        return Invitations(self._on)

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions."""
        return Sessions(self._on)

    @cached_property
    def failures(self) -> FailureCounts:
        """The failures."""
        return FailureCounts(self._on)

    @cached_property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        return AuditTrail(self._on)

    @cached_property
    def comments(self) -> PublicComments:
        """The comments of the public."""
        return PublicComments(self._on)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """The subscriptions."""
        return Subscriptions(self._on)

    @cached_property
    def news(self) -> NewsBook:
        """The news."""
        return NewsBook(self._on)

    @cached_property
    def letters(self) -> Letters:
        """The letters."""
        return Letters(self._on)

    @cached_property
    def annotations(self) -> Annotations:
        """The annotations."""
        return Annotations(self._on)

    @cached_property
    def drafts(self) -> Drafts:
        """The drafts."""
        return Drafts(self._on)


class Workspace:
    """A database that is migrated before its first transaction. Whatever cannot reach it is told so.

    Every method but ``close`` raises ``WorkspaceUnavailable``, within seconds.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._migrating = threading.Lock()
        self._is_ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def prepare(self) -> None:
        """Bring the database to this program's version, once a process."""
        if self._is_ready:
            return
        with self._migrating:
            if not self._is_ready:
                upgrade(self._database)
                self._is_ready = True

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """Give what is kept, as of one moment, to be read."""
        self.prepare()
        with self._database.reading() as connection:
            yield Work(connection)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """Give what is kept to be changed: at the end all of it is kept, or none where anything is raised."""
        self.prepare()
        with self._database.writing() as connection:
            yield Work(connection)

    def forget(self, *, at: datetime) -> None:
        """Remove what need not be kept: ended sessions and links, old letters, addresses never confirmed."""
        with self.writing() as work:
            work.sessions.forget(before=at - _KEPT)
            work.invitations.forget(before=at - _KEPT)
            work.failures.forget(before=at - _KEPT)
            work.letters.forget(before=at - _KEPT)
            work.subscriptions.forget(before=at - _UNCONFIRMED)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()
