"""What is wrong with what somebody typed: a sentence at each field, for the page that keeps the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Why a form cannot be taken as it is. Nothing was written.

    ``at`` has a sentence for each field that is wrong; ``whole`` says what is wrong with all of it.
    """

    at: Mapping[str, Phrase]
    whole: Phrase | None = None

    def __bool__(self) -> bool:
        return bool(self.at) or self.whole is not None


def fault(field: str, says: Phrase) -> Faults:
    """Return what is wrong with one field."""
    return Faults(at={field: says})


def refused(says: Phrase) -> Faults:
    """Return what is wrong with the whole of a form."""
    return Faults(at={}, whole=says)


def joined(*found: Faults) -> Faults:
    """Return several as one; the first sentence at a field stands."""
    at = {field: says for one in reversed(found) for field, says in one.at.items()}
    return Faults(at=at, whole=next((one.whole for one in found if one.whole is not None), None))
