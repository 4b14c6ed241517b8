"""A tranche to be received."""

from pathlib import Path

import pytest

from tests.tranches import rows_with, write_csv


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tranche in which nothing is wrong."""
    made = tmp_path / "tranche"
    made.mkdir()
    write_csv(made / "cde.roster.csv", rows_with())
    write_csv(made / "staff.csv", [["AB00000001"]], header=["StaffId"])
    return made
