"""What takes much memory once is done beforehand, in a process that ends: a server would keep that memory."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from catalog.config import settings
from catalog.errors import CatalogError
from catalog.services.office import open_office
from catalog.services.publishing.crew import beside
from catalog.services.publishing.state import read_state


def prepare(root: Path) -> None:
    """Read a catalog for the first time, so that the cache has it, and migrate the database.

    A server does both by itself where this fails: what hinders it is told there.
    """
    for step in (_read, _migrated):
        with suppress(CatalogError, OSError):
            beside(partial(step, root))()


def _read(root: Path) -> None:
    read_state(root)


def _migrated(_: Path) -> None:
    with open_office(settings()).workspace as workspace:
        workspace.prepare()
