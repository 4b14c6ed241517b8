"""Bring the database to the version of this program, alone, whoever else starts at the same time."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, text

from catalog.errors import WorkspaceUnavailable
from catalog.workspace.database import Database, lock

_FOLDER: Final = Path(__file__).resolve().parent / "migrations"
_LOCK: Final = 20_01
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
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    script = ScriptDirectory(str(_FOLDER))
    context = MigrationContext.configure(connection)
    reached = context.get_current_heads()
    (head,) = script.get_heads()
    if reached == (head,):
        return
    lacking = _lacking(script, head, reached=reached)
    for revision in reversed(lacking):
        with Operations.context(context):
            revision.module.upgrade()
        context.stamp(script, revision.revision)


def _lacking(script: ScriptDirectory, head: str, *, reached: tuple[str, ...]) -> list[Script]:
    try:
        return list(script.iterate_revisions(head, reached or "base"))
    except (CommandError, ResolutionError) as error:
        raise WorkspaceUnavailable(
            f"the database is of a newer version ({', '.join(reached)}; this program knows {head})",
            hint="start the version of p20w that made it, or a newer one",
            cause="the database was migrated by a newer version",
        ) from error
