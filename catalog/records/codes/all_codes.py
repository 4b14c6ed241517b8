"""Every code that a finding can have, and how a finding of a code is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.records.codes.body_codes import BODY_CODES
from catalog.records.codes.finding_code import FindingCode
from catalog.records.codes.log_codes import LOG_CODES
from catalog.records.codes.material_codes import MATERIAL_CODES
from catalog.records.codes.meeting_code import MeetingCode
from catalog.records.codes.meeting_codes import MEETING_CODES
from catalog.records.codes.reading_codes import READING_CODES
from catalog.records.codes.rule_codes import RULE_CODES
from catalog.records.finding import Finding


def _of_meetings(code: MeetingCode) -> FindingCode:
    return FindingCode(
        id=code.id,
        stage="rules",
        severity=code.severity,
        title=code.title,
        hint=code.help,
        citation=code.citation,
    )


CODES: Final[Mapping[str, FindingCode]] = {
    code.id: code
    for code in (
        *READING_CODES,
        *RULE_CODES,
        *BODY_CODES,
        *MATERIAL_CODES,
        *LOG_CODES,
        *map(_of_meetings, MEETING_CODES.values()),
    )
}
"""Every code: of reading, of the rules, of bodies, of meetings and their files, of the log."""


def finding(
    code: str,
    file: str,
    *,
    message: str,
    at: tuple[str | int, ...] = (),
    hint: str | None = None,
    citation: str | None = None,
) -> Finding:
    """Return a finding of a known code; severity, and where not given hint and citation, are the code's."""
    known = CODES[code]
    return Finding(
        file=file,
        line=None,
        column=None,
        code=code,
        severity=known.severity,
        message=message,
        hint=hint or known.hint,
        citation=citation or known.citation,
        at=at,
    )
