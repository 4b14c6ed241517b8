"""``p20w decide``: answer whether an item may flow."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from catalog.cli.answers import tell_decision
from catalog.cli.completing import partners, purposes, zones
from catalog.cli.options import shared, snapshot_of, wants_json
from catalog.cli.using import evidence_given
from catalog.errors import BadInput
from catalog.records.ids import FORMS
from catalog.records.snapshot import Snapshot
from catalog.services.flows import ask, ask_lines, review, whole_lines
from catalog.services.opening import today


@click.command("decide")
@shared
@click.option("--item", help="What flows: provider:element, or dataset.field of the lineage.")
@click.option(
    "--from",
    "origin",
    metavar="PARTNER",
    shell_complete=partners,
    help="The provider, where the item is an element id alone.",
)
@click.option(
    "--sender", metavar="PARTNER", shell_complete=partners, help="Who sends it (default: the provider)."
)
@click.option("--to", "recipient", metavar="PARTNER", shell_complete=partners, help="Who would receive it.")
@click.option("--purpose", metavar="PURPOSE", shell_complete=purposes, help="What for.")
@click.option("--zone", metavar="ZONE", shell_complete=zones, help="Where it would rest.")
@click.option(
    "--form", type=click.Choice(FORMS), help="In which form (default: identified, or what lineage says)."
)
@click.option(
    "--on", metavar="DAY", help="The day of the flow, as 2026-07-01 (default: today in Los Angeles)."
)
@click.option("--as-known", metavar="DAY", help="Count only what was recorded by this day (default: today).")
@click.option("--evidence", multiple=True, metavar="K=V", help="Evidence, as min_cell=12 or irb=approved.")
@click.option(
    "--can-enforce", multiple=True, metavar="DUTY", help="A duty you can carry out; say each (default: all)."
)
@click.option("--under", metavar="AGREEMENT", help="Rely on this agreement, version or clause alone.")
@click.option(
    "--requests", metavar="FILE", help="Many requests, one JSON object a line; - is standard input."
)
@click.option(
    "--review", "log", metavar="FILE", help="A log of past requests: show the permits that no longer stand."
)
@click.pass_context
def command(ctx: click.Context, /, **said: Any) -> None:
    """Decide whether an item may flow, and show the three consents.

    A flow needs the board (definition and agreement adopted), the provider (a clause in force covers
    it, none forbids it) and the law (the agreement's legal basis covers the field). Exit code 0
    permits, 1 refuses, 2 means the question could not be answered.

    \b
    p20w decide --item cde:k12.grade-level --to c2c --purpose evaluation.program \\
        --zone c2c.analytical --form pseudonymous
    """  # noqa: D301  # click reads the escape
    if said["requests"] and said["log"]:
        raise click.UsageError("--requests and --review are two different questions", ctx)
    if said["requests"] or said["log"]:
        alone = [f"--{name}" for name in ("item", "recipient", "purpose", "zone") if said[name]]
        if alone:
            raise click.UsageError(f"{alone[0]} does not go with a file of requests", ctx)
        snapshot = snapshot_of(ctx, said["catalog"])
        with _lines(said["requests"] or said["log"]) as lines:
            sys.exit(_many(snapshot, lines) if said["requests"] else _review(snapshot, lines))
    given = _request(ctx, said)
    decision = ask(snapshot_of(ctx, said["catalog"]), given, today=today())
    if wants_json(ctx, said["output"]):
        click.echo(json.dumps(decision.document(), indent=2, ensure_ascii=False))
    else:
        tell_decision(given, decision)
    sys.exit(0 if decision.permitted else 1)


def _request(ctx: click.Context, said: dict[str, Any]) -> dict[str, Any]:
    options = {"item": "--item", "recipient": "--to", "purpose": "--purpose", "zone": "--zone"}
    missing = [option for name, option in options.items() if not said[name]]
    if missing:
        raise click.UsageError(f"{missing[0]} is missing; `p20w decide --help` shows an example", ctx)
    item, sender = said["item"], said["sender"]
    if said["origin"]:
        item, sender = _with_origin(ctx, said)
    given = {
        "item": item,
        "sender": sender,
        "recipient": said["recipient"],
        "purpose": said["purpose"],
        "zone": said["zone"],
        "form": said["form"],
        "on": said["on"],
        "as_known": said["as_known"],
        "under": said["under"],
        "evidence": evidence_given(ctx, said["evidence"]),
        "can_enforce": list(said["can_enforce"]) or None,
    }
    return {key: value for key, value in given.items() if value is not None}


def _with_origin(ctx: click.Context, said: dict[str, Any]) -> tuple[str, str | None]:
    """Read ``--from``: the provider of a bare element id, else the sender."""
    item, origin, sender = said["item"], said["origin"], said["sender"]
    snapshot = snapshot_of(ctx, said["catalog"])
    if ":" not in item and snapshot.element_id(item) is not None:
        return f"{origin}:{item}", sender
    if sender is not None and sender != origin:
        raise click.UsageError("--from and --sender name two partners for an item that names its origin", ctx)
    return item, origin


@contextmanager
def _lines(name: str) -> Iterator[Iterable[bytes]]:
    if name == "-":
        if sys.stdin is None:
            raise BadInput("cannot read `-`: there is no standard input")
        yield whole_lines(sys.stdin.buffer)
        return
    with ExitStack() as opened:
        try:
            file = opened.enter_context(Path(name).open("rb"))
        except OSError as error:
            raise BadInput(f"cannot read `{name}`: {error.strerror}") from error
        yield whole_lines(file)


def _many(snapshot: Snapshot, lines: Iterable[bytes]) -> int:
    refused = False
    for decision in ask_lines(snapshot, lines, today=today()):
        refused = refused or not decision.permitted
        click.echo(json.dumps(decision.document(), ensure_ascii=False))
    return 1 if refused else 0


def _review(snapshot: Snapshot, lines: Iterable[bytes]) -> int:
    found, faults = review(snapshot, lines, today=today())
    for fault in faults:
        click.echo(f"p20w: {fault}", err=True)
    for one in found:
        told = {
            "item": one.request.item,
            "recipient": one.request.recipient,
            "then": one.then.document(),
            "now": one.now.document(),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    if faults:
        return 2
    return 1 if found else 0
