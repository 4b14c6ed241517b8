"""The codes of what is found while files are read: YAML, shape, places and references."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.finding_code import FindingCode


def _reading(id: str, title: str, hint: str) -> FindingCode:
    return FindingCode(id=id, stage="reading", severity="error", title=title, hint=hint, citation=None)


READING_CODES: Final = (
    _reading("yaml-syntax", "The file is not YAML.", "Mend the line that is named."),
    _reading("yaml-empty", "The file is empty.", "A file holds one record."),
    _reading("yaml-directive", "A YAML directive.", "Remove the line that starts with %."),
    _reading(
        "yaml-second-document", "A second document in one file.", "Put each record into a file of its own."
    ),
    _reading("yaml-alias", "An alias or a merge key.", "Write the value out where it is meant."),
    _reading("yaml-anchor", "An anchor or a tag.", "Write plain values; quote text that starts with ! or &."),
    _reading("yaml-duplicate-key", "A key stands twice.", "Keep one of the two."),
    _reading("yaml-key", "A key that is no text.", "Write the key in quotes."),
    _reading(
        "yaml-encoding", "The file is not UTF-8, or starts with a byte order mark.", "Save it as UTF-8."
    ),
    _reading("yaml-too-large", "The file has more than 1 MiB.", "Split the record."),
    _reading("yaml-too-deep", "More than 64 levels.", "Write the record with fewer levels."),
    _reading("shape-unknown-key", "A key that its kind does not have.", "Remove the key, or spell it right."),
    _reading("shape-missing-key", "A required key is missing.", "Add the key."),
    _reading("shape-value", "A value of the wrong kind.", "Write what the message says is wanted."),
    _reading("not-a-file", "A symbolic link or special file.", "Put the file itself here."),
    _reading(
        "unknown-file",
        "A file that is none of a catalog's records.",
        "Move it out, or name it as its kind asks.",
    ),
    _reading(
        "id-not-path",
        "Id or version differ from the file's place.",
        "One id names one thing, and its file says which.",
    ),
    _reading("id-twice", "An id stands twice in one list.", "Give each entry an id of its own."),
    _reading("unknown-reference", "A reference leads nowhere.", "Name a record that is there, or add it."),
    _reading(
        "former-id-taken",
        "A former id names something else too.",
        "An id is permanent and names one thing for good.",
    ),
    _reading(
        "address-twice",
        "Two fields of lineage share one address.",
        "Give the dataset or the field another name.",
    ),
    _reading(
        "purpose-loop", "A purpose is its own broader purpose.", "Give one of them another parent, or none."
    ),
)
