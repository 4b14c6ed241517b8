"""Note what differs between two values: single ones, sets, and words that may change a meaning."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from catalog.records.difference import Difference, Grade

R = TypeVar("R")

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(slots=True)
class Notes:
    """The differences found so far. Equal values leave no note."""

    found: list[Difference] = field(default_factory=list)

    def value(self, path: str, old: object, new: object, *, grade: Grade, widens: bool = False) -> None:
        """Note a single value that is another now."""
        if old != new:
            self.found.append(Difference(path=path, old=told(old), new=told(new), grade=grade, widens=widens))

    def words(self, path: str, old: str | None, new: str | None) -> None:
        """Note words that say what is meant. Another number breaks; whether other words do, people judge."""
        same = _numbers(old) == _numbers(new)
        self.value(path, old, new, grade="wording" if same else "breaking")

    def members(
        self,
        path: str,
        old: Collection[object],
        new: Collection[object],
        *,
        lost: Grade = "breaking",
        gained: Grade = "compatible",
        widens: str = "",
    ) -> None:
        """Note each member that a set lost or gained; ``widens`` says which of the two widens, if any."""
        before, after = {told(one) for one in old}, {told(one) for one in new}
        for gone in sorted(before - after, key=str):
            self.value(path, gone, None, grade=lost, widens=widens == "lost")
        for come in sorted(after - before, key=str):
            self.value(path, None, come, grade=gained, widens=widens == "gained")


def compatible_if(addition: bool) -> Grade:  # noqa: FBT001  # reads as the sentence it is
    """Grade a change that is compatible where it only adds, and breaks otherwise."""
    return "compatible" if addition else "breaking"


def paired(
    old: Mapping[str, R], new: Mapping[str, R]
) -> tuple[list[tuple[str, R, R]], list[tuple[str, R]], list[tuple[str, R]]]:
    """Return what stands under the same key in both, what is gone, and what has come, by key."""
    both = [(key, old[key], new[key]) for key in sorted(old.keys() & new.keys())]
    gone = [(key, old[key]) for key in sorted(old.keys() - new.keys())]
    come = [(key, new[key]) for key in sorted(new.keys() - old.keys())]
    return both, gone, come


def told(value: object) -> str | None:
    """Return a value as people write it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(told(one) or "" for one in value)) or "nothing"
    if isinstance(value, Sequence) and not isinstance(value, str) and type(value) is tuple:
        return ", ".join(told(one) or "" for one in value) or "nothing"
    return str(value)


def _numbers(text: str | None) -> list[str]:
    return _NUMBER.findall(text or "")
