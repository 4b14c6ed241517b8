"""Words that the shell completes: the ids of the catalog that the command line names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from catalog.errors import CatalogError
from catalog.records.snapshot import Snapshot
from catalog.services.opening import find_root, open_snapshot


def partners(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Complete a partner's id."""
    snapshot = _snapshot(ctx)
    return _beginning(snapshot.partners, incomplete) if snapshot else []


def purposes(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Complete a purpose's id."""
    snapshot = _snapshot(ctx)
    return _beginning(snapshot.purposes, incomplete) if snapshot else []


def zones(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Complete a zone's id."""
    snapshot = _snapshot(ctx)
    return _beginning(snapshot.zones, incomplete) if snapshot else []


def elements(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Complete an element's id."""
    snapshot = _snapshot(ctx)
    return _beginning(snapshot.elements, incomplete) if snapshot else []


def _snapshot(ctx: click.Context) -> Snapshot | None:
    named = ctx.params.get("catalog") or (ctx.parent.params.get("catalog") if ctx.parent else None)
    try:
        return open_snapshot(find_root(Path(named) if named else None))
    except CatalogError:
        return None


def _beginning(words: Iterable[str], incomplete: str) -> list[str]:
    return sorted(word for word in words if word.startswith(incomplete))
