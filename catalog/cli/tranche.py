"""``p20w tranche``: check a partner's yearly submission before it comes in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from catalog.cli.completing import partners, purposes, zones
from catalog.cli.options import AS_KNOWN, ON, day_or_today, pairs, shared, snapshot_of, wants_json
from catalog.cli.progress import working
from catalog.cli.telling import told_line, told_wrapped
from catalog.cli.using import leave_no_core
from catalog.records.finding import Severity
from catalog.records.tranche import SchoolYear, TrancheFinding, TrancheReport
from catalog.services.tranches.asking import MOST_EXAMPLES, read_year

_COLOURS: Final[dict[Severity, str]] = {"error": "red", "warning": "yellow", "note": "cyan"}


class Year(click.ParamType[SchoolYear]):
    """A school year, as 2025-26."""

    name = "YEAR"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> SchoolYear:
        """Read the year, or refuse the option."""
        year = value if isinstance(value, SchoolYear) else read_year(str(value))
        if year is None:
            self.fail(f"`{value}` is no school year; write it as 2025-26", param, ctx)
        return year


@click.command("tranche")
@shared
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--provider",
    required=True,
    metavar="PARTNER",
    shell_complete=partners,
    help="The partner that submits it.",
)
@click.option(
    "--to",
    "recipient",
    metavar="PARTNER",
    shell_complete=partners,
    help="Who receives it (default: the recipient of the provider's agreements in force).",
)
@click.option(
    "--purpose", metavar="PURPOSE", shell_complete=purposes, help="Only what comes in for this purpose."
)
@click.option("--zone", metavar="ZONE", shell_complete=zones, help="Only what comes into this zone.")
@click.option(
    "--year",
    "--years",
    "years",
    multiple=True,
    type=Year(),
    help="A school year it is for, as 2025-26, or 2025 for the one that begins then; say each.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="DATASET=FIELD,…",
    callback=pairs,
    help="The fields that tell a dataset's rows apart, where lineage does not say.",
)
@click.option(
    "--examples",
    type=click.IntRange(0, MOST_EXAMPLES),
    default=5,
    show_default=True,
    help="So many rows are named of each finding.",
)
@click.option(
    "--report",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write tranche-report.html, .json and .csv into this folder.",
)
@ON
@AS_KNOWN
@click.pass_context
def command(ctx: click.Context, /, **said: Any) -> None:
    """Check a partner's submission: one file a dataset in FOLDER, named after the dataset.

    Files are CSV (also .csv.gz), Parquet, or folders of Parquet parts. Nothing extra comes in: every file
    must be a dataset of the provider's, and every column a field that a clause in force lets in. Values are
    held to the definitions in force: type, code list, required, bounds, pattern, years. Values of direct
    identifiers are never shown. Exit code 0: accepted. 1: at least one error. 2: it cannot be checked.

    \b
    p20w tranche submission/ --provider cde --year 2025-26 --report report/
    """  # noqa: D301  # click reads the escape
    from catalog.services.tranches.asking import TrancheAsked, read_keys
    from catalog.services.tranches.documents import as_json
    from catalog.services.tranches.receiving import receive
    from catalog.services.tranches.reporting import write_report

    asked = TrancheAsked(
        folder=said["folder"],
        provider=said["provider"],
        recipient=said["recipient"],
        purpose=said["purpose"],
        zone=said["zone"],
        years=tuple(sorted(set(said["years"]))),
        keys=read_keys(said["keys"]),
        examples=said["examples"],
        on=day_or_today(said["on"]),
        as_known=day_or_today(said["as_known"]),
    )
    snapshot = snapshot_of(ctx, said["catalog"])
    leave_no_core()
    with working() as told:
        report = receive(snapshot, asked, tell=told or (lambda _what, _done, _of: None))
    if said["report"] is not None:
        write_report(report, said["report"])
        click.echo(f"the report is in {said['report']}", err=True)
    if wants_json(ctx, said["output"]):
        click.echo(as_json(report), nl=False)
    else:
        _tell(report)
    sys.exit(0 if report.accepted else 1)


def _tell(report: TrancheReport) -> None:
    from catalog.services.tranches.documents import ROWS_COUNT

    for found in report.findings:
        _tell_finding(found)
    for one in report.datasets:
        rows = "rows not read" if one.rows is None else f"{one.rows:,} rows"
        click.echo(f"{one.id}: {one.name}, {rows}, {len(one.columns)} columns, {one.rules} rules")
        for found in one.findings:
            _tell_finding(found)
    years = f", school year {', '.join(map(str, report.years))}" if report.years else ""
    answer = "accepted" if report.accepted else "not accepted"
    click.echo(f"{answer}: {report.provider} to {', '.join(report.recipients)}{years}, on {report.on}")
    if any(found.examples for found in report.all_findings):
        click.echo(ROWS_COUNT.rstrip(".").lower())
    counts = ((report.count(severity), severity) for severity in _COLOURS)
    click.echo("findings: " + ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts))


def _tell_finding(found: TrancheFinding) -> None:
    from catalog.services.tranches.documents import first_rows, first_values, share_of

    severity = click.style(found.severity, fg=_COLOURS[found.severity], bold=found.severity == "error")
    told_wrapped(f"  {severity} {found.code}: {found.message}")
    if found.count is not None:
        told_line("  rows", f"{found.count:,} ({share_of(found)})")
    if found.examples:
        told_line("  first", first_rows(found))
        if values := first_values(found):
            told_line("  values", values)
    told_line("  do", found.hint)
