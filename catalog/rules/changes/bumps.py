"""The least step a version number must take for what has changed: contract section 2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from catalog.records.difference import BUMPS, GRADES, Bump, Difference, Grade
from catalog.records.ids import Version
from catalog.rules.changes.differences import Versioned, differences

_NEEDS: Final[dict[Grade, Bump]] = {"wording": "patch", "compatible": "minor", "breaking": "major"}
_WITHOUT_MAJORS: Final = frozenset({"agreement", "lineage"})
"""Kinds of which no rule asks the major version: any change of substance is a minor step."""


def least_bump(older: Versioned, newer: Versioned) -> Bump:
    """Return the least bump that leads from one text to another of the same kind.

    Major where the meaning has changed, minor for a compatible addition, patch for wording alone,
    none where nothing differs. Whether other words mean the same, the body judges that adopts them.
    """
    return bump_for(differences(older, newer))


def bump_for(found: Iterable[Difference]) -> Bump:
    """Return the least bump that these differences need."""
    worst = max((GRADES.index(one.grade) for one in found), default=None)
    return "none" if worst is None else _NEEDS[GRADES[worst]]


def asked_of(kind: str, older: Versioned, newer: Versioned) -> Bump:
    """Return the bump that a kind of text really has to take from one version to another."""
    needed = least_bump(older, newer)
    return "minor" if needed == "major" and kind in _WITHOUT_MAJORS else needed


def least_version(older: Version, needed: Bump) -> Version:
    """Return the least version number that rises above another by the bump that is needed."""
    if needed == "major":
        return Version(older.major + 1, 0, 0)
    if needed == "minor":
        return Version(older.major, older.minor + 1, 0)
    return Version(older.major, older.minor, older.patch + 1)


def step(older: Version, newer: Version) -> Bump:
    """Return the step one version number takes to another; none where it does not rise."""
    if newer <= older:
        return "none"
    if newer.major > older.major:
        return "major"
    return "minor" if newer.minor > older.minor else "patch"


def satisfies(older: Version, newer: Version, *, needed: Bump) -> bool:
    """Say whether a version number rises, and by at least the bump that is needed."""
    return newer > older and BUMPS.index(step(older, newer)) >= BUMPS.index(needed)
