"""Findings as text for people: one after another by file, then what the catalog holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Final

from catalog.records.finding import Finding, Severity
from catalog.services.checking import Report, Summary

Paint = Callable[[Severity], str]
"""How a severity is shown: as the word, or in colour on a terminal."""

_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
_PLURALS: Final = {"body": "bodies", "legal basis": "legal bases"}


def plain(severity: Severity) -> str:
    """Return the severity as a word."""
    return severity


def lines(report: Report, *, today: date, paint: Paint = plain) -> Iterator[str]:
    """Yield the lines of a report."""
    for _, findings in groupby(report.findings, key=lambda finding: finding.file):
        for finding in findings:
            yield from _finding(finding, paint)
        yield ""
    if report.summary is None:
        yield "the catalog cannot be read as it stands, so no rule was asked"
    else:
        yield from _summary(report.summary, today=today)
    yield "findings: " + _counted((severity, report.count(severity)) for severity in _SEVERITIES)


def _finding(finding: Finding, paint: Paint) -> Iterator[str]:
    place = finding.file if finding.line is None else f"{finding.file}:{finding.line}:{finding.column}"
    yield f"{place}: {paint(finding.severity)} {finding.code}: {finding.message}"
    if finding.hint:
        yield f"    hint: {finding.hint}"
    if finding.citation:
        yield f"    law: {finding.citation}"


def _summary(summary: Summary, *, today: date) -> Iterator[str]:
    day = "today" if summary.on == today else f"on {summary.on}"
    yield "records: " + _counted(one for one in summary.kinds if one[1])
    yield f"adopted: {summary.adopted} of {summary.texts} texts"
    yield f"in force {day}: " + (_counted(one for one in summary.in_force if one[1]) or "nothing")
    yield f"policy questions: {summary.answerable} of {summary.questions} answerable {day}"


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{n} {name if n == 1 else _PLURALS.get(name, name + 's')}" for name, n in counts)
