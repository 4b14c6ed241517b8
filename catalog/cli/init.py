"""``p20w init``: an empty catalog with commented examples."""

from __future__ import annotations

import json
from pathlib import Path

import click

from catalog.cli.options import shared, wants_json
from catalog.services.starting import start


@click.command("init")
@shared
@click.argument("folder", metavar="DIR")
@click.pass_context
def command(ctx: click.Context, /, output: str | None, folder: str, **_: str | None) -> None:
    """Make an empty catalog in DIR, with commented examples of every kind of record.

    Nothing that is there already is overwritten.
    """
    made = start(Path(folder))
    folder = click.format_filename(folder)
    if wants_json(ctx, output):
        click.echo(json.dumps({"catalog": folder, "files": list(made)}, indent=2, ensure_ascii=False))
        return
    for name in made:
        click.echo(f"{folder}/{name}")
    click.echo(f"next: read the README in each folder, then `p20w check --catalog {folder}`", err=True)
