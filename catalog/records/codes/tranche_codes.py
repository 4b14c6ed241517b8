"""The codes of what is found in a tranche: what each means, how severe it is, and what a steward does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.records.codes.finding_code import FindingCode
from catalog.records.finding import Severity


def _code(id: str, severity: Severity, title: str, hint: str) -> FindingCode:
    return FindingCode(id=id, stage="tranche", severity=severity, title=title, hint=hint, citation=None)


_ALL: Final = (
    _code(
        "extra-file",
        "error",
        "A file fits no dataset of the provider's.",
        "Take it out, or name it after its dataset: nothing extra comes in.",
    ),
    _code(
        "no-data",
        "error",
        "The folder brings none of the provider's datasets.",
        "Put one file a dataset into it, named after the dataset.",
    ),
    _code(
        "dataset-twice",
        "error",
        "Two files bring one dataset, and neither was checked.",
        "Leave the one that is meant.",
    ),
    _code(
        "dataset-missing",
        "error",
        "A dataset is missing of which a definition in force requires values.",
        "Add its file.",
    ),
    _code(
        "dataset-absent",
        "warning",
        "A dataset that may come in is not there.",
        "Add its file, or say to the recipient that this year brings none.",
    ),
    _code(
        "file-unreadable",
        "error",
        "A file is damaged, cut short, or not what its name says; its values were not checked.",
        "Write it again from the source, and send it whole.",
    ),
    _code(
        "file-changed",
        "error",
        "A file changed while it was checked, so what was found of it may not be true.",
        "Check a copy that nobody writes in.",
    ),
    _code(
        "no-rows",
        "error",
        "A file has a header and no rows.",
        "Send the rows, or leave the file out.",
    ),
    _code(
        "no-header",
        "error",
        "The first row names none of the dataset's columns, so nothing was checked.",
        "Write the names of the columns in the first row.",
    ),
    _code(
        "column-twice",
        "error",
        "Two columns have one name, at least but for capital letters, or a column has none.",
        "Leave the one that is meant; the file was not checked further.",
    ),
    _code(
        "column-misnamed",
        "error",
        "A column is named nearly as a field of the dataset, and was not checked.",
        "Name it exactly as the field.",
    ),
    _code(
        "column-unknown",
        "error",
        "A column is no field of the dataset.",
        "Take it out: nothing extra comes in.",
    ),
    _code(
        "column-not-covered",
        "error",
        "No clause in force lets a column come in.",
        "Take it out, or have the agreement amended first.",
    ),
    _code(
        "column-figures-alone",
        "error",
        "A column may come in as figures about groups alone, and stands in rows about persons.",
        "Take it out of the rows, or have the agreement amended first.",
    ),
    _code(
        "column-missing",
        "error",
        "A column is missing that the dataset has and that the agreement lets in.",
        "Add it; where a year has none of its values, leave them empty.",
    ),
    _code(
        "column-type",
        "error",
        "A column's type in the file cannot hold the values as the definition has them.",
        "Write it in the type that is wanted; texts keep the zeros that codes begin with.",
    ),
    _code(
        "column-undefined",
        "warning",
        "A column has no definition in force, so its values were held to nothing.",
        "Ask the recipient which definition holds.",
    ),
    _code("value-missing", "error", "A required value is missing.", "Fill it in at the source."),
    _code("value-type", "error", "A value is not of the definition's type.", "Write it as it is wanted."),
    _code(
        "value-code",
        "error",
        "A value is no code of the code list, exactly as written.",
        "Write the code as the list has it, with the zeros that it begins with.",
    ),
    _code(
        "value-expired",
        "error",
        "A code was no longer in use when the tranche's time began.",
        "Use the code that came in its place.",
    ),
    _code(
        "value-minimum",
        "error",
        "A value lies below the least that there can be.",
        "Look it up at the source.",
    ),
    _code(
        "value-maximum",
        "error",
        "A value lies above the most that there can be.",
        "Look it up at the source.",
    ),
    _code(
        "value-pattern",
        "error",
        "A value is not made as the definition wants it.",
        "Write it as it is wanted.",
    ),
    _code(
        "value-year",
        "error",
        "A value tells of another year than the tranche.",
        "Send it with that year's tranche, or mend it at the source.",
    ),
    _code(
        "row-not-covered",
        "error",
        "A row is none of those that the clauses let in.",
        "Take it out: nothing extra comes in.",
    ),
    _code(
        "row-repeated",
        "error",
        "A row has the same key as an earlier one.",
        "Leave the row that is right.",
    ),
    _code(
        "identifier-repeated",
        "warning",
        "A row has the same identifier as an earlier one; lineage does not say whether that is right.",
        "Where each person has one row, leave the one that is right; say the key with --key.",
    ),
    _code(
        "years-not-stated",
        "note",
        "The tranche's years were not stated, so days and years were not held to them.",
        "Say them with --year.",
    ),
)
TRANCHE_CODES: Final[Mapping[str, FindingCode]] = {code.id: code for code in _ALL}
"""Every code of a tranche. They speak of data; what ``p20w check`` finds speaks of the catalog."""
