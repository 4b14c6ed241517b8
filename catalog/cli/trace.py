"""``p20w trace``: where a field comes from and goes to, each hop with its why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import click

from catalog.cli.completing import partners, purposes, zones
from catalog.cli.options import AS_KNOWN, ON, day_or_today, shared, snapshot_of, wants_json
from catalog.cli.tracing import tell_trace
from catalog.cli.using import LONGEST_NUMBER
from catalog.records.ids import FORMS
from catalog.services.tracing import trace_item


@click.command("trace")
@shared
@click.argument("item", metavar="ITEM")
@click.option(
    "--to", "recipient", metavar="PARTNER", shell_complete=partners, help="Ask besides: may it go there?"
)
@click.option("--purpose", metavar="PURPOSE", shell_complete=purposes, help="What for; goes with --to.")
@click.option("--zone", metavar="ZONE", shell_complete=zones, help="Where it would rest; goes with --to.")
@click.option("--form", type=click.Choice(FORMS), help="In which form; goes with --to.")
@click.option("--evidence", multiple=True, metavar="K=V", help="Evidence for every hop, as min_cell=12.")
@ON
@AS_KNOWN
@click.pass_context
def command(ctx: click.Context, /, **said: Any) -> None:
    """Follow ITEM up to its origins and down to the last datasets; decide each hop and say why.

    ITEM is provider:element, or dataset.field of the lineage. A hop is a step into another dataset:
    it is judged as a flow to the partner that holds the dataset's zone, for the dataset's purpose.
    Each clause is followed to its agreement, signatures, vote and minutes. Exit code 0 where every
    hop is permitted, 1 where one is refused, 2 for an unknown item.

    \b
    p20w trace c2c.person-year.ccc_award_type
    p20w trace cde:k12.ssid --to c2c --purpose linkage --zone c2c.linkage
    """  # noqa: D301  # click reads the escape
    found = trace_item(
        snapshot_of(ctx, said["catalog"]),
        said["item"],
        on=_day(said["on"]),
        as_known=_day(said["as_known"]),
        flow=_flow(ctx, said),
    )
    if wants_json(ctx, said["output"]):
        click.echo(json.dumps(found.document(), indent=2, ensure_ascii=False))
    else:
        tell_trace(found)
    sys.exit(0 if found.permitted else 1)


def _day(day: date | None) -> date:
    return day_or_today(day)


def _flow(ctx: click.Context, said: Mapping[str, Any]) -> dict[str, object]:
    needed = ("recipient", "purpose", "zone")
    given = [name for name in needed if said[name]]
    if (given or said["form"]) and len(given) < len(needed):
        raise click.UsageError("--to, --purpose and --zone go together (--form may be added)", ctx)
    flow: dict[str, object] = {name: said[name] for name in (*needed, "form") if said[name]}
    evidence = _evidence(ctx, said["evidence"])
    return {**flow, "evidence": evidence} if evidence else flow


def _evidence(ctx: click.Context, pairs: Iterable[str]) -> dict[str, object]:
    given: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or key in given:
            raise click.UsageError(f"--evidence {pair}: write each once, as min_cell=12 or irb=approved", ctx)
        short = len(value) <= LONGEST_NUMBER
        given[key] = int(value) if value.isascii() and value.isdigit() and short else value
    return given
