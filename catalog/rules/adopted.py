"""Which version of a text was adopted last, whatever the day: the words by which the public knows it."""

from __future__ import annotations

from typing import Any, Final

from catalog.records.snapshot import Snapshot, Text
from catalog.rules.families import family_of
from catalog.rules.meetings.effects import counting_effects

_ADOPTED: Final = "adopted-digests"


def last_adopted(snapshot: Snapshot, kind: str, id: str) -> Text[Any] | None:
    """Return the highest version of a text that a decision adopted, whenever; ``None`` for a draft.

    What nobody adopted is nobody's business: its words are not told to the public.
    """
    adopted = snapshot.derived.get(_ADOPTED)
    if not isinstance(adopted, frozenset):
        effects = (one for each in snapshot.decisions.values() for one in counting_effects(snapshot, each))
        adopted = snapshot.derived[_ADOPTED] = frozenset(one.became for one in effects if one.op == "adopt")
    found = [text for text in family_of(snapshot, kind, id) if text.digest in adopted]
    return found[-1] if found else None
