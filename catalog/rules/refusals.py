"""A refusal: the rule that stands against what a command was asked, its law, and what to do instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SIGNATURES: Final = "Educ. Code 10861; records contract 7 (I4)"
EVENTS: Final = "records contract 5"
SETTLED: Final = "records contract 11"
FINAL_RECORDS: Final = "records contract 7 (final records are append-only)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the rules say no. ``code`` is stable; ``hint`` says what to do."""

    code: str
    message: str
    citation: str
    hint: str

    def document(self) -> dict[str, str]:
        """Return the refusal as the plain object that ``--format json`` prints."""
        return {"code": self.code, "message": self.message, "citation": self.citation, "hint": self.hint}


def refuse(code: str, message: str, *, citation: str, hint: str) -> Refusal:
    """Return a refusal."""
    return Refusal(code=code, message=message, citation=citation, hint=hint)
