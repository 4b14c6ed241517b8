"""``p20w publish``: the static public site."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catalog.cli.options import Day, catalog_root, shared, wants_json

if TYPE_CHECKING:
    from datetime import date

    from catalog.services.publishing.publishing import Publication


@click.command("publish")
@shared
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--base-url",
    metavar="URL",
    help="Where the site will be served, so that feeds and calendars have absolute links, and it has a map.",
)
@click.option(
    "--on",
    type=Day(),
    help="The day as of which texts are said to be in force (default: that of the newest record).",
)
@click.pass_context
def command(
    ctx: click.Context,
    catalog: str | None,
    output: str | None,
    *,
    out: Path,
    base_url: str | None,
    on: date | None,
) -> None:
    """Write the public site: what any web server can serve, byte for byte the same each time.

    OUT is a new or empty folder, or one that an earlier publication filled: then only what has
    changed is written, and what is published no longer is removed. A folder with anything else in it
    is refused. Every definition in each of its versions, code list, group, decision, meeting, body and
    proposal gets a page in English and Spanish, JSON and YAML at an address that never changes, and every
    logged decision its proof; beside them a search, feeds, calendars, a download and the log. Published
    are only meetings that were noticed, and texts that were proposed or adopted.

    Exit code 1, and nothing written, where `p20w log verify` finds an error, a text is not what was
    adopted, a file is not what was handed out, or the log does not continue the one published in OUT.
    A logged record that is gone does not hinder: a page says so at its address, and the exit code is 1.

    \b
    p20w publish site
    p20w publish site --base-url https://catalog.example.org/
    """  # noqa: D301  # click reads the escape
    from catalog.cli.progress import working
    from catalog.services.publishing.publishing import publish

    with working() as told:
        found = publish(catalog_root(ctx, catalog), out, site=base_url, on=on, progress=told)
    if wants_json(ctx, output):
        click.echo(json.dumps({"out": str(out), **found.document()}, indent=2, ensure_ascii=False))
    else:
        for one in found.findings:
            click.echo(f"{one.file}: {one.severity} {one.code}: {one.message}")
            click.echo(f"    {one.hint}")
        _tell_outcome(out, found)
    sys.exit(1 if found.findings else 0)


def _tell_outcome(out: Path, found: Publication) -> None:
    if not found.files:
        click.echo("nothing was published")
        return
    unchanged = found.files - found.written
    counts = f"{found.written} written, {unchanged} unchanged, {found.removed} removed"
    click.echo(f"published to {out}: {found.files} files ({counts})")
    click.echo(f"catalog {found.catalog}")
