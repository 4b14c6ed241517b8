"""``p20w keys``: the keys by which pseudonyms are made. None is ever shown."""

from __future__ import annotations

import click

from catalog.cli.options import catalog_root, shared, wants_json
from catalog.cli.telling import told_line, told_object


@click.group("keys")
def command() -> None:
    """List the keys of pseudonyms, or make a new one for the releases from now on."""


@command.command("list")
@shared
@click.pass_context
def listed(ctx: click.Context, catalog: str | None, output: str | None) -> None:
    """Show where the keys are kept and which is the newest; the keys themselves are shown to nobody."""
    from catalog.services.gating.keeping_keys import keyring, keys_folder

    newest = keyring(catalog_root(ctx, catalog)).newest()
    if wants_json(ctx, output):
        told_object({"folder": str(keys_folder()), "newest": newest})
        return
    told_line("kept in", str(keys_folder()))
    told_line(
        "newest", "none yet; the first release that needs one makes it" if newest is None else f"{newest:04d}"
    )


@command.command("new")
@shared
@click.pass_context
def new(ctx: click.Context, catalog: str | None, output: str | None) -> None:
    """Make a new key. Later releases use it; their pseudonyms cannot be joined with those of earlier ones.

    The old keys stay where they are: with them an earlier release can be made again. Keep a copy of the
    folder in a safe place.
    """
    from catalog.services.gating.keeping_keys import keyring, keys_folder

    number = keyring(catalog_root(ctx, catalog)).rotate()
    if wants_json(ctx, output):
        told_object({"folder": str(keys_folder()), "newest": number})
        return
    click.echo(f"made key {number:04d} in {keys_folder()}")
