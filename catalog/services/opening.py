"""Open a catalog: which folder it is, its snapshot, and what day it is where the law applies."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from catalog.config import settings
from catalog.records.snapshot import Snapshot
from catalog.resources import shipped_catalog
from catalog.store.reading import Progress, is_catalog, load


def today() -> date:
    """Return today's calendar day in Los Angeles, by which agreements run."""
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()


def find_root(named: Path | None) -> Path:
    """Return the catalog's folder: the one named, else ``P20W_CATALOG``, else here, else the shipped one."""
    if named is not None:
        return named
    configured = settings().catalog
    if configured is not None:
        return configured
    here = Path.cwd()
    return here if is_catalog(here) else shipped_catalog()


def open_snapshot(root: Path, *, progress: Progress | None = None) -> Snapshot:
    """Return the snapshot of a catalog. Raises ``FaultyCatalog`` or ``NotACatalog``."""
    return load(root, cache_folder=settings().cache, progress=progress).sound()
