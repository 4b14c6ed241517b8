"""``p20w may``: what may flow to a partner for a purpose."""

from __future__ import annotations

import json
import sys
from datetime import date

import click

from catalog.cli.completing import partners, purposes, zones
from catalog.cli.lookups import tell
from catalog.cli.options import AS_KNOWN, ON, day_or_today, shared, snapshot_of, wants_json
from catalog.records.ids import FORMS
from catalog.services.flows import may, possible_documents


@click.command("may")
@shared
@click.option("--to", "recipient", metavar="PARTNER", shell_complete=partners, help="Who would receive.")
@click.option("--sender", metavar="PARTNER", shell_complete=partners, help="Who would send.")
@click.option("--purpose", metavar="PURPOSE", shell_complete=purposes, help="What for.")
@click.option("--zone", metavar="ZONE", shell_complete=zones, help="Where it would rest.")
@click.option("--form", type=click.Choice(FORMS), help="In which form.")
@ON
@AS_KNOWN
@click.pass_context
def command(
    ctx: click.Context,
    /,
    catalog: str | None,
    output: str | None,
    on: date | None,
    as_known: date | None,
    **said: str | None,
) -> None:
    """List what may flow, once the evidence that the clauses ask for is there.

    Give what you know and leave out the rest. Exit code 0 if anything may flow, 1 if nothing may.

    \b
    p20w may --to c2c --purpose evaluation.program --zone c2c.analytical
    """  # noqa: D301  # click reads the escape
    wanted = {dimension: value for dimension, value in said.items() if value}
    if not wanted:
        raise click.UsageError("say at least one of --to, --sender, --purpose, --zone, --form", ctx)
    snapshot = snapshot_of(ctx, catalog)
    found = may(snapshot, wanted, on=day_or_today(on), as_known=day_or_today(as_known))
    if wants_json(ctx, output):
        click.echo(json.dumps(possible_documents(found), indent=2, ensure_ascii=False))
    else:
        tell(snapshot, found, nothing="nothing may flow there")
    sys.exit(0 if found else 1)
