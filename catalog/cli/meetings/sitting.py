"""``p20w meeting open | attend | recuse | comment``: who is there, and the public is heard."""

from __future__ import annotations

from typing import Literal

import click

from catalog.cli.meetings.telling import AT, MEETING, MOST, tell, when_of
from catalog.cli.options import catalog_to_write, shared
from catalog.services.meetings.hearing import Spoken, comment, set_window
from catalog.services.meetings.sitting import HOLDERS, PRESENCES, attend, open_meeting, recuse


@click.command("open")
@shared
@MEETING
@AT
@click.pass_context
def open_command(
    ctx: click.Context, catalog: str | None, output: str | None, meeting: str, at: str | None
) -> None:
    """Open a meeting that was noticed, at the time of its notice or later."""
    answer = open_meeting(catalog_to_write(ctx, catalog), meeting, when=when_of(meeting, at))
    tell(ctx, output, answer=answer)


@click.command("attend")
@shared
@MEETING
@click.argument("presence", type=click.Choice(PRESENCES))
@click.argument("seats", nargs=-1, required=True, metavar="SEAT...")
@click.option("--holder", type=click.Choice(HOLDERS), help="In what capacity the seat is held.")
@AT
@click.pass_context
def attend_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    presence: str,
    seats: tuple[str, ...],
    holder: str | None,
    at: str | None,
) -> None:
    """Note where members are from this moment on: in the room, remote, left.

    A SEAT is an id, the number in it, or a run of them.

    \b
    p20w meeting attend c2c-gb/2026-02-18 room seat.01..seat.12 seat.15
    p20w meeting attend c2c-gb/2026-02-18 remote seat.03 --holder designee
    """  # noqa: D301  # click reads the escape
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    tell(
        ctx,
        output,
        answer=attend(root, meeting, presence=presence, seats=seats, holder=holder, when=when),
    )


@click.command("recuse")
@shared
@MEETING
@click.argument("seat")
@click.argument("item")
@click.option("--interest", required=True, help="The interest that is stated.")
@click.option("--law", required=True, help="The law, as Gov. Code 87105.")
@AT
@click.pass_context
def recuse_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    seat: str,
    item: str,
    interest: str,
    law: str,
    at: str | None,
) -> None:
    """Note that a member takes no part in an item: they no longer count toward its quorum."""
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    tell(
        ctx,
        output,
        answer=recuse(root, meeting, seat=seat, item=item, interest=interest, law=law, when=when),
    )


@click.command("comment")
@shared
@MEETING
@click.argument("item")
@click.option(
    "--open", "opens", is_flag=True, help="Open comment on it.  [required: this, --close or --text]"
)
@click.option("--close", "closes", is_flag=True, help="Close comment on the item.")
@click.option("--text", help="What was said or written.")
@click.option("--speaker", default="not given", help="Who spoke, where they wished to say it.")
@click.option("--form", type=click.Choice(["spoken", "written"]), default="spoken", help="How it came.")
@click.option("--minutes", type=click.IntRange(min=0, max=MOST), default=0, help="How long they spoke.")
@click.option("--interpreter", is_flag=True, help="They spoke through an interpreter.")
@AT
@click.pass_context
def comment_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    item: str,
    opens: bool,
    closes: bool,
    text: str | None,
    speaker: str,
    form: Literal["spoken", "written"],
    minutes: int,
    interpreter: bool,
    at: str | None,
) -> None:
    """Open or close public comment on ITEM, or note one comment (--text).

    A vote on an item needs that comment on it was opened before. Where the meeting has a limit of
    minutes, it is double through an interpreter.
    """
    if [opens, closes, text is not None].count(True) != 1:
        raise click.UsageError("say one of --open, --close and --text", ctx)
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    if text is None:
        answer = set_window(root, meeting, item, window="open" if opens else "close", when=when)
    else:
        said = Spoken(text=text, speaker=speaker, form=form, minutes=minutes, interpreter=interpreter)
        answer = comment(root, meeting, item, said=said, when=when)
    tell(ctx, output, answer=answer)
