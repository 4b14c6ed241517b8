"""The small world of ``tests/queries.py``, written once for all tests that ask it."""

from pathlib import Path

import pytest

from tests.queries import write_world


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the catalog and of its data in two versions."""
    return write_world(tmp_path_factory.mktemp("asked"))
