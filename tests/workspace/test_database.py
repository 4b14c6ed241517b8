"""A database that is locked, away or none is said to be so, in bounded time."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.errors import BadInput, NotFound, WorkspaceUnavailable
from catalog.records.account import AccountId
from catalog.records.signing_in import Failures
from catalog.workspace.database import WAIT_SECONDS, Database
from catalog.workspace.workspace import Workspace
from tests.databases import Postgres

BOUND = 3 * WAIT_SECONDS


def said_in_time(deed: Callable[[], object]) -> WorkspaceUnavailable:
    """Do what cannot be done; return what was said, in bounded time."""
    began = time.monotonic()
    with pytest.raises(WorkspaceUnavailable) as said:
        deed()
    assert time.monotonic() - began < BOUND
    return said.value


def read(workspace: Workspace) -> object:
    """Read something."""
    with workspace.reading() as work:
        return work.accounts.listed()


def write(workspace: Workspace) -> None:
    """Write something."""
    with workspace.writing() as work:
        work.failures.clear("nothing")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://host/name",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://host:port/name",
        "sqlite:///a?b=c",
    ],
)
def test_an_address_that_names_no_database_is_bad_input(url: str) -> None:
    with pytest.raises(BadInput) as said:
        Database(url)
    assert said.value.hint


@pytest.mark.slow
def test_a_locked_file_is_said_to_be_unavailable_and_can_still_be_read(
    tmp_path: Path, migrated_file: Path
) -> None:
    file = tmp_path / "workspace.db"
    file.write_bytes(migrated_file.read_bytes())
    other = sqlite3.connect(file, isolation_level=None)
    with Workspace(f"sqlite:///{file}") as workspace:
        workspace.prepare()
        other.execute("BEGIN IMMEDIATE")
        assert "locked" in said_in_time(lambda: write(workspace)).cause
        assert read(workspace) == ()
        other.execute("ROLLBACK")
        write(workspace)
    other.close()


def test_a_file_that_is_no_database_is_said_to_be_unavailable(tmp_path: Path) -> None:
    (tmp_path / "workspace.db").write_bytes(b"this is a letter, not a database" * 100)
    with Workspace(f"sqlite:///{tmp_path / 'workspace.db'}") as workspace:
        said = said_in_time(lambda: read(workspace))
    assert "not a database" in said.cause
    assert str(tmp_path) not in f"{said.message} {said.hint}"


def test_a_folder_that_cannot_be_made_is_said_to_be_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Workspace(f"sqlite:///{tmp_path / 'file' / 'workspace.db'}") as workspace:
        said_in_time(lambda: read(workspace))


def test_a_server_that_is_not_there_is_said_to_be_unavailable(tmp_path: Path) -> None:
    with Workspace(f"postgresql://u:secret-word@/n?host={tmp_path}") as workspace:
        said = said_in_time(lambda: read(workspace))
    assert "secret-word" not in f"{said.message} {said.hint} {said.cause}"


@pytest.mark.slow
def test_a_server_that_never_answers_is_said_to_be_unavailable() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        with Workspace(f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/n") as workspace:
            said_in_time(lambda: read(workspace))


def test_a_server_that_closed_its_connections_is_asked_again(postgres: Postgres) -> None:
    url = postgres.make("migrated")
    with Workspace(url) as workspace:
        assert read(workspace) == ()
        postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert read(workspace) == ()


@pytest.mark.slow
def test_a_lock_in_a_server_is_waited_for_only_so_long(postgres: Postgres) -> None:
    with Workspace(postgres.make("migrated")) as workspace, workspace.writing() as work:
        work.accounts.hold()

        def hold_too() -> None:
            with workspace.writing() as other:
                other.accounts.hold()

        assert "lock timeout" in said_in_time(hold_too).cause


@pytest.mark.parametrize("id", ["\x00", "\udcff", "a\x00b"])
def test_what_no_database_can_hold_is_bad_input_or_not_there(id: str, workspace: Workspace) -> None:
    with contextlib.suppress(BadInput), workspace.reading() as work:
        assert work.accounts.by_id(AccountId(id)) is None
    assert read(workspace) == ()


def test_what_is_raised_in_a_transaction_leaves_nothing_of_it(workspace: Workspace) -> None:
    def fail_halfway() -> None:
        with workspace.writing() as work:
            work.failures.keep("k", Failures(count=1, last_at=datetime.now(UTC), closed_until=None))
            raise NotFound("something else went wrong")

    with pytest.raises(NotFound):
        fail_halfway()
    with workspace.reading() as work:
        assert work.failures.of("k") is None
