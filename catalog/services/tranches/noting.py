"""Findings of a tranche as they are noted: severity and hint are the code's, the words the place's."""

from __future__ import annotations

from typing import Any

from catalog.records.codes.tranche_codes import TRANCHE_CODES
from catalog.records.tranche import TrancheFinding

_LONGEST_NAME = 60


def note(code: str, message: str, *, hint: str | None = None, **place: Any) -> TrancheFinding:
    """Return a finding of a known code."""
    known = TRANCHE_CODES[code]
    return TrancheFinding(
        code=code, severity=known.severity, message=message, hint=hint or known.hint, **place
    )


def shown_name(name: str) -> str:
    r"""Return a name from a tranche as it may be shown: short, in one line, with signs that are seen.

    >>> shown_name("SSID\u200b")
    'SSID\\u200b'
    """
    seen = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)
    return f"{seen[:_LONGEST_NAME]}…" if len(seen) > _LONGEST_NAME else seen
