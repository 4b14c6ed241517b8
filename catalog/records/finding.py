"""A finding: something that is wrong, where it stands, and what to do (the words of SARIF)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """One finding. ``line`` and ``column`` count from one; ``file`` is relative to the catalog.

    ``at`` is the way to the place inside the document, keys and list positions: rules know it, and
    the store turns it into line and column.
    """

    file: str
    line: int | None
    column: int | None
    code: str
    severity: Severity
    message: str
    hint: str | None = None
    citation: str | None = None
    at: tuple[str | int, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the finding as the plain object that ``--format json`` prints."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
            "citation": self.citation,
        }
