"""``p20w agreement``: sign, suspend, resume and terminate an agreement, and see where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import click

from catalog.cli.completing import partners
from catalog.cli.options import (
    AS_KNOWN,
    ON,
    Day,
    catalog_to_write,
    day_or_today,
    shared,
    snapshot_of,
    wants_json,
)
from catalog.cli.telling import leave_refused, told_line, told_object
from catalog.records.agreement import AgreementEvent
from catalog.records.ids import PartnerId
from catalog.services.agreement_life.recording import record_event
from catalog.services.agreement_life.standing import (
    AgreementStanding,
    VersionStanding,
    list_agreements,
    show_agreement,
)
from catalog.services.opening import today
from catalog.services.refusing import Refused

Verb = Callable[..., Any]


@click.group("agreement")
def command() -> None:
    """Sign, suspend, resume and terminate agreements, and see where they stand.

    An agreement that the board adopted binds only once every party has signed it. Each event is
    added to the agreement's `events.yaml`, and nothing there ever changes. Exit code 1 where the
    rules refuse an event; then no byte has changed.
    """


def _recording(verb: Verb) -> Verb:
    """Give a verb the options that every event has."""
    verb = click.option("--evidence", required=True, metavar="TEXT", help="Where the proof of it is kept.")(
        verb
    )
    verb = click.option("--by", required=True, metavar="WHO", help="The office that says so.")(verb)
    return shared(click.argument("agreement", metavar="AGREEMENT")(click.pass_context(verb)))


_HAPPENED = click.option("--on", type=Day(), help="The day it was declared (default: today).")


@command.command("sign")
@_recording
@click.option("--partner", required=True, shell_complete=partners, help="The party that signed.")
@click.option("--on", type=Day(), required=True, help="The day of the signature.")
def sign(ctx: click.Context, /, **said: Any) -> None:
    """Record that a party has signed AGREEMENT, as cde-participation@1.1.0.

    Signing before the board adopts the text is possible; it binds nobody until then, and a remark
    says so.
    """
    _record(ctx, said, event=_event("signed", said, partner=PartnerId(said["partner"])))


@command.command("suspend")
@_recording
@click.option("--from", "since", type=Day(), required=True, help="The first day of the pause.")
@click.option("--through", type=Day(), help="Its last day, inclusive (default: until resumed).")
@_HAPPENED
def suspend(ctx: click.Context, /, **said: Any) -> None:
    """Record that AGREEMENT is suspended: its permits pause, its forbids and duties go on."""
    _record(ctx, said, event=_event("suspended", said, since=said["since"], through=said["through"]))


@command.command("resume")
@_recording
@click.option("--on", type=Day(), required=True, help="The first free day.")
def resume(ctx: click.Context, /, **said: Any) -> None:
    """Record that the suspension of AGREEMENT ends; nothing is permitted before today's record."""
    _record(ctx, said, event=_event("resumed", said))


@command.command("terminate")
@_recording
@click.option("--effective-from", type=Day(), required=True, help="The first day without the agreement.")
@_HAPPENED
def terminate(ctx: click.Context, /, **said: Any) -> None:
    """Record that AGREEMENT is terminated, in all its versions, for good."""
    _record(ctx, said, event=_event("terminated", said, effective_from=said["effective_from"]))


def _event(event: Any, said: dict[str, Any], **more: Any) -> AgreementEvent:
    """Return the event as the options say it; the day it is recorded is today, and never typed."""
    recorded_on = today()
    empty = AgreementEvent(
        event=event,
        version=None,
        partner=None,
        since=None,
        through=None,
        effective_from=None,
        on=said["on"] or recorded_on,
        recorded_on=recorded_on,
        by=said["by"],
        evidence=said["evidence"],
    )
    return replace(empty, **more)


def _record(ctx: click.Context, said: dict[str, Any], *, event: AgreementEvent) -> None:
    done = record_event(catalog_to_write(ctx, said["catalog"]), said["agreement"], event=event)
    as_json = wants_json(ctx, said["output"])
    if isinstance(done, Refused):
        leave_refused(done, as_json=as_json)
    if as_json:
        told_object(done.document())
        return
    of = "" if done.event.version is None else f"@{done.event.version}"
    who = f" by {done.event.partner}" if done.event.partner else ""
    click.echo(f"recorded: {done.agreement}{of} {done.event.event}{who} on {done.event.on}")
    click.echo(f"    in {done.path}")
    for remark in done.remarks:
        click.echo(f"remark: {remark}", err=True)


@command.command("show")
@shared
@click.argument("agreement", metavar="AGREEMENT")
@ON
@AS_KNOWN
@click.pass_context
def show(ctx: click.Context, /, **said: Any) -> None:
    """Show where AGREEMENT, as ID or ID@VERSION, stands on a day, and what is still missing."""
    found = show_agreement(
        snapshot_of(ctx, said["catalog"]),
        said["agreement"],
        on=_day(said["on"]),
        as_known=_day(said["as_known"]),
    )
    if wants_json(ctx, said["output"]):
        told_object(found.document())
    else:
        _tell(found)


@command.command("list")
@shared
@ON
@AS_KNOWN
@click.pass_context
def list_(ctx: click.Context, /, **said: Any) -> None:
    """List every version of every agreement with where it stands on a day."""
    found = list_agreements(
        snapshot_of(ctx, said["catalog"]), on=_day(said["on"]), as_known=_day(said["as_known"])
    )
    if wants_json(ctx, said["output"]):
        told_object([one.document() for one in found])
        return
    for one in found:
        for version in one.versions:
            missing = f" ({'; '.join(version.missing)})" if version.missing else ""
            click.echo(f"{one.id}@{version.life.text.version}: {version.status}{missing}")


def _day(day: date | None) -> date:
    return day_or_today(day)


def _tell(found: AgreementStanding) -> None:
    for version in found.versions:
        _tell_version(found, version)
    if found.events:
        click.echo("events:")
    for event in found.events:
        days = [event.since and f"from {event.since}", event.through and f"through {event.through}"]
        days.append(event.effective_from and f"effective from {event.effective_from}")
        who = f" {event.version} by {event.partner}" if event.partner else ""
        told = " ".join(word for word in days if word)
        what = f"{event.event}{who} {told}".rstrip()
        told_line(str(event.on), f"{what}, recorded {event.recorded_on} by {event.by}: {event.evidence}")


def _tell_version(found: AgreementStanding, version: VersionStanding) -> None:
    life, record = version.life, version.life.text.record
    click.echo(f"{found.id}@{record.version}: {version.status} on {found.on}")
    told_line("title", record.title)
    adoption = life.adoption
    if adoption is None:
        told_line("adopted", "no")
    else:
        legacy = " (legacy: before the catalog kept records)" if adoption.legacy else ""
        told_line("adopted", f"{adoption.decided_on} by {adoption.decision}{legacy}")
    for party in version.parties:
        signed = party.signature
        told = "not signed" if signed is None else f"signed {signed.on} by {signed.by}"
        told_line("party", f"{party.partner} ({party.role}): {told}")
    told_line("term", f"{record.effective_from} through {record.effective_through}")
    if life.permits_from is not None:
        told_line("permits", f"from {life.permits_from}")
    for missing in version.missing:
        told_line("missing", missing)
