"""The codes of what is wrong with the files of a meeting: its record's seal, its materials, its comments."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.finding_code import FindingCode

PUBLIC_WRITINGS: Final = "Gov. Code 11125.1(a)"
_RESTORE: Final = "Put back the file as it was; `git diff` shows what was changed."


def _error(id: str, title: str, hint: str, citation: str | None = None) -> FindingCode:
    return FindingCode(id=id, stage="rules", severity="error", title=title, hint=hint, citation=citation)


MATERIAL_CODES: Final = (
    _error(
        "edited-by-hand",
        "A meeting's record was edited by hand after the last command.",
        f"{_RESTORE} If the edit is right and the meeting is not over, `p20w meeting correct` takes it.",
    ),
    _error(
        "seal-missing",
        "A meeting's record that the commands kept has no seal.",
        f"{_RESTORE} If the edit is right and the meeting is not over, `p20w meeting correct` takes it.",
    ),
    _error(
        "material-gone",
        "A file that was handed out is not among the meeting's materials.",
        "Put the file back into `materials/`: it is a public record.",
        PUBLIC_WRITINGS,
    ),
    _error(
        "material-edited",
        "A file that was handed out is not what the agenda names by its hash.",
        f"{_RESTORE} Another file is handed out under another name.",
        PUBLIC_WRITINGS,
    ),
    _error(
        "comments-edited",
        "A file of further comments is not what the meeting's record names by its digest.",
        _RESTORE,
        PUBLIC_WRITINGS,
    ),
)
"""Every code of a meeting's files."""
