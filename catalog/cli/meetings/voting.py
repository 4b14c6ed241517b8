"""``p20w meeting roll``: a vote, by its roll."""

from __future__ import annotations

from typing import Literal

import click

from catalog.cli.meetings.telling import AT, MEETING, tell, when_of
from catalog.cli.options import catalog_to_write, shared
from catalog.services.meetings.voting import CHOICES, METHODS, Called, roll


@click.command("roll")
@shared
@MEETING
@click.argument("motion")
@click.option("--aye", multiple=True, metavar="SEATS", help="Who said aye: seat.01,seat.02 or 1..12.")
@click.option("--no", multiple=True, metavar="SEATS", help="Who said no.")
@click.option("--abstain", multiple=True, metavar="SEATS", help="Who abstained.")
@click.option("--rest", type=click.Choice(CHOICES), help="How everyone else voted who is there.")
@click.option("--method", type=click.Choice(METHODS), default="roll-call", help="How it was taken.")
@AT
@click.pass_context
def roll_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    motion: str,
    aye: tuple[str, ...],
    no: tuple[str, ...],
    abstain: tuple[str, ...],
    rest: Literal["aye", "no", "abstain"] | None,
    method: str,
    at: str | None,
) -> None:
    """Record the vote that was taken in the room on MOTION: how each member voted who was there.

    Who is recused or absent follows from the attendance. The result, with the sum spelled out,
    follows from the roll; counts are never typed. Nobody votes through this command.

    \b
    p20w meeting roll c2c-gb/2026-02-18 m1 --no seat.03,seat.09 --abstain seat.07 --rest aye
    """  # noqa: D301  # click reads the escape
    called = Called(aye=aye, no=no, abstain=abstain, rest=rest, method=method)
    root, when = catalog_to_write(ctx, catalog), when_of(meeting, at)
    tell(ctx, output, answer=roll(root, meeting, motion=motion, called=called, when=when))
