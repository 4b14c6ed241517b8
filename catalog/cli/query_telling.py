"""How the answer to a statement in SQL is told to people at the terminal."""

from __future__ import annotations

import click

from catalog.cli.answers import MOST_REASONS, duties_in_words, evidence_in_words
from catalog.cli.telling import told_line
from catalog.records.query import ColumnRead, QueryAnswer, QueryReason


def tell_answer(answer: QueryAnswer) -> None:
    """Print an answer: the outcome, each field that is read and where, and the duties or the reasons."""
    use = answer.use
    outcome = click.style(answer.outcome, fg="green" if answer.permitted else "red", bold=True)
    zone, form = answer.zone or "a zone that is not named", answer.form or "as it is"
    click.echo(f"{outcome}: the statement, for {use.recipient} and {use.purpose} in {zone}, {form}")
    for number, column in enumerate(answer.columns):
        told_line("reads" if number == 0 else "", _column(column))
    for number, reason in enumerate(answer.reasons[:MOST_REASONS]):
        told_line("because" if number == 0 else "and", _reason(reason))
    if (left := len(answer.reasons) - MOST_REASONS) > 0:
        told_line("", f"and {left} more reasons; --format json shows all")
    if answer.permitted:
        for label, told in (
            ("evidence", evidence_in_words(answer.conditions)),
            ("duties", duties_in_words(answer.conditions)),
        ):
            if told:
                told_line(label, told)
    told_line("asked", f"on {use.on}, as known {use.as_known}, catalog {answer.catalog[:19]}")


def _column(column: ColumnRead) -> str:
    clauses = sorted({one for _, cited in column.decision.verdict.permitted_by for one in cited})
    permitted = column.decision.permitted and column.treatment is not None
    by = f"permitted by {', '.join(clauses)}" if permitted and clauses else "not permitted"
    treated = f", as {column.treatment}" if permitted and column.treatment not in {None, "as-is"} else ""
    return f"{column.base.address} in {', '.join(column.read_in)}: {by}{treated}"


def _reason(reason: QueryReason) -> str:
    where = [reason.field or "", f"in {reason.clause}" if reason.clause else ""]
    if reason.place is not None:
        where.append(f"(line {reason.place.line}, column {reason.place.column})")
    about = " ".join(part for part in where if part)
    return f"{about}: {reason.code}: {reason.detail}" if about else f"{reason.code}: {reason.detail}"
