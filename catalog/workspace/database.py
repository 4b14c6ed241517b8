"""The database: SQLite in a file or PostgreSQL, one transaction at a time, never waited for without end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from catalog.errors import BadInput, WorkspaceUnavailable
from catalog.phrases import phrase

WAIT_SECONDS: Final = 5
"""How long a lock or a connection is waited for before the database is called unavailable."""

LARGEST: Final = 2**31 - 2
"""The largest revision there can be; what is beyond was typed by somebody."""

_WRITES: Final = "p20w_writes"
_MILLISECONDS: Final = 1000
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {WAIT_SECONDS * _MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was accepted is on the disk, also after a loss of power
    "PRAGMA foreign_keys = ON",
)
_POSTGRESQL: Final = {
    "connect_timeout": WAIT_SECONDS,
    "tcp_user_timeout": WAIT_SECONDS * _MILLISECONDS,
    "options": f"-c lock_timeout={WAIT_SECONDS}s -c statement_timeout={4 * WAIT_SECONDS}s"
    " -c idle_in_transaction_session_timeout=60s -c timezone=UTC",
}
_WANTED: Final = "write it as postgresql://USER@HOST/NAME, or sqlite:///FILE"


class Database:
    """Connections to one database. Nothing is connected to before the first transaction."""

    def __init__(self, url: str) -> None:
        self._url = _known_url(url)
        self._engine = _engine(self._url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection in a transaction that only reads. Raises ``WorkspaceUnavailable``."""
        with _told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is kept whole, or not at all where anything is raised.

        Raises ``WorkspaceUnavailable``.
        """
        with _told(), self._engine.connect() as connection:
            writer = connection.execution_options(**{_WRITES: True})
            with writer.begin():
                yield writer

    def ready_place(self) -> None:
        """Make the folder and the file of a database in a file, for its user alone."""
        if self.dialect != "sqlite" or self._url.database is None:
            return
        file = Path(self._url.database)
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise unavailable(str(error)) from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def lock(connection: Connection, number: int) -> None:
    """Hold one of the locks that have numbers until the transaction ends.

    A transaction that writes in SQLite is alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def unavailable(cause: str) -> WorkspaceUnavailable:
    """Return the error that says that the database cannot be used now."""
    return WorkspaceUnavailable(
        phrase("accounts, comments and drafts cannot be reached now"),
        hint=phrase("wait a moment and try again; what can be read of the catalog can be read all the same"),
        cause=" ".join(cause.split()),
    )


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (DataError, UnicodeEncodeError) as error:  # a NUL, or half a character: neither is ever kept
        raise BadInput(phrase("this has characters that nothing here has")) from error
    except NoConnectionLeft as error:
        raise unavailable("every connection is in use") from error
    except (OperationalError, InterfaceError, InternalError) as error:
        raise unavailable(str(error.orig)) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a constraint, or a statement of ours that is wrong
            raise
        raise unavailable(str(error.orig)) from error


def _known_url(url: str) -> URL:
    try:
        known = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadInput("P20W_DATABASE_URL is no address of a database", hint=_WANTED) from error
    kind = known.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        return known.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and known.database not in {None, "", ":memory:"} and not known.query:
        return known.set(drivername="sqlite")
    raise BadInput(f"P20W_DATABASE_URL names no database that can be kept (`{kind}`)", hint=_WANTED)


def _engine(url: URL) -> Engine:
    try:
        if url.drivername == "sqlite":
            engine = create_engine(url, pool_timeout=WAIT_SECONDS, connect_args={"timeout": WAIT_SECONDS})
            event.listen(engine, "connect", _set_up)
            event.listen(engine, "begin", _begin)
            return engine
        query: dict[str, Any] = {key: value for key, value in _POSTGRESQL.items() if key not in url.query}
        return create_engine(url, pool_timeout=WAIT_SECONDS, pool_pre_ping=True, connect_args=query)
    except SQLAlchemyError as error:
        raise BadInput("P20W_DATABASE_URL cannot be used", hint=_WANTED) from error


def _set_up(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says so
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
