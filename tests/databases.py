"""Real databases for tests: SQLite in a file, and a PostgreSQL server of the test session's own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = "postgres"


class NoServer(Exception):
    """No PostgreSQL is installed, or it does not start here."""


@dataclass
class Postgres:
    """A server that listens in a folder and nowhere else."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://{UNPRIVILEGED}@/{name}?host={quote(str(self.folder))}"

    def make(self, template: str = "template1") -> str:
        """Make a database like another, and return its address."""
        name = f"t{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self.run(f"DROP DATABASE {url.partition('@/')[2].partition('?')[0]} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def server() -> Iterator[Postgres]:
    """Start a server in a folder of its own, and stop it. Raises ``NoServer``."""
    tools = _tools()
    folder = Path(tempfile.mkdtemp(prefix="p20w-pg-"))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, user.pw_uid, user.pw_gid)
        cluster = folder / "cluster"
        _run(folder, tools / "initdb", "--auth=trust", f"--username={UNPRIVILEGED}", "--no-sync", cluster)
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=50"
        log = folder / "log"
        _run(folder, tools / "pg_ctl", "start", "--wait", "-D", cluster, "-o", options, "-l", log)
        try:
            yield Postgres(folder)
        finally:
            _run(folder, tools / "pg_ctl", "stop", "--mode=immediate", "-D", cluster)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tools() -> Path:
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/pg_ctl"))
    if not versions:
        raise NoServer("no PostgreSQL is installed: `apt-get install postgresql` brings it")
    return versions[-1].parent


def _run(folder: Path, *words: Path | str) -> None:
    """Run a tool, as another user where this one is root: the server refuses to run as root."""
    with (folder / "out").open("ab") as out:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=folder,
            check=False,
            stdout=out,
            stderr=out,
            user=UNPRIVILEGED if os.geteuid() == 0 else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)},
        )
    if done.returncode:
        raise NoServer((folder / "out").read_text(encoding="utf-8"))
