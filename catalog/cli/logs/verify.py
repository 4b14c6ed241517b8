"""``p20w log verify``: verify the whole log, or one record by its proof."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from catalog.cli.options import catalog_root, shared, wants_json
from catalog.cli.telling import told_object


@click.command("verify")
@shared
@click.argument("record", required=False, metavar="[RECORD-FILE", type=click.Path(path_type=Path))
@click.argument("proof", required=False, metavar="PROOF-FILE]", type=click.Path(path_type=Path))
@click.option("--policy", help="The policy to verify by, one that you kept (default: the catalog's own).")
@click.option(
    "--since",
    metavar="CHECKPOINT-FILE",
    type=click.Path(path_type=Path),
    help="A checkpoint that you kept: the log must go on from it.",
)
@click.pass_context
def command(
    ctx: click.Context,
    catalog: str | None,
    output: str | None,
    record: Path | None,
    proof: Path | None,
    policy: str | None,
    since: Path | None,
) -> None:
    """Verify everything: leaves, checkpoints, signatures, the logged records, posted and adopted texts.

    The catalog's own policy proves nothing against whoever can write to the catalog: from outside,
    name the policy and the last checkpoint that you kept.

    With a record's file and its proof's file, verify that one record, byte for byte, as the
    published verify.py does. Exit code 1 where anything does not verify.

    \b
    p20w log verify
    p20w log verify --policy kept/policy --since kept/42
    p20w log verify 0014.json 0014.tlog-proof --policy policy
    """  # noqa: D301  # click reads the escape
    if record is None:
        _verify_all(ctx, catalog_root(ctx, catalog), policy=policy, since=since, output=output)
    elif since is not None:
        raise click.UsageError("--since goes with the whole log, not with a RECORD-FILE", ctx)
    elif proof is None:
        raise click.UsageError(
            "name the PROOF-FILE too: `p20w log prove RECORD-ID --out FILE` writes one", ctx
        )
    else:
        _verify_one(ctx, record, proof, policy=policy, catalog=catalog, output=output)


def _verify_one(
    ctx: click.Context,
    record: Path,
    proof: Path,
    *,
    policy: str | None,
    catalog: str | None,
    output: str | None,
) -> None:
    from catalog.services.logbook.verifying import chosen_policy, verify_files

    root = None if policy is not None else catalog_root(ctx, catalog)
    answer = verify_files(record, proof, policy=chosen_policy(policy, root=root))
    if wants_json(ctx, output):
        told_object(answer.document())
    else:
        click.echo(f"{'proven' if answer.proven else 'not proven'}: {answer.says}")
    sys.exit(0 if answer.proven else 1)


def _verify_all(
    ctx: click.Context, root: Path, *, policy: str | None, since: Path | None, output: str | None
) -> None:
    from catalog.services.logbook.auditing import audit_catalog
    from catalog.services.logbook.since import read_outside
    from catalog.store.log import policy_of_file

    found = audit_catalog(
        root,
        policy=None if policy is None else policy_of_file(policy),
        since=None if since is None else read_outside(since),
    )
    if wants_json(ctx, output):
        told_object(found.document())
    else:
        for one in found.faults:
            place = one.file + (f":{one.line}" if one.line else "")
            click.echo(f"{place}: {one.code}: {one.message}")
            click.echo(f"    {one.hint}")
        for name in found.unlogged:
            click.echo(f"not in the log: {name}")
        click.echo(f"{found.size} leaves, {found.covered} under a checkpoint that counts, root {found.root}")
        click.echo(f"{len(found.faults)} faults" if found.faults else "the log verifies")
    sys.exit(1 if found.faults else 0)
