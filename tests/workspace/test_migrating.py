"""The database is brought to this program's version, alone, or refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from catalog.errors import WorkspaceUnavailable
from catalog.workspace.database import Database
from catalog.workspace.migrating import FOLDER, newest
from catalog.workspace.tables import METADATA
from catalog.workspace.workspace import Workspace
from tests.databases import Postgres

PREPARE = "import sys; from catalog.workspace.workspace import Workspace; Workspace(sys.argv[1]).prepare()"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh' / 'workspace.db'}"
    running: Postgres = request.getfixturevalue("postgres")
    return running.make()


def test_the_migrations_lead_to_the_tables_that_the_code_has(database_url: str) -> None:
    with Database(database_url) as database, database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_newest_version_is_the_one_that_alembic_ends_at() -> None:
    assert (newest(),) == tuple(ScriptDirectory(str(FOLDER)).get_heads())


@pytest.mark.slow
def test_two_processes_that_start_at_once_both_find_it_ready(empty_url: str) -> None:
    words = [sys.executable, "-c", PREPARE, empty_url]
    started = [subprocess.Popen(words, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(one.wait(), one.stderr.read() if one.stderr else b"") for one in started] == [(0, b"")] * 3
    for one in started:
        assert one.stderr
        one.stderr.close()
    with Workspace(empty_url) as workspace, workspace.reading() as work:
        assert work.accounts.listed() == ()


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    url = Database(empty_url)
    url.ready_place()
    with url.writing() as connection:  # something in the way of a later step
        connection.execute(text("CREATE TABLE drafts (id text)"))
    with Workspace(empty_url) as workspace, pytest.raises(Exception, match="drafts"):
        workspace.prepare()
    with url.reading() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ()
    url.close()


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with Workspace(database_url) as workspace, pytest.raises(WorkspaceUnavailable) as refused:
        workspace.prepare()
    assert "newer version (9999" in refused.value.message
    with database.reading() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ("9999",)
    database.close()


def test_the_file_and_its_folder_are_for_their_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "workspace.db"
    with Workspace(f"sqlite:///{file}") as workspace:
        workspace.prepare()
        assert (file.parent.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_what_is_written_to_a_file_is_flushed_and_logged_ahead(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'workspace.db'}")
    with database.reading() as connection:
        asked = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"]
        set_to = [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in asked]
    assert set_to == ["wal", 2, 1, 5000]
    database.close()


def test_a_file_of_an_older_version_is_brought_forward_with_what_is_in_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    script = ScriptDirectory(str(FOLDER))
    engine = create_engine(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        first = script.get_revision("0001")
        with Operations.context(context):
            first.module.upgrade()
        context.stamp(script, "0001")
        connection.execute(text("INSERT INTO failures VALUES ('k', 3, '2026-01-01 00:00:00.000000', NULL)"))
    engine.dispose()
    with Workspace(url) as workspace, workspace.reading() as work:
        failures = work.failures.of("k")
        assert failures is not None
        assert failures.count == 3
        assert work.drafts.of_account("nobody") == ()  # type: ignore[arg-type]  # any text
