"""A difference between two versions of a record, and how much it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Grade = Literal["wording", "compatible", "breaking"]
GRADES: Final[tuple[Grade, ...]] = get_args(Grade)
"""From the least to the greatest change."""

Bump = Literal["none", "patch", "minor", "major"]
BUMPS: Final[tuple[Bump, ...]] = get_args(Bump)
"""From the least to the greatest step of a version number."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Difference:
    """One difference. ``path`` says in words where; ``old`` or ``new`` is ``None`` where nothing stood.

    ``widens`` says that by itself it may let something flow that could not flow before.
    """

    path: str
    old: str | None
    new: str | None
    grade: Grade
    widens: bool = False

    def document(self) -> dict[str, object]:
        """Return the difference as the plain object that ``--format json`` prints."""
        return {
            "path": self.path,
            "old": self.old,
            "new": self.new,
            "grade": self.grade,
            "widens": self.widens,
        }
