"""What a code of a finding says: how severe it is, what to do, and the law behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from catalog.records.finding import Severity

Stage = Literal["reading", "rules", "tranche"]
"""Found while files are read (then nothing else is asked), by the rules on what was read, or in data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCode:
    """One kind of finding. ``hint`` says what to do about it, where a finding says nothing nearer."""

    id: str
    stage: Stage
    severity: Severity
    title: str
    hint: str
    citation: str | None
