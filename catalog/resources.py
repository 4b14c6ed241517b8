"""What ships with the package: the reference catalog's folders, the templates, and the version."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped_catalog() -> Path:
    """Return the folder that holds the reference catalog's four folders."""
    inside = _PACKAGE / "_shipped"
    return inside if inside.is_dir() else _PACKAGE.parent


def templates_folder() -> Path:
    """Return the folder of the pages' templates and their static files."""
    inside = _PACKAGE / "_shipped" / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def installed_version() -> str:
    """Return the version that is installed; a checkout that is not installed has version 0."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  # slow, seldom asked for

    try:
        return version("p20w-catalog")
    except PackageNotFoundError:
        return "0"
