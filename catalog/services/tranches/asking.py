"""What is asked of a tranche: by whom, for whom, for which years, on which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from catalog.errors import BadInput, NotFound
from catalog.records.ids import PartnerId, PurposeId, ZoneId
from catalog.records.snapshot import Snapshot
from catalog.records.tranche import SchoolYear
from catalog.rules.tranches.letting_in import Submission, recipients_of

_YEAR: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}|[0-9]{4}))?")
_EARLIEST: Final = 1900
_LATEST: Final = 2999
MOST_EXAMPLES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TrancheAsked:
    """The question, as it was put. ``keys`` are fields by dataset, where lineage names no key."""

    folder: Path
    provider: str
    on: date
    as_known: date
    recipient: str | None = None
    purpose: str | None = None
    zone: str | None = None
    years: tuple[SchoolYear, ...] = ()
    keys: Mapping[str, tuple[str, ...]]
    examples: int = 5


def submission_of(snapshot: Snapshot, asked: TrancheAsked) -> Submission:
    """Return who submits to whom. Raises ``NotFound`` for an unknown id, ``BadInput`` if nobody is meant."""
    for kind, given, known in (
        ("partner", asked.provider, snapshot.partners),
        ("partner", asked.recipient, snapshot.partners),
        ("purpose", asked.purpose, snapshot.purposes),
        ("zone", asked.zone, snapshot.zones),
    ):
        if given is not None and given not in known:
            raise NotFound(f"no {kind} `{given}`", hint=f"`{given}` must be one of the catalog's ids")
    provider = PartnerId(asked.provider)
    return Submission(
        provider=provider,
        recipients=(_recipient(snapshot, asked, provider),),
        on=asked.on,
        as_known=asked.as_known,
        purpose=None if asked.purpose is None else PurposeId(asked.purpose),
        zone=None if asked.zone is None else ZoneId(asked.zone),
    )


def _recipient(snapshot: Snapshot, asked: TrancheAsked, provider: PartnerId) -> PartnerId:
    if asked.recipient is not None:
        return PartnerId(asked.recipient)
    found = recipients_of(snapshot, provider, on=asked.on, as_known=asked.as_known)
    if not found:
        raise BadInput(
            f"no agreement under which `{provider}` provides data is in force on {asked.on}",
            hint="say who receives the tranche with --to, or another day with --on",
        )
    if len(found) > 1:
        raise BadInput(
            f"`{provider}` provides data to {', '.join(found)}",
            hint="say who receives the tranche with --to",
        )
    return found[0]


def read_year(text: str) -> SchoolYear | None:
    """Read a school year by its two years, or by the one in which it begins; ``None`` if it is none.

    >>> str(read_year("2025-2026")), str(read_year("2025")), read_year("2025-27")
    ('2025-26', '2025-26', None)
    """
    found = _YEAR.fullmatch(text)
    if found is None or not _EARLIEST <= int(found[1]) <= _LATEST:
        return None
    year = SchoolYear(begins=int(found[1]))
    return year if found[2] is None or text in year.words else None


def read_keys(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Read keys as they are said, a dataset and its fields with commas. Raises ``BadInput``."""
    keys: dict[str, tuple[str, ...]] = {}
    for dataset, fields in pairs:
        named = tuple(field.strip() for field in fields.split(","))
        if dataset in keys or not all(named) or len(set(named)) < len(named):
            raise BadInput(f"the key of `{dataset}` is not said once, each field once")
        keys[dataset] = named
    return keys
