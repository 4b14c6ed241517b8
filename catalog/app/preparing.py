"""What takes much memory once is done beforehand, in a process that ends: a server would keep that memory."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from catalog.config import settings
from catalog.errors import CatalogError
from catalog.services.office import open_office
from catalog.services.publishing.crew import beside
from catalog.services.publishing.state import read_state


def prepare(root: Path) -> None:
    """Read a catalog for the first time, so that the cache has it, and migrate the database.

    What hinders it hinders the server too, and is told there.
    """
    beside(partial(_prepared, root))()


def _prepared(root: Path) -> None:
    for step in (partial(read_state, root), _migrated):
        try:
            step()
        except CatalogError:
            continue


def _migrated() -> None:
    with open_office(settings()).workspace as workspace:
        workspace.prepare()
