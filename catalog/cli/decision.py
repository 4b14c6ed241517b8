"""``p20w decision``: decision records spelled out and listed, and errata to their words."""

from __future__ import annotations

from typing import Any, get_args

import click

from catalog.cli.decision_telling import tell_decision_record
from catalog.cli.options import catalog_root, catalog_to_write, shared, snapshot_of, wants_json
from catalog.cli.telling import leave_refused, told_line, told_object
from catalog.records.decision_record import DecisionRecord, Erratum, VoteOutcome
from catalog.records.ids import DecisionId, ErratumId
from catalog.services.decision_records.correcting import write_erratum
from catalog.services.decision_records.finding import Wanted, records_wanted
from catalog.services.decision_records.showing import CORRECTABLE, show_decision
from catalog.services.opening import today
from catalog.services.refusing import Refused


@click.group("decision")
def command() -> None:
    """Show and list decision records, and correct slips of the pen in their words.

    A decision record is final. An erratum is a record of its own beside it; what was decided is
    changed by a new decision alone.
    """


@command.command("show")
@shared
@click.argument("record", metavar="ID")
@click.pass_context
def show(ctx: click.Context, /, **said: Any) -> None:
    """Spell out the decision ID: the count, each seat's vote, effects, errata, log, what came after.

    \b
    p20w decision show c2c-gb/2026/0002
    """  # noqa: D301  # click reads the escape
    root, snapshot = catalog_root(ctx, said["catalog"]), snapshot_of(ctx, said["catalog"])
    sheet = show_decision(root, snapshot, id=said["record"])
    if wants_json(ctx, said["output"]):
        told_object(sheet.document())
    else:
        tell_decision_record(sheet)


@command.command("list")
@shared
@click.option("--body", metavar="BODY", help="Decisions of one body.")
@click.option("--year", type=click.IntRange(1, 9999), help="Decisions of one year.")
@click.option("--outcome", type=click.Choice(get_args(VoteOutcome)), help="Only those that came out so.")
@click.option("--object", metavar="TEXT", help="Decisions on a text, as k12.ssid or element:k12.ssid@1.0.0.")
@click.pass_context
def list_(ctx: click.Context, /, **said: Any) -> None:
    """List decision records, oldest first."""
    wanted = Wanted(**{key: said[key] for key in ("body", "year", "outcome", "object")})
    found = records_wanted(snapshot_of(ctx, said["catalog"]), wanted)
    if wants_json(ctx, said["output"]):
        told_object([_listed(record) for record in found])
        return
    for record in found:
        click.echo(f"{record.id}  {record.decided_on}  {record.outcome:<9}  {record.title}")
    if not found:
        click.echo("no decision is such", err=True)


def _listed(record: DecisionRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "body": record.body,
        "meeting": record.meeting,
        "title": record.title,
        "decided_on": record.decided_on.isoformat(),
        "outcome": record.outcome,
        "says": None if record.arithmetic is None else record.arithmetic.says,
        "objects": [str(effect.object) for effect in record.effects],
        "legacy": record.legacy is not None,
        "illustrative": record.provenance is not None and record.provenance.status == "illustrative",
    }


@command.command("erratum")
@shared
@click.argument("record", metavar="ID")
@click.option("--field", required=True, type=click.Choice(CORRECTABLE), help="Where the words stand.")
@click.option("--reads", required=True, metavar="TEXT", help="The words as they stand, once, in that field.")
@click.option("--should-read", required=True, metavar="TEXT", help="The words as they should stand.")
@click.option("--reason", required=True, metavar="TEXT", help="Why they are wrong.")
@click.option("--by", required=True, metavar="WHO", help="The office that says so.")
@click.pass_context
def erratum(ctx: click.Context, /, **said: Any) -> None:
    """Record a slip of the pen in the decision ID; the record itself keeps every byte.

    Numbers, seats, objects and the words of the result cannot be corrected. Exit code 1 where the
    rules refuse it; then no byte has changed.
    """
    given = Erratum(
        id=ErratumId(""),
        corrects=DecisionId(said["record"]),
        recorded_on=today(),
        by=said["by"],
        field=said["field"],
        reads=said["reads"],
        should_read=said["should_read"],
        reason=said["reason"],
        provenance=None,
    )
    done = write_erratum(catalog_to_write(ctx, said["catalog"]), said["record"], erratum=given)
    as_json = wants_json(ctx, said["output"])
    if isinstance(done, Refused):
        leave_refused(done, as_json=as_json)
    if as_json:
        told_object(done.document())
        return
    click.echo(f"recorded: {done.erratum.id}")
    told_line("file", done.path)
    told_line(done.erratum.field, f"`{done.erratum.reads}` should read `{done.erratum.should_read}`")
