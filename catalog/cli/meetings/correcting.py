"""``p20w meeting correct``: a clerk's slip is mended."""

from __future__ import annotations

import click

from catalog.cli.meetings.telling import AT, MEETING, tell, when_of
from catalog.cli.options import catalog_to_write, shared
from catalog.services.meetings.correcting import correct


@click.command("correct")
@shared
@MEETING
@click.option("--reason", required=True, help="Why the record was edited by hand, in words.")
@AT
@click.pass_context
def correct_command(
    ctx: click.Context, catalog: str | None, output: str | None, meeting: str, reason: str, at: str | None
) -> None:
    """Take the record as it was edited by hand, and note the reason in it.

    Only until the meeting is over. The whole record is judged, and its notice, agenda and proposals
    must be as they were posted.
    """
    answer = correct(catalog_to_write(ctx, catalog), meeting, reason=reason, when=when_of(meeting, at))
    tell(ctx, output, answer=answer)
