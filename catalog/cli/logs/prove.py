"""``p20w log prove``: the proof that a record is in the log."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.cli.options import catalog_root, shared, wants_json
from catalog.cli.telling import leave_refused, told_object


@click.command("prove")
@shared
@click.argument("record_id", metavar="RECORD-ID")
@click.option("--out", type=click.Path(path_type=Path), help="Write the proof here (default: print it).")
@click.pass_context
def command(
    ctx: click.Context, catalog: str | None, output: str | None, record_id: str, out: Path | None
) -> None:
    """Print the proof (C2SP tlog-proof) that a record is in the log.

    RECORD-ID is a decision's or erratum's id, or notice:MEETING#REVISION. Exit code 1 where no
    checkpoint that counts covers it yet, 2 where it is not logged.

    \b
    p20w log prove c2c-gb/2026/0014 --out 0014.tlog-proof
    """  # noqa: D301  # click reads the escape
    from catalog.services.logbook.book import open_logbook
    from catalog.services.logbook.proving import prove_record, write_proof
    from catalog.services.refusing import Refused

    found = prove_record(open_logbook(catalog_root(ctx, catalog)), record_id)
    if isinstance(found, Refused):
        leave_refused(found, as_json=wants_json(ctx, output))
    if out is not None:
        write_proof(out, found)
    if wants_json(ctx, output):
        return told_object(found.document())
    if out is None:
        click.echo(found.data, nl=False)
    else:
        click.echo(f"{out}: leaf {found.index} under the checkpoint of {found.size} leaves")
    return None
