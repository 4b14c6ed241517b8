"""The steps from one version of the database to the next, carried out by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection

from catalog.errors import WorkspaceUnavailable


def carry_out(connection: Connection, folder: Path) -> None:
    """Carry out the migrations that a database lacks. Raises ``WorkspaceUnavailable`` where it is newer."""
    script = ScriptDirectory(str(folder))
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
