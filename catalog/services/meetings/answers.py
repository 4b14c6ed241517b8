"""What a clerk's command answers: what was done and recorded, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalog.rules.meetings.objections import Objection

CONTRACT: Final = "records contract 7"
Entry = Mapping[str, Any]
"""What was written into the record, as it stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one command. A refused one has changed no byte.

    ``says`` are lines for people; ``event`` is what the record says now.
    """

    meeting: str
    did: str
    event: Entry | None
    says: tuple[str, ...] = ()
    warnings: tuple[Objection, ...] = ()
    refused: tuple[Objection, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the step was taken."""
        return not self.refused

    def document(self) -> dict[str, Any]:
        """Return the answer as the plain object that ``--format json`` prints."""
        return {
            "meeting": self.meeting,
            "did": self.did,
            "event": self.event,
            "warnings": objections_document(self.warnings),
            "refused": objections_document(self.refused) or None,
        }


def cited(one: Objection) -> str:
    """Return the law behind an objection; where there is none, the contract's section on meetings."""
    return one.code.citation or CONTRACT


def objections_document(objections: Iterable[Objection]) -> list[dict[str, str | None]]:
    """Return objections as plain objects."""
    return [
        {"code": one.code.id, "message": one.message, "citation": cited(one), "hint": one.hint}
        for one in objections
    ]
