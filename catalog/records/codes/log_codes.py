"""The codes of what is wrong with the transparency log, or with what it vouches for."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.finding_code import FindingCode
from catalog.records.finding import Severity


def _code(id: str, severity: Severity, title: str, hint: str) -> FindingCode:
    return FindingCode(id=id, stage="rules", severity=severity, title=title, hint=hint, citation=None)


LOG_CODES: Final = (
    _code(
        "log-leaf-damaged",
        "error",
        "A leaf of the log is not as it was logged, or is none.",
        "Put the lines back as they were (`git diff` shows them): a leaf is never edited or taken out.",
    ),
    _code(
        "log-policy-damaged",
        "error",
        "The log's policy is missing or cannot be read: nobody can say whose signatures count.",
        "Put the policy back, or mend the line that is named.",
    ),
    _code(
        "checkpoint-damaged",
        "error",
        "A checkpoint cannot be read, or a signature on it is not true.",
        "Put the file back as it was signed; a checkpoint is never edited.",
    ),
    _code(
        "checkpoint-unwitnessed",
        "warning",
        "The log has signed a checkpoint that too few partners have cosigned: it does not count yet.",
        "Ask the partners that the policy names for `p20w log cosign`.",
    ),
    _code(
        "logged-record-edited",
        "error",
        "A final record differs from what was logged.",
        "Put the record back as it was logged; a mistake in it is mended by an erratum.",
    ),
    _code(
        "logged-record-gone",
        "error",
        "A final record that was logged is gone.",
        "Put the record back; a record is never taken out.",
    ),
    _code(
        "posted-text-edited",
        "error",
        "A text differs from what was posted on an agenda, or is gone.",
        "Put the posted text back, and make the change in a new version.",
    ),
    _code(
        "publication-ahead",
        "error",
        "The log does not begin with the leaves that were published before.",
        "Put the leaves back as they were: a published log only grows. Compare a copy that another kept.",
    ),
    _code(
        "adopted-text-edited",
        "error",
        "A text differs from what a logged decision adopted, or is gone.",
        "Put the adopted text back, and make the change in a new version.",
    ),
    _code(
        "private-key-in-log",
        "error",
        "A private key lies in the log's folder, which is published.",
        "Take it out of the catalog and of its history, make another key, and list that in the policy.",
    ),
    _code(
        "record-not-logged",
        "warning",
        "A notice, decision or erratum is not in the log; an error where the commands kept the meeting.",
        "Records are logged at adjournment; look for what was taken out of the log.",
    ),
)
"""Every code of the log."""
