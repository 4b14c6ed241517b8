"""``p20w meeting adjourn | minutes | approve``: the end of a meeting and of its record."""

from __future__ import annotations

import click

from catalog.cli.meetings.telling import AT, MEETING, tell, when_of
from catalog.cli.options import catalog_to_write, shared


@click.command("adjourn")
@shared
@MEETING
@click.option("--no-quorum", is_flag=True, help="It ends for want of a quorum, before any vote.")
@AT
@click.pass_context
def adjourn_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    no_quorum: bool,
    at: str | None,
) -> None:
    """End the meeting. In one step, or not at all: its record, a decision record for each motion
    voted on or withdrawn and each item continued, and their leaves in the log.
    """  # noqa: D205  # the help is one paragraph
    from catalog.services.meetings.closing import adjourn  # rules that other words do without

    answer = adjourn(catalog_to_write(ctx, catalog), meeting, no_quorum=no_quorum, when=when_of(meeting, at))
    tell(ctx, output, answer=answer)


@click.command("minutes")
@shared
@MEETING
@click.pass_context
def minutes_command(ctx: click.Context, catalog: str | None, output: str | None, meeting: str) -> None:
    """Draft the minutes from the record, as materials/minutes.md; again until they are approved."""
    from catalog.services.meetings.minuting import draft

    tell(ctx, output, answer=draft(catalog_to_write(ctx, catalog), meeting))


@click.command("approve")
@shared
@MEETING
@click.argument("decision")
@click.pass_context
def approve_command(
    ctx: click.Context, catalog: str | None, output: str | None, meeting: str, decision: str
) -> None:
    """Close the record: DECISION, adopted on a motion of class `minutes`, approved its minutes."""
    from catalog.services.meetings.minuting import approve

    tell(ctx, output, answer=approve(catalog_to_write(ctx, catalog), meeting, decision))
