"""``p20w sql``: answer whether a statement may run on protected data, and run it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from catalog.cli.completing import partners, zones
from catalog.cli.options import catalog_root, shared, snapshot_of, wants_json
from catalog.cli.query_telling import result_document, tell_answer, tell_result
from catalog.cli.telling import told_object
from catalog.cli.using import for_a_use, leave_no_core, request_of
from catalog.errors import BadInput
from catalog.records.ids import FORMS
from catalog.records.query import QueryUse

if TYPE_CHECKING:
    from catalog.services.query_running import Shown
    from catalog.services.querying import Judged

LONGEST_STATEMENT: Final = 1024 * 1024
"""Of standard input only so much is read, in bytes; a statement is shorter."""

_ZONE_OF_THE_DATA: Final = "-"


@click.command("sql")
@click.argument("query", metavar="QUERY")
@shared
@click.option(
    "--as", "recipient", required=True, metavar="PARTNER", shell_complete=partners, help="Who asks."
)
@click.option(
    "--zone", metavar="ZONE", shell_complete=zones, help="Where the result rests (default: with the data)."
)
@for_a_use
@click.option("--form", type=click.Choice(FORMS), help="In which form (default: as the data is).")
@click.option("--run", is_flag=True, help="Run it where it is permitted, and show the result.")
@click.option(
    "--data", multiple=True, metavar="DATASET=FILE", help="The data of a dataset that is read, to run on."
)
@click.option(
    "--rows",
    "most",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    help="Show so many rows at most (default: 1000).",
)
@click.pass_context
def command(ctx: click.Context, /, **said: Any) -> None:
    """Decide whether QUERY may run: one SELECT over datasets of the lineage; - is standard input.

    Each column that it reads or reveals is decided, also where it only filters, joins, groups or sorts. A
    dataset is called as in lineage: cde.calpads, c2c."person-year", or "c2c.person-year". What cannot be read
    or resolved is refused. With --run it runs on the columns that it reads, in the permitted form; nothing
    else is in its reach. Exit code 0 permits, 1 refuses, 2 means that there is no answer.

    \b
    p20w sql 'SELECT GradeLevel, count(*) FROM cde.calpads GROUP BY GradeLevel' --as c2c \\
        --purpose evaluation.program --zone c2c.analytical --form pseudonymous
    """  # noqa: D301  # click reads the escape
    from catalog.services.querying import judge_query

    data = _data(ctx, said)
    use, statement = _use(ctx, said), _statement(said["query"])
    judged = judge_query(snapshot_of(ctx, said["catalog"]), statement, use)
    if said["run"]:
        from catalog.services.query_running import runnable

        judged = runnable(judged)
    root = catalog_root(ctx, said["catalog"])
    result = _run(judged, data, root, most=said["most"]) if said["run"] and judged.answer.permitted else None
    if wants_json(ctx, said["output"]):
        shown = {} if result is None else {"result": result_document(result)}
        told_object({**judged.answer.document(), **shown})
    elif result is None:
        tell_answer(judged.answer)
    else:
        tell_result(judged.answer, result)
    sys.exit(0 if judged.answer.permitted else 1)


def _run(judged: Judged, data: Mapping[str, Path], root: Path, *, most: int) -> Shown:
    from catalog.services.query_running import key_of, running, show

    leave_no_core()
    key, is_new = key_of(judged, root)
    with running(judged, data, key=key) as rows:
        result = show(rows, judged, most=most)
    if is_new:
        click.echo("p20w: a key for pseudonyms was made; `p20w keys list` shows where it is kept", err=True)
    return result


def _statement(given: str) -> str:
    if given != "-":
        return given
    if sys.stdin is None:
        raise BadInput("cannot read `-`: there is no standard input")
    try:
        return sys.stdin.buffer.read(LONGEST_STATEMENT).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("the statement is not UTF-8") from error


def _data(ctx: click.Context, said: Mapping[str, Any]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for one in said["data"]:
        dataset, equals, path = one.partition("=")
        if not (dataset and equals and path) or dataset in found:
            raise click.UsageError(f"--data {one}: write each dataset once, as cde.calpads=FILE", ctx)
        found[dataset] = Path(path)
    if found and not said["run"]:
        raise click.UsageError("--data goes with --run", ctx)
    return found


def _use(ctx: click.Context, said: Mapping[str, Any]) -> QueryUse:
    request = request_of(ctx, said, zone=said["zone"] or _ZONE_OF_THE_DATA, form=said["form"])
    return QueryUse(
        recipient=request.recipient,
        purpose=request.purpose,
        zone=request.zone if said["zone"] else None,
        form=request.form,
        on=request.on,
        as_known=request.as_known,
        min_cell=request.min_cell,
        irb=request.irb,
        can_enforce=request.can_enforce,
        under=request.under,
    )
