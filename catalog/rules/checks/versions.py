"""Version numbers: a text that changed says by its number how much."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from catalog.records.difference import Bump
from catalog.records.finding import Finding
from catalog.records.finding_codes import finding
from catalog.records.ids import Version
from catalog.rules.bumps import least_bump, satisfies, step
from catalog.rules.checks.inspection import Inspection


def version_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield each version whose number says less than changed since the next lower one: section 2."""
    for texts in inspection.families():
        for older, newer in pairwise(texts):
            needed = least_bump(older.record, newer.record)
            if not satisfies(older.version, newer.version, needed=needed):
                given = step(older.version, newer.version)
                message = (
                    f"{newer.kind} `{newer.id}@{newer.version}` is a {given} step from {older.version}, "
                    f"but the change is {needed}: at least {_next(older.version, needed)} is wanted"
                )
                yield finding("version-bump-too-small", newer.path, message=message, at=("version",))


def _next(older: Version, needed: Bump) -> Version:
    if needed == "major":
        return Version(older.major + 1, 0, 0)
    return Version(older.major, older.minor + 1, 0)
