"""``p20w log sign``: sign a checkpoint of all leaves with the log's key."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.cli.options import catalog_to_write, shared, wants_json
from catalog.cli.telling import leave_refused, told_object


@click.command("sign")
@shared
@click.option(
    "--key", "key", required=True, type=click.Path(path_type=Path), help="The log's private key file."
)
@click.pass_context
def command(ctx: click.Context, catalog: str | None, output: str | None, key: Path) -> None:
    """Sign a checkpoint of every leaf there is. It counts once enough partners have cosigned it.

    Refused where a checkpoint signed before is not the beginning of this log, and while
    `p20w log verify` finds an error.
    """
    from catalog.services.logbook.signing import sign_log
    from catalog.services.refusing import Refused

    made = sign_log(catalog_to_write(ctx, catalog), key)
    if isinstance(made, Refused):
        leave_refused(made, as_json=wants_json(ctx, output))
    if wants_json(ctx, output):
        return told_object(made.document())
    click.echo(f"signed: {made.path}, {made.signed.checkpoint.size} leaves")
    click.echo("it does not count yet: it needs a quorum of cosignatures (`p20w log cosign`)", err=True)
    return None
