"""Faults of YAML and shape as findings: with line, column, and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.records.finding import Finding
from catalog.store.kinds import keys_at, wrong_with
from catalog.store.shapes import MISSING_KEY, UNKNOWN_KEY
from catalog.store.wording import Path, named, nearest_word, position
from catalog.store.yaml_text import Document, YamlFault, places


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
    return [
        _finding(file, kind, path=path, message=message, position=position(marks, path), keys=keys)
        for path, message in sorted_faults(wrong)
    ]


def sorted_faults(wrong: Any) -> list[tuple[Path, str]]:
    """Return nested messages as flat pairs of a path and one message, in a stable order."""
    return sorted(_flat(wrong, ()), key=lambda fault: ([str(step) for step in fault[0]], fault[1]))


def _flat(wrong: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(wrong, dict):
        for step, inner in wrong.items():
            yield from _flat(inner, path if step == "_schema" else (*path, step))
    elif isinstance(wrong, list):
        for inner in wrong:
            yield from _flat(inner, path)
    else:
        yield path, str(wrong)


def _finding(
    file: str, kind: str, *, path: Path, message: str, marks: dict[Path, tuple[int, int]]
) -> Finding:
    line, column = position(marks, path)
    name = str(path[-1]) if path else kind
    hint = None
    code = "shape-value"
    if message == UNKNOWN_KEY:
        code, message = "shape-unknown-key", f"unknown key `{name}`"
        allowed = keys_at(kind, path[:-1])
        near = nearest_word(name, allowed)
        hint = (
            f"did you mean `{near}`?"
            if near
            else f"the keys here are {', '.join(allowed)}"
            if allowed
            else None
        )
    elif message == MISSING_KEY:
        code, message = "shape-missing-key", f"the key `{name}` is missing"
        hint = f"add `{name}`"
    else:
        message = f"`{named(path)}`: {message}" if path else message
    return Finding(
        file=file, line=line, column=column, code=code, severity="error", message=message, hint=hint
    )
