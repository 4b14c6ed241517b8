"""What every test may rely on: a quiet environment, no sockets, the same examples on every machine."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from catalog.workspace.workspace import Workspace
from tests.databases import Postgres, server

ROOT = Path(__file__).resolve().parent.parent
SARIF_SCHEMA = ROOT / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"

# One set of examples, found again on every machine; `--hypothesis-profile=wide` looks further.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("wide", deadline=None, max_examples=2000)
settings.load_profile("same")

# Set here, not in a fixture: fixtures of a session and subprocesses see them too.
os.environ.update(
    COLUMNS="100",
    GIT_AUTHOR_EMAIL="clerk@example.org",
    GIT_AUTHOR_NAME="Clerk",
    GIT_COMMITTER_EMAIL="clerk@example.org",
    GIT_COMMITTER_NAME="Clerk",
    GIT_CONFIG_GLOBAL=os.devnull,
    GIT_CONFIG_NOSYSTEM="1",
    LC_ALL="C.UTF-8",
    TZ="UTC",
)
for name in ("CI", "FORCE_COLOR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "NO_COLOR"):
    os.environ.pop(name, None)
for name in [name for name in os.environ if name.startswith("P20W_")]:
    del os.environ[name]
_WORKSPACE = tempfile.TemporaryDirectory(prefix="p20w-workspace-")
os.environ["P20W_WORKSPACE"] = _WORKSPACE.name


def _no_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse a connection to any other machine, whoever asks for it."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
        raise PermissionError(f"a test must not connect to {address[0]}")


sys.addaudithook(_no_sockets)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep parsed catalogs of tests out of the user's cache."""
    monkeypatch.setenv("P20W_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sarif_schema() -> dict[str, Any]:
    """Return the JSON schema of SARIF 2.1.0, as an npm package brings it."""
    if not SARIF_SCHEMA.is_file():
        pytest.fail("the SARIF schema is not installed: `make test` brings it (package.json)")
    schema: dict[str, Any] = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    return schema


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL server of this session, with a database `migrated` to copy."""
    with server() as running:
        running.run("CREATE DATABASE migrated")
        with Workspace(running.url("migrated")) as workspace:
            workspace.prepare()
        yield running


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file of the newest version, to copy."""
    file = tmp_path_factory.mktemp("migrated") / "workspace.db"
    with Workspace(f"sqlite:///{file}") as workspace:
        workspace.prepare()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database of the newest version, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "workspace.db"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    running: Postgres = request.getfixturevalue("postgres")
    url = running.make("migrated")
    yield url
    running.drop(url)


@pytest.fixture
def workspace(database_url: str) -> Iterator[Workspace]:
    """Return an empty workspace, in SQLite and in PostgreSQL."""
    with Workspace(database_url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _own_releases(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the releases and keys of one test out of another's."""
    folder = tmp_path_factory.mktemp("gate")
    monkeypatch.setenv("P20W_RELEASES", str(folder / "releases"))
    monkeypatch.setenv("P20W_KEYS", str(folder / "keys"))
