"""Findings as JSON: one list, as contract section 10 has it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from catalog.records.finding import Finding


def text(findings: Iterable[Finding]) -> str:
    """Return a JSON list with one object a finding."""
    return json.dumps([finding.document() for finding in findings], indent=2, ensure_ascii=False)
