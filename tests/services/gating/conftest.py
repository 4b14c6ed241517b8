"""What tests of the gate share: forty pupils, and a folder of its own for what is let through."""

from pathlib import Path

import pytest

from tests.gates import csv_of, pupils


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return forty pupils as CSV."""
    path = tmp_path / "pupils.csv"
    path.write_bytes(csv_of(pupils()))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return where a release is to be written, in an empty folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "release.parquet"
