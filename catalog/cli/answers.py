"""How a flow decision is told to people at the terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping

import click

from catalog.records.agreement import Conditions
from catalog.records.flow import FlowDecision, Reason, Verdict

MOST_REASONS = 8
PAGE = 110
_WIDTH = 10


def tell_decision(given: Mapping[str, object], decision: FlowDecision) -> None:
    """Print an answer: the outcome, the three consents, duties or reasons, and what it was read from."""
    verdict, consents = decision.verdict, decision.verdict.consents
    way = f"{given['item']} to {given['recipient']} for {given['purpose']} in {given['zone']}"
    outcome = click.style(verdict.outcome, fg="green" if decision.permitted else "red", bold=True)
    click.echo(f"{outcome}: {way}")
    legacy = " (legacy: adopted before this catalog kept records)" if consents.legacy else ""
    bases = ", ".join(consents.bases) or ("no regime protects this form" if decision.permitted else "")
    _line("board", _yes(consents.board), ", ".join(consents.records) + legacy)
    _line("provider", _yes(consents.provider), ", ".join(consents.clauses))
    _line("law", _yes(consents.law), bases)
    evidence, duties = evidence_in_words(verdict.conditions), duties_in_words(verdict.conditions)
    if evidence:
        _line("evidence", "", evidence)
    if duties:
        _line("duties", "", duties)
    _reasons(verdict)
    _line("asked", "", f"on {decision.on}, as known {decision.as_known}, catalog {decision.catalog[:19]}")


def _yes(given: bool) -> str:  # noqa: FBT001  # a consent is given or not
    return "yes  " if given else "no   "


def _line(label: str, start: str, told: str) -> None:
    """Print a label and what is told, in lines that fit a page, each under the first."""
    lead = f"  {label:<{_WIDTH}}{start}"
    whole = textwrap.fill(
        told,
        width=_width(),
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo(whole or lead.rstrip())


def _width() -> int:
    """Return how wide a line may be: as the terminal is, and never wider than a page."""
    return min(PAGE, shutil.get_terminal_size().columns) if sys.stdout.isatty() else PAGE


def _reasons(verdict: Verdict) -> None:
    told = 0
    for source, clauses in _by_source(verdict.reasons).items():
        if told >= MOST_REASONS:
            break
        reasons = next(iter(clauses.values()))
        for number, reason in enumerate(reasons):
            label = ("because" if told == 0 else "and") if number == 0 else ""
            about = f"{source}: " if source and number == 0 else ""
            _line(label, "", f"{about}{reason.code}: {reason.detail}")
        told += len(reasons)
        if len(clauses) > 1:
            others = f"as near, and failing too: {len(clauses) - 1} more"
            _line("", "", f"({others}; --format json shows all)")
    left = len(verdict.reasons) - told
    if told >= MOST_REASONS and left > 0:
        _line("", "", f"and {left} more reasons; --format json shows all")


def _by_source(reasons: Iterable[Reason]) -> dict[str | None, dict[str | None, list[Reason]]]:
    """Sort reasons by source, then by clause, each in the order in which they were found.

    A forbid stands first: while it is there, no other clause would help.
    """
    sorted_reasons: dict[str | None, dict[str | None, list[Reason]]] = {}
    for reason in sorted(reasons, key=lambda one: one.code != "forbidden"):
        sorted_reasons.setdefault(reason.source, {}).setdefault(reason.clause, []).append(reason)
    return sorted_reasons


def duties_in_words(conditions: Conditions) -> str:
    """Return the duties as a reader would say them; nothing if there are none."""
    told = []
    if conditions.retain_through is not None:
        told.append(f"keep no longer than {conditions.retain_through}")
    if conditions.destroy_within_days is not None:
        told.append(f"destroy within {conditions.destroy_within_days} days of use")
    if conditions.no_reidentification:
        told.append("identify nobody again")
    if conditions.publish_notice:
        told.append("publish a notice")
    told.extend(f"let through only rows with {row.said()}" for row in conditions.rows)
    return "; ".join(told)


def evidence_in_words(conditions: Conditions) -> str:
    """Return the evidence that was asked for, as a reader would say it; nothing if none was."""
    told = []
    if conditions.min_cell is not None:
        told.append(f"cells of at least {conditions.min_cell}")
    if conditions.irb is not None:
        told.append("approval of a review board")
    return "; ".join(told)
