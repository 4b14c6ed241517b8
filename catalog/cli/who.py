"""``p20w who``: who may receive an element."""

from __future__ import annotations

import json
import sys
from datetime import date

import click

from catalog.cli.completing import elements
from catalog.cli.lookups import tell
from catalog.cli.options import AS_KNOWN, ON, day_or_today, shared, snapshot_of, wants_json
from catalog.services.flows import possible_documents, who


@click.command("who")
@shared
@click.argument("element", shell_complete=elements)
@ON
@AS_KNOWN
@click.pass_context
def command(
    ctx: click.Context,
    catalog: str | None,
    output: str | None,
    element: str,
    on: date | None,
    as_known: date | None,
) -> None:
    """List who may receive ELEMENT, from each of its providers or, as cde:k12.ssid, from one.

    Exit code 0 if anybody may, 1 if nobody may.
    """
    snapshot = snapshot_of(ctx, catalog)
    found = who(snapshot, element, on=day_or_today(on), as_known=day_or_today(as_known))
    if wants_json(ctx, output):
        click.echo(json.dumps(possible_documents(found), indent=2, ensure_ascii=False))
    else:
        tell(snapshot, found, nothing=f"nobody may receive {element}")
    sys.exit(0 if found else 1)
