"""Open a catalog: which folder it is, its snapshot, and what day it is where the law applies."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from catalog.config import settings
from catalog.errors import BadInput, NotACatalog
from catalog.records.snapshot import Snapshot
from catalog.resources import shipped_catalog
from catalog.store.reading import Progress, is_catalog, load

LOS_ANGELES: Final = ZoneInfo("America/Los_Angeles")
"""Where the law applies: days are days there."""


def now() -> datetime:
    """Return the time in Los Angeles, to the second."""
    return datetime.now(LOS_ANGELES).replace(microsecond=0)


def today() -> date:
    """Return today's calendar day in Los Angeles, by which agreements run."""
    return now().date()


def find_root(named: Path | None) -> Path:
    """Return the catalog's folder: the one named, else ``P20W_CATALOG``, else here, else the shipped one."""
    if named is not None:
        return named
    configured = settings().catalog
    if configured is not None:
        return configured
    here = Path.cwd()
    return here if is_catalog(here) else shipped_catalog()


def find_root_to_write(named: Path | None) -> Path:
    """Return the catalog's folder for a command that writes: the shipped one must be meant, not fallen to.

    Raises ``BadInput`` where no catalog is named, configured or here.
    """
    if named is None and settings().catalog is None and not is_catalog(Path.cwd()):
        raise BadInput(
            "no catalog is named, and the reference catalog is not written in by mistake",
            hint="use --catalog DIR or P20W_CATALOG, or work in the catalog's folder",
        )
    return find_root(named)


def require_catalog(root: Path) -> None:
    """Raise ``NotACatalog`` where a folder is none, before anything is written into it."""
    if not is_catalog(root):
        raise NotACatalog(f"`{root}` is not a catalog", hint="`p20w init DIR` makes one")


def open_snapshot(root: Path, *, progress: Progress | None = None) -> Snapshot:
    """Return the snapshot of a catalog. Raises ``FaultyCatalog`` or ``NotACatalog``."""
    return load(root, cache_folder=settings().cache, progress=progress).sound()
