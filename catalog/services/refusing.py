"""A command that the rules refuse: all that stands against it. No byte of the catalog has changed."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why the rules say no: one refusal or several."""

    refusals: tuple[Refusal, ...]

    def document(self) -> dict[str, object]:
        """Return it as the plain object that ``--format json`` prints."""
        return {"refused": [refusal.document() for refusal in self.refusals]}
