"""Findings of rules get the line and column of their place in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from catalog.records.finding import Finding
from catalog.store.wording import Path as Way
from catalog.store.wording import position
from catalog.store.yaml_text import YamlFault, places, read

_NAMES: Final = ("id", "field", "name", "basis", "partner", "number")
"""The keys by which an entry of a list is called."""


def placed(root: Path, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with line and column, sorted by place. One that has them keeps them.

    A list may be entered by an entry's id or name as well as by its position. Where a file cannot
    be read any more its findings stay without a line.
    """
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    found = [one for file, own in by_file.items() for one in _placed_in(root / file, own)]
    return sorted(found, key=_order)


def _placed_in(file: Path, findings: list[Finding]) -> list[Finding]:
    if all(finding.line is not None for finding in findings):
        return findings
    try:
        data = file.read_bytes()
        document, marks = read(data), places(data)
    except (OSError, YamlFault):
        return findings
    located = []
    for finding in findings:
        if finding.line is None:
            line, column = position(marks, _positions(document, finding.at))
            finding = replace(finding, line=line, column=column)  # noqa: PLW2901  # the same one, placed
        located.append(finding)
    return located


def _positions(document: Any, at: Way) -> Way:
    """Return the way with positions for names in lists, as far as it leads somewhere."""
    path: Way = ()
    for named in at:
        by_name = isinstance(document, list) and isinstance(named, str)
        step = _place_in(document, str(named)) if by_name else named
        inside = isinstance(document, dict) and step in document
        inside = inside or (
            isinstance(document, list) and isinstance(step, int) and 0 <= step < len(document)
        )
        if not inside:
            return path
        document, path = document[step], (*path, step)
    return path


def _place_in(entries: list[Any], name: str) -> int:
    """Return the position of the entry of that name, -1 if there is none."""
    return next((number for number, entry in enumerate(entries) if _is_called(entry, name)), -1)


def _is_called(entry: object, name: str) -> bool:
    if isinstance(entry, dict):
        return next((entry[key] for key in _NAMES if key in entry), None) == name
    return entry == name


def _order(finding: Finding) -> tuple[object, ...]:
    return (finding.file, finding.line or 0, finding.column or 0, finding.code, finding.message)
