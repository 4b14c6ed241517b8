"""``p20w log show``: the log's size, its root, its checkpoints and who signed them."""

from __future__ import annotations

import click

from catalog.cli.options import catalog_root, shared, wants_json
from catalog.cli.telling import told_object


@click.command("show")
@shared
@click.pass_context
def command(ctx: click.Context, catalog: str | None, output: str | None) -> None:
    """Show how large the log is, its root, its checkpoints, and who signed each."""
    from catalog.services.logbook.book import open_logbook
    from catalog.services.logbook.showing import shown

    told = shown(open_logbook(catalog_root(ctx, catalog)))
    if wants_json(ctx, output):
        return told_object(told.document())
    click.echo(f"{told.size} leaves, root {told.root}")
    for one in told.checkpoints:
        who = ", ".join(f"{name} at {at}" for name, at in one.cosigned) or "nobody"
        counts = "counts" if one.counts else "does not count yet"
        click.echo(f"checkpoint {one.size}: {counts}; signed by {one.origin}, cosigned by {who}")
    if told.waiting:
        click.echo(f"{told.waiting} leaves wait for a checkpoint that counts")
    return None
