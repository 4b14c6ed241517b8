"""``p20w gate``: let a data file or a table through, as far as the agreements permit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from catalog.cli.answers import duties_in_words
from catalog.cli.options import catalog_root, pairs, shared, snapshot_of, wants_json
from catalog.cli.telling import told_line, told_object, told_wrapped
from catalog.cli.using import TO, ZONE, for_a_use, leave_no_core, use_of
from catalog.records.ids import FORMS
from catalog.records.release import Carried, LeftOut, ReleasePlan

MOST_TOLD: Final = 8
_DONE: Final = {
    "keyed-hash": "as a keyed hash",
    "year-only": "as its year",
    "rare-grouped": "rare values grouped",
    "grouped-by": "grouped by",
    "counted": "people counted",
    "rated": "as a rate",
    "selected-by": "rows selected by",
}
_LEFT: Final = {
    "unbound": "no field of the dataset",
    "identifier": "names a person: left out when de-identified",
}


@click.command("gate")
@click.argument("data", metavar="INPUT")
@shared
@click.option("--dataset", required=True, metavar="ID", help="The dataset of the lineage that the data is.")
@TO
@ZONE
@for_a_use
@click.option("--out", required=True, metavar="FILE", help="Where to: a new .parquet or .csv file.")
@click.option("--form", type=click.Choice(FORMS), help="In which form (default: the best that may flow).")
@click.option("--table", metavar="NAME", help="The table, where INPUT is a database's URL.")
@click.option("--drop", is_flag=True, help="Leave out columns that are no fields of the dataset.")
@click.option("--by", multiple=True, metavar="COLUMN", help="Count people by this column; say each.")
@click.option(
    "--people", metavar="COLUMN", help="The column that tells people apart (default: the identifier)."
)
@click.option("--rate", metavar="COLUMN", help="Tell also for how many of the people this flag is true.")
@click.option(
    "--only",
    multiple=True,
    metavar="COLUMN=VALUE",
    callback=pairs,
    help="Count only rows with this value, as of one year; say each.",
)
@click.option("--round-to", default=1, type=click.IntRange(1, 100), help="Round counts to multiples of this.")
@click.option(
    "--key", type=click.IntRange(1), help="Use this key of pseudonyms, to make an old release again."
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Who carries it out: the embedded engine, or Apache Spark.",
)
@click.option("--master", metavar="URL", help="The Spark cluster's master, as spark://host:7077.")
@click.pass_context
def command(ctx: click.Context, /, **said: Any) -> None:
    """Let data through: the columns that may flow, in the form in which they may.

    INPUT is a CSV file (.csv, .csv.gz), a Parquet file, a folder of Parquet parts, or the URL of a database
    (sqlite, postgresql) with --table. Each column is bound to a field of the dataset by exactly its name, and
    decided. What may not flow is left out and reported; where nothing may, or a column is not known, nothing
    is written. With --by a table of counts is made, in which nobody can be singled out. A receipt is written
    beside the output. Exit code 0 let something through, 1 refused, 2 means
    that the data or the question cannot be read.

    \b
    p20w gate calpads.csv --dataset cde.calpads --to c2c --purpose evaluation.program \\
        --zone c2c.analytical --out release.parquet
    """  # noqa: D301  # click reads the escape
    from catalog.cli.progress import working
    from catalog.services.gating.asking import Wanted
    from catalog.services.gating.releasing import Released, release
    from catalog.services.gating.telling import release_document

    if (said["engine"] == "spark") != (said["master"] is not None):
        raise click.UsageError("--engine spark and --master URL go together", ctx)
    alone = [name for name in ("people", "rate", "only") if said[name]] + (
        ["round-to"] if said["round_to"] > 1 else []
    )
    if alone and not said["by"]:
        raise click.UsageError(f"--{alone[0]} is for tables of counts: say --by too", ctx)
    wanted = Wanted(
        data=said["data"],
        table=said["table"],
        dataset=said["dataset"],
        use=use_of(ctx, said),
        form=said["form"],
        out=Path(said["out"]),
        drop=said["drop"],
        by=said["by"],
        people=said["people"],
        rate=said["rate"],
        round_to=said["round_to"],
        only=said["only"],
        master=said["master"],
        key=said["key"],
    )
    snapshot = snapshot_of(ctx, said["catalog"])
    leave_no_core()
    with working() as told:
        root = catalog_root(ctx, said["catalog"])
        answer = release(snapshot, wanted, root=root, tell=told or (lambda *_: None))
    if wants_json(ctx, said["output"]):
        told_object(release_document(answer))
    elif isinstance(answer, Released):
        _tell_released(answer.plan, answer.receipt, answer.out)
    else:
        _tell_stopped(answer.because)
        if answer.plan is not None:
            _tell_left(answer.plan.left_out)
        for hint in answer.hints:
            told_line("do", hint)
    if isinstance(answer, Released) and answer.new_key:
        click.echo("p20w: a key for pseudonyms was made; `p20w keys list` shows where it is kept", err=True)
    sys.exit(0 if isinstance(answer, Released) else 1)


def _tell_released(plan: ReleasePlan, receipt: dict[str, Any], out: Path) -> None:
    rows = receipt["output"]["rows"]
    outcome = click.style("permit", fg="green", bold=True)
    click.echo(f"{outcome}: {rows:,} rows of {plan.dataset} to {plan.use.recipient}, {plan.form}, in {out}")
    told_line("let through", ", ".join(_column(one) for one in plan.carried))
    _tell_left(plan.left_out)
    told_line("clauses", ", ".join(receipt["consents"]["provider"]["clauses"]))
    legacy = (
        " (some adopted before this catalog kept records)" if "legacy" in receipt["consents"]["board"] else ""
    )
    told_line("votes", ", ".join(receipt["consents"]["board"]["records"]) + legacy)
    if plan.conditions.duties():
        told_line("duties", duties_in_words(plan.conditions))
    if receipt["destroy_by"]:
        told_line("destroy by", receipt["destroy_by"])
    for name, value in receipt["measured"].items():
        told_line("measured", f"{name.replace('_', ' ')}: {value:,}")
    told_line("receipt", f"{out}.receipt.json ({receipt['release'][:19]})")


def _tell_stopped(because: tuple[str, ...]) -> None:
    told_wrapped(f"{click.style('refuse', fg='red', bold=True)}: {because[0]}")
    for one in because[1:MOST_TOLD]:
        told_line("and", one)
    if len(because) > MOST_TOLD:
        told_line("and", f"{len(because) - MOST_TOLD} more; --format json shows all")


def _tell_left(left_out: tuple[LeftOut, ...]) -> None:
    for one in left_out:
        if one.why == "refused" and one.decision is not None:
            reason = one.decision.verdict.reasons[0]
            clause = f" ({reason.clause})" if reason.clause else ""
            told_line("left out", f"{one.name}: {reason.code}: {reason.detail}{clause}")
        else:
            told_line("left out", f"{one.name}: {_LEFT[one.why]}")


def _column(one: Carried) -> str:
    done = _DONE.get(one.treatment)
    return f"{one.name} ({done})" if done else one.name
