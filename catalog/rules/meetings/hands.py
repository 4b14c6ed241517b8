"""Separate hands: whoever proposes a change does not keep the record of what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.records.meetings import Proposal
from catalog.rules.meetings.objections import Objection, Place, object_to


def is_one_hand(one: str, other: str) -> bool:
    """Say whether two names are one, without regard to case and spaces.

    >>> is_one_hand("Clerk of the Board", "clerk of the  board")
    True
    """
    return _plain(one) == _plain(other)


def proposer_objections(proposal: Proposal, *, clerk: str, at: Place) -> Iterator[Objection]:
    """Object to a clerk of an item who proposed it."""
    if is_one_hand(clerk, proposal.author):
        yield object_to(
            "proposer-is-clerk", at, message=f"{clerk} proposed {proposal.id}, and cannot be its clerk"
        )


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
