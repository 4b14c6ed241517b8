"""``p20w meeting move | amend | second | withdraw | continue``: what is before the body."""

from __future__ import annotations

import click

from catalog.cli.meetings.telling import AT, MEETING, tell, when_of
from catalog.cli.options import catalog_to_write, shared
from catalog.rules.meetings.on_the_floor import CLASSES
from catalog.services.meetings.moving import About, amend, continue_item, move, second, withdraw


@click.command("move")
@shared
@MEETING
@click.argument("item")
@click.argument("seat")
@click.argument("text")
@click.option("--class", "motion_class", type=click.Choice(CLASSES), required=True, help="Kind of motion.")
@click.option("--vote", metavar="VOTE", help="The vote to reconsider (default: the last that decided).")
@click.option("--minutes", metavar="MEETING", help="The meeting whose minutes would be approved.")
@AT
@click.pass_context
def move_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    item: str,
    seat: str,
    text: str,
    motion_class: str,
    vote: str | None,
    minutes: str | None,
    at: str | None,
) -> None:
    """Note that SEAT moves TEXT on ITEM.

    A motion to adopt adopts the text as posted; its digest is never typed. An advisory body
    recommends. A motion of class `reconsider` is about one vote, and one of class `minutes` about the
    minutes of one meeting, as they are drafted now.
    """
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    about = About(motion_class=motion_class, vote=vote, minutes=minutes)
    answer = move(root, meeting, item=item, seat=seat, text=text, about=about, when=when)
    tell(ctx, output, answer=answer)


@click.command("amend")
@shared
@MEETING
@click.argument("motion")
@click.argument("seat")
@click.argument("text")
@click.option("--file", metavar="AMENDED.yaml", help="The whole amended text, a version of its own.")
@AT
@click.pass_context
def amend_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    motion: str,
    seat: str,
    text: str,
    file: str | None,
    at: str | None,
) -> None:
    """Note that SEAT moves to amend MOTION, in words, and with the whole text as amended."""
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    tell(ctx, output, answer=amend(root, meeting, motion=motion, seat=seat, text=text, file=file, when=when))


@click.command("second")
@shared
@MEETING
@click.argument("motion")
@click.argument("seat")
@AT
@click.pass_context
def second_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    motion: str,
    seat: str,
    at: str | None,
) -> None:
    """Note that SEAT seconds MOTION."""
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    tell(ctx, output, answer=second(root, meeting, motion=motion, seat=seat, when=when))


@click.command("withdraw")
@shared
@MEETING
@click.argument("motion")
@click.argument("seat")
@AT
@click.pass_context
def withdraw_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    motion: str,
    seat: str,
    at: str | None,
) -> None:
    """Note that SEAT, who moved MOTION, withdraws it before it is voted on."""
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    tell(ctx, output, answer=withdraw(root, meeting, motion=motion, seat=seat, when=when))


@click.command("continue")
@shared
@MEETING
@click.argument("item")
@click.option("--to", metavar="DAY-OR-MEETING", help="Where it goes on.")
@click.option("--reason", help="The reason, in words.")
@AT
@click.pass_context
def continue_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    item: str,
    to: str | None,
    reason: str | None,
    at: str | None,
) -> None:
    """Note that ITEM goes on in another meeting, under an agenda and a notice of its own."""
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    tell(ctx, output, answer=continue_item(root, meeting, item=item, to=to, reason=reason, when=when))
