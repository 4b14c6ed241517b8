"""Faults of YAML and shape as findings: with line, column, and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from catalog.records.finding import Finding
from catalog.store.kinds.all_kinds import keys_at, wrong_with
from catalog.store.kinds.shapes import MISSING_KEY, UNKNOWN_KEY
from catalog.store.wording import Path, named, nearest_word, position
from catalog.store.yaml_text import Document, YamlFault, places

_MOST_HINTS: Final = 100
"""After so many faults in one file nobody reads hints, and finding the nearest word takes time."""


def yaml_finding(file: str, fault: YamlFault) -> Finding:
    """Return the finding for a file that is not YAML as the catalog reads it."""
    return Finding(
        file=file,
        line=fault.line,
        column=fault.column,
        code=fault.code,
        severity="error",
        message=fault.message,
        hint=fault.hint,
    )


def shape_findings(file: str, kind: str, *, document: Document, data: bytes) -> list[Finding]:
    """Return a finding for everything in a document that has not the shape of its kind."""
    wrong = wrong_with(kind, document)
    if not wrong:
        return []
    marks = places(data)
    found = []
    for number, (path, message) in enumerate(sorted_faults(wrong)):
        line, column = position(marks, path)
        code, told, hint = _told(path, message, keys=())
        if code == "shape-unknown-key" and number < _MOST_HINTS:
            code, told, hint = _told(path, message, keys=keys_at(kind, document, path=path[:-1]))
        found.append(
            Finding(file=file, line=line, column=column, code=code, severity="error", message=told, hint=hint)
        )
    return found


def sorted_faults(wrong: Any) -> list[tuple[Path, str]]:
    """Return nested messages as flat pairs of a path and one message, in a stable order."""
    return sorted(_flat(wrong, ()), key=lambda fault: ([str(step) for step in fault[0]], fault[1]))


def _flat(wrong: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(wrong, dict):
        for step, inner in wrong.items():
            of_all = step == "_schema" and inner != [UNKNOWN_KEY]
            yield from _flat(inner, path if of_all else (*path, step))
    elif isinstance(wrong, list):
        for inner in wrong:
            yield from _flat(inner, path)
    else:
        yield path, str(wrong)


def _told(path: Path, message: str, *, keys: tuple[str, ...]) -> tuple[str, str, str | None]:
    """Return the code of a fault, its message, and what to do about it."""
    name = path[-1] if path else ""
    if message == UNKNOWN_KEY:
        near = nearest_word(str(name), keys)
        hint = f"did you mean `{near}`?" if near else f"the keys here are {', '.join(keys)}" if keys else None
        return "shape-unknown-key", f"unknown key `{name}`", hint
    if message == MISSING_KEY:
        return "shape-missing-key", f"the key `{name}` is missing", f"add `{name}`"
    return "shape-value", f"`{named(path)}`: {message}" if path else message, None
