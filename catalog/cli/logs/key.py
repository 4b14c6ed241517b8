"""``p20w log key``: make a private key, for the log or for a witness."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.cli.options import catalog_root, shared, wants_json
from catalog.cli.telling import leave_refused, told_object


@click.command("key")
@shared
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Whose key it is: the log's origin, as log.example.org/catalog.")
@click.option("--witness", is_flag=True, help="A key that cosigns the checkpoints of a log, not a log's own.")
@click.pass_context
def command(
    ctx: click.Context, catalog: str | None, output: str | None, file: Path, name: str, *, witness: bool
) -> None:
    """Make a private key in FILE, which only you can read, and print its public key for the policy.

    FILE never lies in the catalog, and is never overwritten. Nobody can make it again: keep a copy
    where only its office can read it.
    """
    from catalog.services.logbook.key_files import make_key
    from catalog.services.refusing import Refused

    root = catalog_root(ctx, catalog)
    made = make_key(file, name, kind="cosigner" if witness else "log", catalog=root)
    if isinstance(made, Refused):
        leave_refused(made, as_json=wants_json(ctx, output))
    if wants_json(ctx, output):
        return told_object({"file": str(made.file), "vkey": made.vkey})
    click.echo(made.vkey)
    line = f"witness NAME {made.vkey}" if witness else f"log {made.vkey}"
    click.echo(f"for meetings/log/policy: {line}", err=True)
    return None
