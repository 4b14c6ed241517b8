"""``p20w sql``: answer whether a statement may run on protected data, and run it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import click

from catalog.cli.completing import partners, purposes, zones
from catalog.cli.decide import LONGEST_NUMBER
from catalog.cli.options import AS_KNOWN, ON, day_or_today, shared, snapshot_of, wants_json
from catalog.cli.query_telling import tell_answer
from catalog.errors import BadInput
from catalog.records.ids import FORMS, PartnerId, PurposeId, ZoneId
from catalog.records.query import QueryUse
from catalog.services.querying import judge_query

LONGEST_STATEMENT: Final = 1024 * 1024
"""Of standard input only so much is read, in bytes; a statement is shorter."""


@click.command("sql")
@shared
@click.argument("query", metavar="QUERY")
@click.option(
    "--as", "recipient", required=True, metavar="PARTNER", shell_complete=partners, help="Who asks."
)
@click.option("--purpose", required=True, metavar="PURPOSE", shell_complete=purposes, help="What for.")
@click.option(
    "--zone", metavar="ZONE", shell_complete=zones, help="Where the result rests (default: where the data lies)."
)
@click.option("--form", type=click.Choice(FORMS), help="In which form (default: the data as it is).")
@ON
@AS_KNOWN
@click.option("--evidence", multiple=True, metavar="K=V", help="Evidence, as min_cell=12 or irb=approved.")
@click.option(
    "--can-enforce", multiple=True, metavar="DUTY", help="A duty you can carry out; say each (default: all)."
)
@click.option("--under", metavar="AGREEMENT", help="Rely on this agreement, version or clause alone.")
@click.pass_context
def command(ctx: click.Context, /, **said: Any) -> None:
    """Decide whether QUERY may run: one SELECT over datasets of the lineage; - reads standard input.

    Every column that it reads or reveals is decided, also where it only filters, joins, groups or sorts. A
    dataset is named as cde.calpads, c2c."person-year" or "cde.calpads", a column by exactly its letters. What
    cannot be read or resolved is refused. Exit code 0 permits, 1 refuses, 2 means that there is no answer.

    \b
    p20w sql 'SELECT "GradeLevel", count(*) FROM cde.calpads GROUP BY 1' \\
        --as c2c --purpose evaluation.program --zone c2c.analytical --form pseudonymous
    """  # noqa: D301  # click reads the escape
    judged = judge_query(snapshot_of(ctx, said["catalog"]), _statement(said["query"]), _use(ctx, said))
    if wants_json(ctx, said["output"]):
        click.echo(json.dumps(judged.answer.document(), indent=2, ensure_ascii=False))
    else:
        tell_answer(judged.answer)
    sys.exit(0 if judged.answer.permitted else 1)


def _statement(given: str) -> str:
    if given != "-":
        return given
    if sys.stdin is None:
        raise BadInput("cannot read `-`: there is no standard input")
    try:
        return sys.stdin.buffer.read(LONGEST_STATEMENT).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("the statement is not UTF-8") from error


def _use(ctx: click.Context, said: Mapping[str, Any]) -> QueryUse:
    evidence = _evidence(ctx, said["evidence"])
    on: date = day_or_today(said["on"])
    as_known: date = day_or_today(said["as_known"])
    return QueryUse(
        recipient=PartnerId(said["recipient"]),
        purpose=PurposeId(said["purpose"]),
        zone=ZoneId(said["zone"]) if said["zone"] else None,
        form=said["form"],
        on=on,
        as_known=as_known,
        min_cell=_number(ctx, evidence.get("min_cell")),
        irb=evidence.get("irb"),
        can_enforce=frozenset(said["can_enforce"]) if said["can_enforce"] else None,
        under=said["under"],
    )


def _evidence(ctx: click.Context, pairs: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or key not in {"min_cell", "irb"} or key in given:
            raise click.UsageError(f"--evidence {pair}: write each once, as min_cell=12 or irb=approved", ctx)
        given[key] = value
    return given


def _number(ctx: click.Context, said: str | None) -> int | None:
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER):
        raise click.UsageError("--evidence min_cell is a whole number", ctx)
    return int(said)
