"""The settings, read once from the environment and frozen."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says.

    ``catalog`` is the folder that ``P20W_CATALOG`` names. ``cache`` is where parsed catalogs are
    kept between runs: ``P20W_CACHE``, else the user's cache folder, else nowhere. An empty
    ``P20W_CACHE`` switches it off.
    """

    catalog: Path | None
    cache: Path | None


def settings() -> Settings:
    """Read the settings from the environment of this process."""
    catalog = os.environ.get("P20W_CATALOG")
    return Settings(catalog=Path(catalog) if catalog else None, cache=_cache_folder())


def _cache_folder() -> Path | None:
    named = os.environ.get("P20W_CACHE")
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "p20w"
    home = os.environ.get("HOME")
    return Path(home) / ".cache" / "p20w" if home else None
