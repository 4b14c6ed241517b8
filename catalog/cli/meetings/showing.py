"""``p20w meeting show | list``: how meetings stand."""

from __future__ import annotations

import json

import click

from catalog.cli.meetings.telling import MEETING
from catalog.cli.options import catalog_root, shared, wants_json
from catalog.cli.telling import told_wrapped
from catalog.services.meetings.showing import meeting_document, meeting_line, meetings_of, stand_of
from catalog.services.opening import now


@click.command("show")
@shared
@MEETING
@click.pass_context
def show_command(ctx: click.Context, catalog: str | None, output: str | None, meeting: str) -> None:
    """Show how a meeting stands: its items, who is there, what is pending, each vote, what is due next."""
    standing = stand_of(catalog_root(ctx, catalog), meeting, at=now())
    if wants_json(ctx, output):
        click.echo(json.dumps(standing.document(), indent=2, ensure_ascii=False))
        return
    for line in standing.lines():
        told_wrapped(line)


@click.command("list")
@shared
@click.argument("body", required=False)
@click.pass_context
def list_command(ctx: click.Context, catalog: str | None, output: str | None, body: str | None) -> None:
    """List the meetings of a body, or of all, by day."""
    found = meetings_of(catalog_root(ctx, catalog), body)
    if wants_json(ctx, output):
        click.echo(json.dumps([meeting_document(one) for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(meeting_line(one))
