"""How the answer to a statement in SQL, and its result, is told to people and to programs."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import click

from catalog.cli.answers import MOST_REASONS, duties_in_words, evidence_in_words
from catalog.cli.telling import told_line
from catalog.records.query import ColumnRead, QueryAnswer, QueryReason

if TYPE_CHECKING:
    from catalog.services.query_running import Shown

_LARGEST: Final = 2**53 - 1
"""A whole number that is larger is told to programs as text: not all of them read it exactly."""


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


def tell_result(answer: QueryAnswer, result: Shown) -> None:
    """Print the rows of a result as a table; what comes with them goes to standard error."""
    cells = [[_shown(title) for title in result.titles]]
    cells += [[_shown(_value(value)) for value in row] for row in result.rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(result.titles))]
    for row in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    more = ", and there are more; --rows shows them" if result.more else ""
    click.echo(f"p20w: permitted as {answer.form} data: {len(result.rows)} rows{more}", err=True)
    duties = duties_in_words(answer.conditions)
    if duties:
        click.echo(f"p20w: duties: {duties}", err=True)


def result_document(result: Shown) -> dict[str, Any]:
    """Return a result as a plain object. What JSON has no way to say is said as text."""
    return {
        "columns": list(result.titles),
        "rows": [[_value(value) for value in row] for row in result.rows],
        "more": result.more,
    }


def _value(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g} s"
    return _interval(value)


def _decimal(value: Decimal) -> str | int:
    """Return a decimal number as text with what matters of it; one that has no places is a whole number."""
    if value == value.to_integral_value() and value.as_tuple().exponent == 0:
        whole = int(value)
        return whole if abs(whole) <= _LARGEST else str(whole)
    return f"{value.normalize():f}"


def _interval(value: Any) -> str:
    """Return a stretch of time, which has months, days and a part of a day."""
    parts = [getattr(value, name, 0) for name in ("months", "days", "nanoseconds")]
    told = zip(parts, ("months", "days", "ns"), strict=True)
    return ", ".join(f"{number} {unit}" for number, unit in told if number) or "0 days"


def _shown(value: object) -> str:
    """Return a cell for the terminal: what would not be seen, or would move its cursor, is spelled out."""
    if value is None:
        return "-"
    text = str(value)
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
