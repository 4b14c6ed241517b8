"""``p20w propose``: propose a change, and see what would follow from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catalog.cli.options import (
    Day,
    catalog_root,
    catalog_to_write,
    day_or_today,
    one_pair,
    shared,
    wants_json,
)
from catalog.cli.telling import leave_refused, told_line, told_object
from catalog.services.opening import today

if TYPE_CHECKING:
    from catalog.services.consequences.packet import Packet

MOST_SHOWN = 5
_ALONE = "--packet and --list stand alone: nothing is proposed with them"


@click.command("propose")
@shared
@click.argument("named", metavar="FILE-OR-OBJECT", required=False)
@click.option("--rationale", metavar="TEXT", help="Why; a proposal needs it.")
@click.option("--option", "options", metavar="TEXT", multiple=True, help="An option considered; repeatable.")
@click.option("--author", metavar="TEXT", help="The office that proposes; not the clerk of the item.")
@click.option("--title", metavar="TEXT", help="In a few words (default: said from the object).")
@click.option("--retire", is_flag=True, help="Retire kind:id: the version adopted last, and all below it.")
@click.option("--effective", type=Day(), help="From which day, if adopted (default: the day of the vote).")
@click.option("--base", metavar="DIGEST", help="The digest of the version that the file was edited from.")
@click.option("--body", metavar="BODY", help="Which body decides (default: the one that may).")
@click.option("--advisory", metavar="TEXT", help="What an advisory body recommends.")
@click.option("--id", metavar="ID", help="The proposal's id (default: the next free prop-YEAR-NUMBER).")
@click.option(
    "--provenance", callback=one_pair, metavar="STATUS=TEXT", help="illustrative=TEXT marks the proposal."
)
@click.option("--on", type=Day(), help="The day it is proposed, or the packet is of (default: today).")
@click.option("--packet", metavar="ID", help="Show what would follow from this proposal.")
@click.option("--text", metavar="DIGEST", help="With --packet: of an amended text with this digest.")
@click.option("--out", metavar="DIR", help="With --packet: write it there, as data and as a page.")
@click.option("--list", "lists", is_flag=True, help="List the proposals there are.")
@click.pass_context
def command(ctx: click.Context, /, **said: Any) -> None:
    """Propose a change of the catalog, and work out what would follow before anyone votes.

    FILE-OR-OBJECT is the edited YAML file of an element, value domain, group, agreement or lineage
    graph; with --retire it is kind:id. The text is new, or amends the version adopted last; its number
    must say how much it changes. Text and proposal are written in one step, or, where the rules are
    against it, nothing is: exit code 1. The consequence packet is then shown.

    \b
    p20w propose edited.yaml --author "Staff of the Office" --rationale "Pupils who move are missed."
    p20w propose group:k12-core --retire --author "Staff of the Office" --rationale "Nobody uses it."
    p20w propose --packet prop-2026-001 --out packets
    """  # noqa: D301  # click reads the escape
    root, on = catalog_root(ctx, said["catalog"]), day_or_today(said["on"])
    as_json = wants_json(ctx, said["output"])
    if said["packet"] or said["lists"]:
        proposing = (
            "named",
            "rationale",
            "options",
            "author",
            "title",
            "retire",
            "effective",
            "base",
            "body",
        )
        both = said["packet"] and said["lists"]
        if both or any(said[name] for name in (*proposing, "advisory", "id", "provenance")):
            raise click.UsageError(_ALONE, ctx)
    if said["packet"] is None and (said["text"] or said["out"]):
        raise click.UsageError("--text and --out go with --packet", ctx)
    if said["lists"]:
        _list(root, as_json=as_json)
    elif said["packet"]:
        _packet(root, said, on=on, as_json=as_json)
    else:
        _propose(ctx, catalog_to_write(ctx, said["catalog"]), said=said, on=on, as_json=as_json)


def _propose(ctx: click.Context, root: Path, *, said: dict[str, Any], on: date, as_json: bool) -> None:
    from catalog.services.consequences.packet import packet_of
    from catalog.services.proposing import Wanted, propose
    from catalog.services.refusing import Refused

    missing = [name for name in ("rationale", "author") if not said[name]]
    if not said["named"]:
        raise click.UsageError("name the file to propose, or kind:id with --retire", ctx)
    if missing:
        raise click.UsageError(f"a proposal needs --{' and --'.join(missing)}", ctx)
    same = (
        "rationale",
        "options",
        "author",
        "title",
        "effective",
        "base",
        "body",
        "advisory",
        "id",
        "provenance",
    )
    wanted = Wanted(named=said["named"], retires=said["retire"], **{name: said[name] for name in same})
    done = propose(root, wanted, on=on, today=today())
    if isinstance(done, Refused):
        leave_refused(done, as_json=as_json)
    packet = packet_of(root, done.id, on=on, snapshot=done.snapshot)
    if as_json:
        told = {"outcome": "proposed", "id": done.id, "files": list(done.files)}
        told_object({**told, "proposal": done.document, "packet": packet.document})
        return
    for file in done.files:
        click.echo(f"written: {file}")
    click.echo(f"proposed: {done.id}: {done.document['change']} {done.document['object']}")
    _tell_packet(packet)


def _packet(root: Path, said: dict[str, Any], *, on: date, as_json: bool) -> None:
    from catalog.services.consequences.keeping import keep_packet
    from catalog.services.consequences.packet import packet_of

    packet = packet_of(root, said["packet"], on=on, text=said["text"])
    kept = [] if said["out"] is None else keep_packet(packet, Path(said["out"]))
    if as_json:
        told_object(packet.document)
    else:
        click.echo(
            f"{packet.document['proposal']['id']}: {packet.document['proposal']['change']} "
            f"{packet.document['proposal']['object']}"
        )
        _tell_packet(packet)
    for file in kept:
        click.echo(f"written: {file}", err=True)


def _list(root: Path, *, as_json: bool) -> None:
    from catalog.services.opening import open_snapshot
    from catalog.services.proposals import listed

    found = listed(open_snapshot(root))
    if as_json:
        told_object([one.document() for one in found])
        return
    for one in found:
        comment = f"comment through {one.comment.through}" if one.comment else "no comment period"
        decided = ", ".join(f"{decision.outcome} by {decision.id}" for decision in one.decided)
        grade = one.proposal.grade or "ungraded"
        click.echo(
            f"{one.proposal.id}  {one.proposal.change} {one.proposal.object}  {grade}, "
            f"{comment if one.is_open else decided}"
        )
        if one.proposal.title:
            click.echo(f"    {one.proposal.title}")
    if not found:
        click.echo("there are no proposals")


def _tell_packet(packet: Packet) -> None:
    from catalog.services.consequences.page import in_short

    document = packet.document
    for label, told in in_short(document):
        told_line(label, told)
    for one in document["differences"]:
        widens = " (may let more flow)" if one["widens"] else ""
        told_line(one["grade"], f"{one['path']}{widens}")
    errors = [one for one in document["checks"]["appear"] if one["severity"] == "error"]
    for one in errors[:MOST_SHOWN]:
        told_line("error", f"{one['code']}: {one['message']}")
    if len(errors) > MOST_SHOWN:
        told_line("", f"and {len(errors) - MOST_SHOWN} more errors; --format json shows all")
    told_line("packet", packet.digest)
