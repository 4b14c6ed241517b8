"""``p20w check``: read everything and report what is wrong."""

from __future__ import annotations

import sys
from datetime import date
from typing import Final

import click

from catalog.cli.options import AS_KNOWN, CATALOG, ON, Shared, catalog_root
from catalog.cli.progress import reading
from catalog.records.finding import Severity
from catalog.resources import installed_version
from catalog.services.opening import today

_COLOURS: Final[dict[Severity, str]] = {"error": "red", "warning": "yellow", "note": "cyan"}


@click.command("check")
@CATALOG
@ON
@AS_KNOWN
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "junit"]),
    help="For people (text), for programs (json), for code hosts (sarif), for build servers (junit).",
)
@click.pass_context
def command(
    ctx: click.Context, catalog: str | None, on: date | None, as_known: date | None, output: str | None
) -> None:
    """Read everything in the catalog and report what is wrong with it.

    Every file is read anew. Checked are the files themselves, references, adopted digests, what a
    decision rests on, the law's checklists for agreements, terms that end soon, version numbers,
    promises, and every flow that lineage describes, as of today or the day given.

    Each finding has a code, a place, a hint, and the law where one is behind it. Exit code 0: no
    errors. 1: at least one error. 2: there is no catalog to read. Nothing silences a check.

    \b
    p20w check
    p20w check --on 2027-07-01 --format sarif > findings.sarif
    """  # noqa: D301  # click reads the escape
    from catalog.services.checking import check_catalog  # rules that other verbs do without

    now = today()
    with reading() as progress:
        root = catalog_root(ctx, catalog)
        report = check_catalog(root, on=on or now, as_known=as_known or now, progress=progress)
    before = ctx.find_object(Shared)
    chosen = output or (before.output if before else None) or "text"
    if chosen == "json":
        from catalog.services.finding_formats import as_json

        click.echo(as_json.text(report.findings))
    elif chosen == "sarif":
        from catalog.services.finding_formats import as_sarif

        click.echo(as_sarif.text(report.findings, version=installed_version()))
    elif chosen == "junit":
        from catalog.services.finding_formats import as_junit

        click.echo(as_junit.text(report))
    else:
        from catalog.services.finding_formats import as_text

        for line in as_text.lines(report, today=now, paint=_painted):
            click.echo(line)
    sys.exit(0 if report.clean else 1)


def _painted(severity: Severity) -> str:
    """Return a severity in its colour; where nobody watches, ``click.echo`` takes the colour out."""
    return click.style(severity, fg=_COLOURS[severity], bold=severity == "error")
