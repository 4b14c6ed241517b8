"""Comments on a proposal of a board: a catalog in a folder, and a real workspace of both kinds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.workspace.workspace import Workspace
from tests.offices import bureau_of
from tests.services.commenting.rooms import Room
from tests.sittings import Hall


@pytest.fixture
def room(workspace: Workspace, tmp_path: Path) -> Room:
    """Return a hall with an office, on a day on which comments on the proposal are taken."""
    hall = Hall(tmp_path / "catalog")
    bureau = bureau_of(workspace, hall.snapshot())
    bureau.clock.at = datetime(2023, 11, 1, 18, 0, tzinfo=UTC)
    return Room(hall=hall, bureau=bureau)
