"""``p20w receipt``: what was let through, proved again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from catalog.cli.options import shared, snapshot_of, wants_json
from catalog.cli.telling import told_line, told_object


@click.group("receipt")
def command() -> None:
    """Check the receipts of data that was let through."""


@command.command("verify")
@click.argument("file", metavar="RECEIPT-OR-DATA")
@shared
@click.pass_context
def verify(ctx: click.Context, file: str, catalog: str | None, output: str | None) -> None:
    """Verify a receipt: its words, the data beside it, and the agreements behind it.

    The data is hashed again, and every column is decided again for the day of the release. Exit code 0 means
    that all holds, 1 that something does not, 2 that it cannot be read.
    """
    from catalog.services.gating.verifying import verify as verified_by

    found = verified_by(snapshot_of(ctx, catalog), Path(file))
    if wants_json(ctx, output):
        told_object(found.document())
    else:
        word = click.style("verified", fg="green") if found.holds else click.style("refuted", fg="red")
        click.echo(f"{word}: {found.receipt['release']}")
        for proof in found.proofs:
            mark = {True: "yes  ", False: "no   ", None: "-    "}[proof.holds]
            told_line(proof.what, f"{mark}{proof.detail}")
    sys.exit(0 if found.holds else 1)
