"""Bring the database to the version of this program, alone, whoever else starts at the same time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from catalog.workspace.database import Database, lock

FOLDER: Final = Path(__file__).resolve().parent / "migrations"
_LOCK: Final = 20_01
_NOTED: Final = "alembic_version"
_PATIENCE: Final = "SET LOCAL lock_timeout = '120s'; SET LOCAL statement_timeout = '600s'"
"""Whoever comes second waits until the first has migrated."""


def upgrade(database: Database) -> None:
    """Carry out the migrations that the database lacks; all of them, or none.

    Raises ``WorkspaceUnavailable``, also where a newer version of this program made the database.
    """
    database.ready_place()
    with database.writing() as connection:
        if database.dialect == "postgresql":
            connection.execute(text(_PATIENCE))
        lock(connection, _LOCK)
        if _reached(connection) != newest():
            from catalog.workspace.migration_steps import carry_out  # noqa: PLC0415  # large, seldom needed

            carry_out(connection, FOLDER)


def newest() -> str:
    """Return the version that the database has after every migration."""
    return max(file.name[1:5] for file in (FOLDER / "versions").glob("v[0-9]*.py"))


def _reached(connection: Connection) -> str | None:
    """Return the version of the database, as Alembic notes it."""
    if not inspect(connection).has_table(_NOTED):
        return None
    return connection.execute(text(f"SELECT version_num FROM {_NOTED}")).scalar()  # noqa: S608  # a constant
