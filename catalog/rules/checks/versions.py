"""Version numbers: a text that changed says by its number how much."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from catalog.records.finding import Finding
from catalog.records.finding_codes import finding
from catalog.records.ids import Version
from catalog.rules.bumps import least_bump
from catalog.rules.checks.inspection import Inspection

_BUMPS: Final = ("none", "patch", "minor", "major")


def version_findings(inspection: Inspection) -> Iterator[Finding]:
    """Yield each version whose number says less than changed since the next lower one: section 2."""
    for texts in inspection.families():
        for older, newer in pairwise(texts):
            least = least_bump(older.record, newer.record)
            given = _given(older.version, newer.version)
            if _BUMPS.index(given) >= _BUMPS.index(least):
                continue
            wanted = _bumped(older.version, least)
            message = (
                f"{newer.kind} `{newer.id}@{newer.version}` is a {given} bump from {older.version}, "
                f"but what changed is {least}: at least {wanted} is wanted"
            )
            yield finding("version-bump-too-small", newer.path, message=message, at=("version",))


def _given(older: Version, newer: Version) -> str:
    if newer.major != older.major:
        return "major"
    return "minor" if newer.minor != older.minor else "patch"


def _bumped(older: Version, bump: str) -> Version:
    if bump == "major":
        return Version(older.major + 1, 0, 0)
    return Version(older.major, older.minor + 1, 0)
