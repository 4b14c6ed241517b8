"""Version numbers: a text that changed says by its number how much."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from catalog.records.codes.all_codes import finding
from catalog.records.finding import Finding
from catalog.records.snapshot import Text
from catalog.rules.changes.bumps import asked_of, least_version, satisfies, step
from catalog.rules.checks.inspection import Inspection


def version_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield each version whose number says less than changed since the next lower one: section 2."""
    for texts in inspection.families():
        for older, newer in pairwise(texts):
            needed = asked_of(newer.kind, older.record, newer.record)
            yield from _reworded(older, newer)
            if not satisfies(older.version, newer.version, needed=needed):
                given = step(older.version, newer.version)
                message = (
                    f"{newer.kind} `{newer.id}@{newer.version}` is a {given} step from {older.version}, "
                    f"but the change is {needed}: at least {least_version(older.version, needed)} is wanted"
                )
                yield finding("version-bump-too-small", newer.path, message=message, at=("version",))


def _reworded(older: Text[Any], newer: Text[Any]) -> Iterator[Finding]:
    if newer.kind != "element" or older.version.major != newer.version.major:
        return
    if older.record.definition != newer.record.definition:
        message = (
            f"the definition of `{newer.id}@{newer.version}` has other words than {older.version}, "
            "and the version says that the meaning is the same"
        )
        yield finding("meaning-to-confirm", newer.path, message=message, at=("definition",))
