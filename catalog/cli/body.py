"""``p20w body``: the seats, terms, vacancies and rules of a body, and who holds a seat."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import click

from catalog.cli.options import ON, Day, catalog_to_write, day_or_today, shared, snapshot_of, wants_json
from catalog.cli.telling import leave_refused, told_line, told_object
from catalog.records.ids import SeatId
from catalog.records.meetings import Term
from catalog.rules.meetings.comment_periods import USUAL_DAYS
from catalog.services.bodies.seating import SeatedTerm, end_term, seat_holder
from catalog.services.bodies.showing import BodySheet, SeatHeld, list_bodies, show_body
from catalog.services.opening import today
from catalog.services.refusing import Refused

KINDS: Final = ("principal", "designee", "acting", "alternate")


@click.group("body")
def command() -> None:
    """Show bodies with their seats, vacancies and rules, and record who holds a seat."""


@command.command("list")
@shared
@ON
@click.pass_context
def list_(ctx: click.Context, catalog: str | None, output: str | None, on: date | None) -> None:
    """List the bodies with their seats, filled and vacant, on a day."""
    found = list_bodies(snapshot_of(ctx, catalog), on=day_or_today(on))
    if wants_json(ctx, output):
        told_object([sheet.document() for sheet in found])
        return
    for sheet in found:
        click.echo(f"{sheet.body.id}: {sheet.body.title} ({sheet.body.classification}), {_filled(sheet)}")


@command.command("show")
@shared
@click.argument("body", metavar="BODY")
@ON
@click.pass_context
def show(ctx: click.Context, /, **said: Any) -> None:
    """Show BODY on a day: who sits where in what capacity, its rules in numbers, its meetings."""
    sheet = show_body(snapshot_of(ctx, said["catalog"]), said["body"], on=day_or_today(said["on"]))
    if wants_json(ctx, said["output"]):
        told_object(sheet.document())
    else:
        _tell(sheet)


@command.command("seat")
@shared
@click.argument("body", metavar="BODY")
@click.argument("seat", metavar="SEAT")
@click.option("--holder", metavar="TEXT", help="Who holds the seat from now on: the office, or the person.")
@click.option("--kind", type=click.Choice(KINDS), help="In what capacity.")
@click.option("--from", "since", type=Day(), help="The first day of the term.")
@click.option("--through", type=Day(), help="Its last day, inclusive (default: open).")
@click.option("--end", type=Day(), help="Instead: the last day of the term that is open now.")
@click.pass_context
def seat(ctx: click.Context, /, **said: Any) -> None:
    """Add a term to SEAT of BODY, or end the one that is open.

    A term's last day is set once; nothing else of an existing term ever changes. Exit code 1 where
    the rules refuse it; then no byte has changed.

    \b
    p20w body seat c2c-gb seat.14 --holder "Public member" --kind principal --from 2027-01-04
    p20w body seat c2c-gb seat.01 --end 2027-01-03
    """  # noqa: D301  # click reads the escape
    root = catalog_to_write(ctx, said["catalog"])
    done: SeatedTerm | Refused
    if said["end"] is not None:
        _only(ctx, said, "holder", "since", "through")
        done = end_term(
            root,
            said["body"],
            seat=SeatId(said["seat"]),
            through=said["end"],
            kind=said["kind"],
            today=today(),
        )
    else:
        done = seat_holder(root, said["body"], term=_term(ctx, said), today=today())
    as_json = wants_json(ctx, said["output"])
    if isinstance(done, Refused):
        leave_refused(done, as_json=as_json)
    if as_json:
        told_object(done.document())
        return
    last = f" through {done.term.through}" if done.term.through else ""
    click.echo(f"recorded: {done.term.seat} {done.term.kind} from {done.term.since}{last}")
    told_line("holder", done.term.holder)
    told_line("file", done.path)


def _only(ctx: click.Context, said: dict[str, Any], *others: str) -> None:
    if any(said[other] is not None for other in others):
        raise click.UsageError("--end stands alone, or with --kind: it ends the term that is open", ctx)


def _term(ctx: click.Context, said: dict[str, Any]) -> Term:
    if said["holder"] is None or said["kind"] is None or said["since"] is None:
        raise click.UsageError("--holder, --kind and --from go together; or --end ends a term", ctx)
    return Term(
        seat=SeatId(said["seat"]),
        holder=said["holder"],
        kind=said["kind"],
        since=said["since"],
        through=said["through"],
    )


def _filled(sheet: BodySheet) -> str:
    seats = len(sheet.seats)
    if sheet.filled is None:
        return f"{seats} seats, holders not recorded"
    vacant = f", vacant {', '.join(sheet.vacant)}" if sheet.vacant else ""
    return f"{seats} seats, {sheet.filled} filled{vacant}"


def _tell(sheet: BodySheet) -> None:
    click.echo(f"{sheet.body.id}: {sheet.body.title} ({sheet.body.classification}) on {sheet.on}")
    told_line("law", ", ".join(sheet.body.law))
    told_line("seats", _filled(sheet))
    _tell_rules(sheet)
    for held in sheet.seats:
        told_line(held.seat.id, f"{held.seat.label}: {_holders(held)}")
    for label, meetings in (("next", sheet.coming), ("last", sheet.past)):
        for meeting in meetings:
            told_line(label, f"{meeting.id}, {meeting.meeting_kind}, {meeting.status}")
    if not sheet.coming and not sheet.past:
        told_line("meetings", "none recorded")


def _tell_rules(sheet: BodySheet) -> None:
    rules = sheet.rules
    if rules is None or sheet.adopt is None or sheet.procedural is None:
        told_line("rules", "none on that day")
        return
    told_line("rules", f"since {rules.since}; membership counted by {rules.membership_base} seats")
    told_line("quorum", f"{sheet.quorum} of {rules.seats}")
    told_line("adoption", sheet.adopt.told())
    told_line("procedure", sheet.procedural.told())
    told_line("notice", f"{rules.notice_days} days")
    days = (rules.comment_days or USUAL_DAYS).items()
    told_line("comment", ", ".join(f"{grade} {count} days" for grade, count in days))
    told_line("may adopt", ", ".join(sorted(rules.may_adopt)) or "nothing")


def _holders(held: SeatHeld) -> str:
    if held.vacant is None:
        return "holder not recorded"
    if held.vacant:
        return "VACANT"
    return "; ".join(
        f"{term.holder}, {term.kind}" + (f" through {term.through}" if term.through else "")
        for term in held.terms
    )
