"""``p20w digest``: the digest that a decision names to adopt a text."""

from __future__ import annotations

import json

import click

from catalog.cli.options import shared, wants_json
from catalog.services.digesting import digest_of_file


@click.command("digest")
@shared
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.pass_context
def command(ctx: click.Context, /, output: str | None, files: tuple[str, ...], **_: str | None) -> None:
    """Print the digest of each record. Comments and layout do not change it; one changed word does.

    FILE may be - for standard input.
    """
    found = [(click.format_filename(name), digest_of_file(name)) for name in files]
    if wants_json(ctx, output):
        told = [{"file": name, "digest": digest} for name, digest in found]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for name, digest in found:
            click.echo(f"{digest}  {name}" if len(found) > 1 else digest)
