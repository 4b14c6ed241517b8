"""Comparability over time: from when to when what a definition says can be compared, and what broke it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from catalog.records.ids import Version
from catalog.records.snapshot import Text
from catalog.rules.changes.differences import differences
from catalog.rules.families import family_of
from catalog.rules.flows.days import FIRST, LAST
from catalog.rules.flows.known import Segment
from catalog.services.definitions.dictionary import Dictionary
from catalog.services.definitions.versions import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A stretch of days on which what a definition says can be compared: one major version after another.

    ``broken_by`` are the parts whose change broke it from the stretch before; none for the first one.
    """

    major: int
    days: Stretch
    versions: tuple[Version, ...]
    broken_by: tuple[str, ...]


def series_of(dictionary: Dictionary, kind: str, id: str) -> tuple[Series, ...]:
    """Return the stretches that can be compared in themselves, the oldest first."""
    texts = family_of(dictionary.snapshot, kind, id)
    segments = dictionary.table.known.segments(kind, texts)
    runs = [
        [one for one in run if one.text is not None]
        for major, run in groupby(
            segments, key=lambda one: None if one.text is None else one.text.version.major
        )
        if major is not None
    ]
    broken: list[tuple[str, ...]] = [()]
    broken += [tuple(_breaks(before[-1].text, after[0].text)) for before, after in pairwise(runs)]
    return tuple(_series(run, broken_by=paths) for run, paths in zip(runs, broken, strict=False))


def _series(run: list[Segment], *, broken_by: tuple[str, ...]) -> Series:
    first, last = run[0].first, run[-1].last
    versions = tuple(dict.fromkeys(one.text.version for one in run if one.text is not None))
    return Series(
        major=versions[0].major,
        days=(None if first == FIRST else first, None if last == LAST else last),
        versions=versions,
        broken_by=broken_by,
    )


def _breaks(before: Text[Any] | None, after: Text[Any] | None) -> Iterator[str]:
    if before is not None and after is not None:
        found = differences(before.record, after.record)
        yield from dict.fromkeys(one.path for one in found if one.grade == "breaking")
