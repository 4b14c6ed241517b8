"""``p20w whatif``: flows gained and lost if the catalog became another."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from itertools import groupby

import click

from catalog.cli.options import AS_KNOWN, ON, catalog_root, day_or_today, shared, wants_json
from catalog.rules.whatif import FlowChange, WhatIf
from catalog.services.supposing import suppose

MOST_SHOWN = 10


@click.command("whatif")
@shared
@click.argument("other", metavar="DIR-OR-PROPOSAL")
@ON
@AS_KNOWN
@click.pass_context
def command(
    ctx: click.Context,
    catalog: str | None,
    output: str | None,
    other: str,
    on: date | None,
    as_known: date | None,
) -> None:
    """Show exactly which flows would be gained, lost, tightened and relaxed.

    DIR-OR-PROPOSAL is another catalog's folder, a proposal's id, or the file of a proposal or of a
    text. A text is supposed adopted on the day, and an agreement signed by all its parties.
    Exit code 1 where anything widens.

    \b
    p20w whatif agreements/edd-participation/1.0.0.yaml
    """  # noqa: D301  # click reads the escape
    root = catalog_root(ctx, catalog)
    found = suppose(root, other, on=day_or_today(on), as_known=day_or_today(as_known))
    if wants_json(ctx, output):
        click.echo(json.dumps(found.document(), indent=2, ensure_ascii=False))
    else:
        tell_what_if(found)
    sys.exit(1 if found.widens else 0)


def tell_what_if(found: WhatIf) -> None:
    """Print the four lists: how many, and the first of each, one line a source and recipient."""
    for label, changes in (
        ("gained", found.gained),
        ("lost", found.lost),
        ("tightened", found.tightened),
        ("relaxed", found.relaxed),
    ):
        click.echo(f"{label}: {len(changes)} flows")
        lines = list(_lines(changes))
        for line in lines[:MOST_SHOWN]:
            click.echo(f"    {line}")
        if len(lines) > MOST_SHOWN:
            click.echo(f"    and {len(lines) - MOST_SHOWN} more lines; --format json shows all")


def _lines(changes: Iterable[FlowChange]) -> Iterable[str]:
    def place(change: FlowChange) -> tuple[object, ...]:
        cell = change.cell
        return (change.source, cell.sender, cell.recipient, cell.zone, change.first, change.last)

    for (source, sender, recipient, zone, first, last), flows in groupby(
        sorted(changes, key=place), key=place
    ):
        several = list(flows)
        purposes = sorted({flow.cell.purpose for flow in several})
        forms = sorted({flow.cell.form for flow in several})
        days = f"from {first}" if last == date.max else f"{first} through {last}"
        told = f"for {purposes[0]}" + (f" and {len(purposes) - 1} more purposes" if purposes[1:] else "")
        yield f"{source}: {sender} to {recipient} in {zone}, {' or '.join(forms)}, {told}, {days}"
