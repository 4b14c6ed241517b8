"""Accounts in a real workspace, in SQLite and in PostgreSQL, beside the reference catalog."""

from pathlib import Path

import pytest

from catalog.records.snapshot import Snapshot
from catalog.services.opening import open_snapshot
from catalog.workspace.workspace import Workspace
from tests.offices import Bureau, bureau_of


@pytest.fixture(scope="session")
def reference(root: Path) -> Snapshot:
    """Return the reference catalog."""
    return open_snapshot(root)


@pytest.fixture
def bureau(workspace: Workspace, reference: Snapshot) -> Bureau:
    """Return an office where nobody has an account yet."""
    return bureau_of(workspace, reference)
