"""The audit trail is append-only, and what was changed behind its guards shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from catalog.records.audit import Act
from catalog.workspace.audit_trail import START, Asked
from catalog.workspace.database import Database
from catalog.workspace.workspace import Workspace

BEGAN = datetime(2026, 3, 1, 17, 30, 5, 123456, tzinfo=UTC)
UNGUARD = {
    "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
    "postgresql": ("ALTER TABLE audit DISABLE TRIGGER ALL",),
}


def act(minute: int, did: str = "account.invited", who: str = "terminal") -> Act:
    """Return something that was done in a minute."""
    at = BEGAN + timedelta(minutes=minute)
    return Act(did=did, who=who, about="account:a", at=at, detail={"roles": "clerk", "niña": "é"})


def fill(workspace: Workspace, *acts: Act) -> None:
    """Put acts into the trail."""
    for one in acts:
        with workspace.writing() as work:
            work.audit.append(one)


@contextmanager
def behind_the_back(url: str) -> Iterator[Connection]:
    """Give a connection of somebody who has the database itself, and took the guards away."""
    with Database(url) as database, database.writing() as connection:
        for statement in UNGUARD[database.dialect]:
            connection.execute(text(statement))
        yield connection


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET who = 'another'", "DELETE FROM audit", "TRUNCATE audit"]
)
def test_the_database_itself_refuses_to_change_the_trail(
    statement: str, workspace: Workspace, database_url: str
) -> None:
    fill(workspace, act(1))
    with Database(database_url) as database:
        if statement.startswith("TRUNCATE") and database.dialect == "sqlite":
            pytest.skip("SQLite has no such statement")
        with (
            pytest.raises(DBAPIError, match="audit stays as it was written"),
            database.writing() as connection,
        ):
            connection.execute(text(statement))
    with workspace.reading() as work:
        assert [entry.act for entry in work.audit.entries(Asked())] == [act(1)]


def test_a_trail_as_it_was_written_is_sound(workspace: Workspace) -> None:
    with workspace.reading() as work:
        assert work.audit.verify().head == START
    fill(workspace, *map(act, range(5)))
    with workspace.reading() as work:
        state = work.audit.verify()
        newest = work.audit.entries(Asked(most=1))[0]
    assert (state.sound, state.entries, state.head) == (True, 5, newest.digest)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET who = 'another' WHERE number = 3",
        "UPDATE audit SET detail = '{}' WHERE number = 3",
        "UPDATE audit SET previous = digest WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
    ],
)
def test_what_was_changed_behind_the_guards_shows(
    tampering: str, workspace: Workspace, database_url: str
) -> None:
    fill(workspace, *map(act, range(5)))
    with behind_the_back(database_url) as connection:
        connection.execute(text(tampering))
    with workspace.reading() as work:
        assert work.audit.verify().broken_at == 3


def test_a_digest_that_was_noted_shows_that_the_end_was_cut_off(
    workspace: Workspace, database_url: str
) -> None:
    fill(workspace, *map(act, range(5)))
    with workspace.reading() as work:
        noted = work.audit.verify().head
        assert work.audit.verify(known=noted).sound
    with behind_the_back(database_url) as connection:
        connection.execute(text("DELETE FROM audit WHERE number > 3"))
    with workspace.reading() as work:
        assert work.audit.verify().sound
        assert work.audit.verify(known=noted).broken_at == 4


@pytest.mark.slow
def test_a_sound_trail_of_many_pages_is_read_to_its_end(workspace: Workspace) -> None:
    with workspace.writing() as work:
        for number in range(2100):
            work.audit.append(act(number))
    with workspace.reading() as work:
        assert work.audit.verify().entries == 2100


def test_many_at_once_make_one_chain(workspace: Workspace) -> None:
    threads = [threading.Thread(target=fill, args=(workspace, *map(act, range(10)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with workspace.reading() as work:
        state = work.audit.verify()
    assert (state.sound, state.entries) == (True, 60)


def test_entries_are_found_by_who_what_and_when(workspace: Workspace) -> None:
    fill(workspace, act(1), act(2, "comment.shown", "acct-1"), act(3, "comment.withheld", "acct-2"), act(4))
    with workspace.reading() as work:
        find = work.audit.entries
        assert [e.number for e in find(Asked(did="comment."))] == [3, 2]
        assert [e.number for e in find(Asked(who="acct-2"))] == [3]
        assert [e.number for e in find(Asked(about="account:b"))] == []
        assert [e.number for e in find(Asked(did="comment_"))] == []
        since, until = BEGAN + timedelta(minutes=2), BEGAN + timedelta(minutes=4)
        assert [e.number for e in find(Asked(since=since, until=until))] == [3, 2]
        assert [e.number for e in find(Asked(before=3, most=1))] == [2]


def test_a_moment_comes_back_aware_and_in_utc(workspace: Workspace) -> None:
    local = act(1).at.astimezone()
    fill(workspace, Act(did="x", who="x", about="x", at=local, detail={}))
    with workspace.reading() as work:
        (entry,) = work.audit.entries(Asked())
    assert (entry.act.at, entry.act.at.utcoffset()) == (act(1).at, timedelta(0))


def test_a_moment_without_a_zone_is_not_kept(workspace: Workspace) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001  # what must be refused
    with pytest.raises(Exception, match="without a zone"):
        fill(workspace, Act(did="x", who="x", about="x", at=naive, detail={}))
