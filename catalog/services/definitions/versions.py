"""The versions of a text: where each stands on the day, who decided it, and when it is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from catalog.records.ids import Digest, ProposalId, Version
from catalog.records.snapshot import Text
from catalog.rules.families import family_of
from catalog.rules.flows.days import FIRST, LAST, union
from catalog.rules.flows.known import Segment
from catalog.services.definitions.deciding import Decided, decided
from catalog.services.definitions.dictionary import Dictionary
from catalog.services.proposals import Listed, listed

State = Literal["in-force", "adopted-later", "in-review", "proposed", "superseded", "retired", "not-adopted"]
"""``in-review``: its proposal stands on a public agenda; ``proposed``: it waits for one."""
_MOST_RECENT: Final = 256
Stretch = tuple[date | None, date | None]
"""A first and a last day, both inclusive; ``None`` is no bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal of a text. ``comment_through`` is the last day of comment, where comment is still open."""

    id: ProposalId
    title: str | None
    change: str
    version: Version
    is_open: bool
    comment_through: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a text. ``days`` are those on which it is the current one.

    ``effective`` is the first day of its adoption, ``retired`` the first day without it.
    """

    version: Version
    digest: Digest
    state: State
    decided: Decided | None
    effective: date | None
    retired: date | None
    days: tuple[Stretch, ...]
    proposals: tuple[Proposed, ...]


def version_rows(dictionary: Dictionary, kind: str, id: str) -> tuple[VersionRow, ...]:
    """Return the public versions of a text, the newest first. The pages of a text ask one after another."""
    recent = dictionary.kept(_none_yet)
    found = recent.get((kind, id))
    if found is None:
        if len(recent) >= _MOST_RECENT:
            recent.clear()
        found = recent[kind, id] = _rows(dictionary, kind, id)
    return found


def _none_yet(_: Dictionary) -> dict[tuple[str, str], tuple[VersionRow, ...]]:
    return {}


def _rows(dictionary: Dictionary, kind: str, id: str) -> tuple[VersionRow, ...]:
    segments = dictionary.table.known.segments(kind, family_of(dictionary.snapshot, kind, id))
    texts = dictionary.versions(kind, id)
    return tuple(_row(dictionary, text, segments=segments) for text in reversed(texts))


def _row(dictionary: Dictionary, text: Text[Any], *, segments: Iterable[Segment]) -> VersionRow:
    known = dictionary.table.known
    adoption, proposals = known.adoption(text), _proposals_of_text(dictionary, text)
    return VersionRow(
        version=text.version,
        digest=text.digest,
        state=state_of(dictionary, text),
        decided=None if adoption is None else decided(dictionary, adoption.decision),
        effective=None if adoption is None else adoption.effective,
        retired=known.retired_from(text) if adoption is not None else None,
        days=tuple(
            _stretch(*days) for days in union((one.first, one.last) for one in segments if one.text is text)
        ),
        proposals=proposals,
    )


def _proposals_of_text(dictionary: Dictionary, text: Text[Any]) -> tuple[Proposed, ...]:
    known = dictionary.snapshot.proposals
    about = proposals_of(dictionary, text.kind, text.id)
    return tuple(one for one in about if known[one.id].digest == text.digest)


def state_of(dictionary: Dictionary, text: Text[Any]) -> State:
    """Return where a version stands on the day."""
    known, on = dictionary.table.known, dictionary.on
    adoption = known.adoption(text)
    if adoption is None:
        proposals = _proposals_of_text(dictionary, text)
        still = [one.id for one in proposals if one.is_open and one.change != "retire"]
        if not still:
            return "not-adopted"
        return "in-review" if any(id in dictionary.heard for id in still) else "proposed"
    retired = known.retired_from(text)
    if retired is not None and retired <= on:
        return "retired"
    if adoption.effective > on:
        return "adopted-later"
    return "in-force" if dictionary.current(text.kind, text.id) is text else "superseded"


def _stretch(first: date, last: date) -> Stretch:
    return (None if first == FIRST else first, None if last == LAST else last)


def proposals_of(dictionary: Dictionary, kind: str, id: str) -> tuple[Proposed, ...]:
    """Return the proposals about a text, in the order of their ids."""
    return dictionary.kept(_proposals).get((kind, id), ())


def _proposals(dictionary: Dictionary) -> Mapping[tuple[str, str], tuple[Proposed, ...]]:
    found: dict[tuple[str, str], tuple[Proposed, ...]] = defaultdict(tuple)
    for one in listed(dictionary.snapshot):
        about = one.proposal.object
        found[about.kind, about.id] += (_proposed(one, on=dictionary.on),)
    return found


def _proposed(one: Listed, *, on: date) -> Proposed:
    through = None if one.comment is None or not one.is_open else one.comment.through
    return Proposed(
        id=one.proposal.id,
        title=one.proposal.title,
        change=one.proposal.change,
        version=one.proposal.object.version,
        is_open=one.is_open,
        comment_through=through if through is not None and through >= on else None,
    )
