"""Options that verbs share, and how each face of the terminal finds the catalog and the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from catalog.records.snapshot import Snapshot
from catalog.services.opening import find_root, find_root_to_write, open_snapshot, today
from catalog.services.requests import read_day

F = TypeVar("F", bound=Callable[..., Any])

CATALOG = click.option(
    "--catalog",
    metavar="DIR",
    help="The catalog's folder (else P20W_CATALOG, else this folder, else the reference catalog).",
)
FORMAT = click.option(
    "--format", "output", type=click.Choice(["text", "json"]), help="For people, or for programs."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What was said before the verb."""

    catalog: str | None
    output: str | None


class Day(click.ParamType[date]):
    """A calendar day, as 2026-07-01. A time is refused."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or refuse the option."""
        if isinstance(value, date):
            return value
        day = read_day(str(value))
        if day is None:
            self.fail(f"`{value}` is not a day that exists; write it as 2026-07-01", param, ctx)
        return day


ON = click.option("--on", type=Day(), help="The day asked about, in Los Angeles (default: today).")
AS_KNOWN = click.option(
    "--as-known", type=Day(), help="Count only what was recorded by this day (default: today)."
)


def shared(command: F) -> F:
    """Give a verb the options that every verb has."""
    return CATALOG(FORMAT(command))


def catalog_root(ctx: click.Context, named: str | None) -> Path:
    """Return the catalog's folder from the options before or after the verb."""
    return find_root(_named(ctx, named))


def _named(ctx: click.Context, named: str | None) -> Path | None:
    before = ctx.find_object(Shared)
    chosen = named if named is not None else before.catalog if before else None
    if chosen == "":
        raise click.UsageError("--catalog names no folder", ctx)
    return None if chosen is None else Path(chosen)


def catalog_to_write(ctx: click.Context, named: str | None) -> Path:
    """Return the folder of the catalog that a command writes in; it must be named, or be this folder."""
    return find_root_to_write(_named(ctx, named))


def snapshot_of(ctx: click.Context, named: str | None) -> Snapshot:
    """Open the catalog that the options name, with progress where somebody watches."""
    from catalog.cli.progress import reading  # small, but only where a catalog is opened

    with reading() as told:
        return open_snapshot(catalog_root(ctx, named), progress=told)


def pairs(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Read options written as ``key=value``."""
    found = []
    for one in given:
        key, equals, value = one.partition("=")
        if not (key.strip() and equals and value.strip()):
            raise click.BadParameter(f"`{one}` is not written as key=value", ctx, param)
        found.append((key.strip(), value.strip()))
    return tuple(found)


def one_pair(ctx: click.Context, param: click.Parameter, given: str | None) -> tuple[str, str] | None:
    """Read one option written as ``key=value``."""
    return None if given is None else pairs(ctx, param, (given,))[0]


def wants_json(ctx: click.Context, output: str | None) -> bool:
    """Say whether a program reads the answer."""
    before = ctx.find_object(Shared)
    return (output or (before.output if before else None)) == "json"


def day_or_today(day: date | None) -> date:
    """Return the day given, or today."""
    return day or today()
