"""``p20w meeting plan | agenda | post | revise | cancel``: before the meeting."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from catalog.cli.meetings.telling import AT, MEETING, MOST, Moment, tell, when_of
from catalog.cli.options import catalog_to_write, one_pair, pairs, shared
from catalog.services.meetings.agendas import (
    CLASSES,
    EXCEPTIONS,
    Item,
    Posting,
    post,
    put_item,
    remove_item,
    revise,
)
from catalog.services.meetings.planning import Plan, cancel, plan

KINDS: Final = ("regular", "special", "emergency")


@click.command("plan")
@shared
@click.argument("body")
@click.argument("start", type=Moment())
@click.option(
    "--kind", type=click.Choice(["regular", "special", "emergency"]), default="regular", help="Kind."
)
@click.option("--place", required=True, help="The place where the public may come.")
@click.option("--address", required=True, help="Its address.")
@click.option(
    "--remote", multiple=True, callback=pairs, help="A way to take part from elsewhere: video=https://..."
)
@click.option("--language", multiple=True, callback=pairs, help="A language: es=interpretation.")
@click.option("--clerk", required=True, help="The office that keeps the record.")
@click.option(
    "--comment-limit", type=click.IntRange(min=1, max=MOST), help="Minutes a speaker (default: no limit)."
)
@click.option(
    "--provenance",
    callback=one_pair,
    metavar="STATUS=TEXT",
    help="Where the record comes from, if it is not first-hand: illustrative=TEXT or sourced=TEXT.",
)
@click.pass_context
def plan_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    body: str,
    start: datetime,
    kind: str,
    place: str,
    address: str,
    remote: tuple[tuple[str, str], ...],
    language: tuple[tuple[str, str], ...],
    clerk: str,
    comment_limit: int | None,
    provenance: tuple[str, str] | None,
) -> None:
    """Begin the record of a meeting of BODY that is called for START.

    The meeting is named by its body and its day; a body has one meeting a day.
    """
    wanted = Plan(
        body=body,
        start=start,
        kind=kind,
        place=place,
        address=address,
        clerk=clerk,
        remote=remote,
        languages=language,
        comment_limit=comment_limit,
        provenance=provenance,
    )
    tell(ctx, output, answer=plan(catalog_to_write(ctx, catalog), wanted))


MATERIAL = click.option(
    "--material", multiple=True, type=click.Path(path_type=Path), help="A file that is handed out."
)
CLASS = click.option(
    "--class",
    "item_class",
    type=click.Choice(CLASSES),
    help="What is done with it.  [required, as is TITLE, but with --remove]",
)
PROPOSAL = click.option("--proposal", help="The proposal that the item is on.")
CLERK = click.option("--clerk", help="Who keeps the record of this item, if not the meeting's clerk.")
CONTINUED = click.option(
    "--continued-from", metavar="MEETING", help="The meeting in which the item was continued."
)
REMOVE = click.option("--remove", is_flag=True, help="Take the item off.")


def _wanted(
    ctx: click.Context, number: str, *, title: str | None, item_class: str | None, remove: bool
) -> tuple[str, str] | None:
    """Return title and class of an item to put on, nothing for one to take off."""
    if remove:
        if title is not None or item_class is not None:
            raise click.UsageError(f"--remove takes item {number} off; give its number alone", ctx)
        return None
    if title is None or item_class is None:
        raise click.UsageError("an item has a TITLE and a --class", ctx)
    return title, item_class


@click.command("agenda")
@shared
@MEETING
@click.argument("number")
@click.argument("title", required=False)
@CLASS
@PROPOSAL
@MATERIAL
@CLERK
@CONTINUED
@REMOVE
@click.pass_context
def agenda_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    number: str,
    title: str | None,
    item_class: str | None,
    proposal: str | None,
    material: tuple[Path, ...],
    clerk: str | None,
    continued_from: str | None,
    remove: bool,
) -> None:
    """Put item NUMBER on the agenda of a meeting that is still planned, under a brief TITLE.

    Materials are copied beside the record with their hashes, and so is the consequence packet of the
    proposal. The proposer cannot be the clerk of the item; the comment period must be over by the
    day of the meeting.
    """
    root = catalog_to_write(ctx, catalog)
    wanted = _wanted(ctx, number, title=title, item_class=item_class, remove=remove)
    if wanted is None:
        tell(ctx, output, answer=remove_item(root, meeting, number))
        return
    item = Item(
        number=number,
        title=wanted[0],
        item_class=wanted[1],
        proposal=proposal,
        materials=material,
        clerk=clerk,
        continued_from=continued_from,
    )
    tell(ctx, output, answer=put_item(root, meeting, item))


@click.command("post")
@shared
@MEETING
@click.option("--url", required=True, help="Where the notice stands on the Internet.")
@click.option("--contact-name", required=True, help="Whom to ask.")
@click.option("--contact-address", required=True, help="The contact's address.")
@click.option("--contact-phone", required=True, help="The contact's telephone.")
@click.option(
    "--sent-to", type=click.IntRange(min=0, max=MOST), required=True, help="To how many it was sent."
)
@AT
@click.pass_context
def post_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    url: str,
    contact_name: str,
    contact_address: str,
    contact_phone: str,
    sent_to: int,
    at: str | None,
) -> None:
    """Post the agenda: from here on it stands, and the log has a leaf of it.

    A regular meeting needs 10 days of notice, a special one 48 hours, an emergency one an hour.
    """
    wanted = Posting(
        url=url,
        contact_name=contact_name,
        contact_address=contact_address,
        contact_phone=contact_phone,
        sent_to=sent_to,
    )
    tell(ctx, output, answer=post(catalog_to_write(ctx, catalog), meeting, wanted, when=when_of(meeting, at)))


@click.command("revise")
@shared
@MEETING
@click.argument("number")
@click.argument("title", required=False)
@CLASS
@PROPOSAL
@MATERIAL
@CLERK
@CONTINUED
@REMOVE
@click.option(
    "--exception", type=click.Choice(EXCEPTIONS), help="Why an item may come late.  [required for a late one]"
)
@click.option("--reason", help="The reason, in words.  [required for a late one]")
@AT
@click.pass_context
def revise_command(
    ctx: click.Context,
    *,
    catalog: str | None,
    output: str | None,
    meeting: str,
    number: str,
    title: str | None,
    item_class: str | None,
    proposal: str | None,
    material: tuple[Path, ...],
    clerk: str | None,
    continued_from: str | None,
    remove: bool,
    exception: str | None,
    reason: str | None,
    at: str | None,
) -> None:
    """Put item NUMBER on a posted agenda, or take it off, and post the agenda again.

    Once the time of notice has begun items are only added, each under an --exception with its
    --reason (Gov. Code 11125.3), and none on a proposal: its text needs a notice of its own.
    """
    found = _wanted(ctx, number, title=title, item_class=item_class, remove=remove)
    wanted: Item | str = number
    if found is not None:
        wanted = Item(
            number=number,
            title=found[0],
            item_class=found[1],
            proposal=proposal,
            materials=material,
            clerk=clerk,
            continued_from=continued_from,
            exception=exception,
            reason=reason,
        )
    tell(
        ctx, output, answer=revise(catalog_to_write(ctx, catalog), meeting, wanted, when=when_of(meeting, at))
    )


@click.command("cancel")
@shared
@MEETING
@click.option("--reason", required=True, help="The reason, in words.")
@AT
@click.pass_context
def cancel_command(
    ctx: click.Context, catalog: str | None, output: str | None, meeting: str, reason: str, at: str | None
) -> None:
    """Cancel a meeting before it is opened."""
    answer = cancel(catalog_to_write(ctx, catalog), meeting, reason=reason, when=when_of(meeting, at))
    tell(ctx, output, answer=answer)
