"""Triggers by which the database itself refuses to change or to delete what must stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from alembic import op

_WORD: Final = "stays as it was written"


def guard(table: str, *, columns: Sequence[str] = ()) -> None:
    """Refuse to delete rows of a table, and to change them: in these columns, or in any if none is named."""
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite(table, columns)
    else:
        _guard_postgresql(table, columns)


def _guard_sqlite(table: str, columns: Sequence[str]) -> None:
    of = f" OF {', '.join(columns)}" if columns else ""
    for deed in (f"UPDATE{of}", "DELETE"):
        name = f"{table}_no_{deed.split()[0].lower()}"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} {_WORD}'); END"
        )


def _guard_postgresql(table: str, columns: Sequence[str]) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} {_WORD}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    of = f" OF {', '.join(columns)}" if columns else ""
    refuse = f"EXECUTE FUNCTION {table}_stays()"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of} ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
