"""A tranche: what a partner submits for a school year, what is asked of it, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from catalog.records.agreement import RowCondition
from catalog.records.element import ValueLimits
from catalog.records.finding import Severity
from catalog.records.ids import Citation, ElementId, Form, PartnerId, PurposeId, Version, ZoneId

Asked = Literal["value", "type", "code", "expired", "minimum", "maximum", "pattern", "year"]
"""What a rule asks of a value: that there is one, its type, a code, one still used, bounds, pattern, year."""

_FIRST_MONTH: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SchoolYear:
    """A school year by the calendar year in which it begins: from July 1 to June 30."""

    begins: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.begins, _FIRST_MONTH, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.begins + 1, _FIRST_MONTH - 1, 30)

    @property
    def words(self) -> tuple[str, str]:
        """How texts name it: ``2025-26`` and ``2025-2026``."""
        return f"{self.begins}-{(self.begins + 1) % 100:02d}", f"{self.begins}-{self.begins + 1}"

    def __str__(self) -> str:
        return self.words[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What the definition in force says of a column's values. ``codes`` are by when each is last used."""

    element: ElementId
    version: Version
    title: str
    value_type: str
    codes: Mapping[str, date | None] | None
    code_list: str | None
    limits: ValueLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way in which a column may come in: the clauses that let it, what for, where and in which form.

    With ``rows``, only those rows that meet them all.
    """

    recipient: PartnerId
    purpose: PurposeId
    zone: ZoneId
    form: Form
    clauses: tuple[Citation, ...]
    rows: tuple[RowCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAsked:
    """A field of a dataset as a tranche should bring it.

    ``identifier`` says that its values name a person, so that none is ever shown. Without ``ways`` it may
    not come in; ``figures_alone`` then says that it may as figures about groups. ``definition`` is ``None``
    where none is in force.
    """

    name: str
    address: str
    identifier: bool
    definition: Definition | None
    ways: tuple[Way, ...]
    figures_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetAsked:
    """A dataset of a provider as a tranche should bring it. ``key`` is lineage's, or what was said instead.

    ``first_identifier`` is where persons are counted twice if lineage names no key.
    """

    id: str
    columns: Mapping[str, ColumnAsked]
    key: tuple[str, ...]
    first_identifier: str | None

    @property
    def let_in(self) -> bool:
        """Whether any of it may come in."""
        return any(column.ways for column in self.columns.values())

    @property
    def required(self) -> bool:
        """Whether a definition requires some of what may come in."""
        return any(
            column.ways and column.definition is not None and column.definition.limits.required
            for column in self.columns.values()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRule:
    """One rule for the values of one column. ``wanted`` says it for people."""

    column: str
    asks: Asked
    wanted: str
    value_type: str
    words: tuple[str, ...] = ()
    days: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row in which something was found; rows count from 1, the header is none.

    ``part`` and ``part_row`` say where it lies in a folder of parts. ``value`` is given only where it may be
    shown.
    """

    row: int
    value: str | None = None
    part: str | None = None
    part_row: int | None = None

    def document(self) -> dict[str, object]:
        """Return it as a plain object, without what is not known."""
        given = {"row": self.row, "value": self.value, "part": self.part, "part_row": self.part_row}
        return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrancheFinding:
    """One thing that is wrong with a tranche, or that a steward should know.

    ``count`` is how many rows have it, ``None`` where it is no matter of rows. ``values`` says why examples
    show no values, where they do not.
    """

    code: str
    severity: Severity
    message: str
    hint: str
    dataset: str | None = None
    file: str | None = None
    column: str | None = None
    count: int | None = None
    share: float | None = None
    examples: tuple[Example, ...] = ()
    values: str | None = None

    def document(self) -> dict[str, object]:
        """Return it as the plain object that every face gives."""
        return {
            "code": self.code,
            "severity": self.severity,
            "dataset": self.dataset,
            "file": self.file,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
            "count": self.count,
            "share": self.share,
            "examples": [one.document() for one in self.examples],
            "values": self.values,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChecked:
    """A file of a tranche and its hash, as it was when it was checked."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetChecked:
    """What was read of one dataset. ``rules`` counts the rules that its values were held to.

    ``rows`` is ``None`` where the values could not be read.
    """

    id: str
    name: str
    files: tuple[FileChecked, ...]
    rows: int | None
    columns: tuple[ColumnAsked, ...]
    rules: int
    findings: tuple[TrancheFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrancheReport:
    """What was found in a tranche: by dataset, and of the folder itself."""

    provider: PartnerId
    recipients: tuple[PartnerId, ...]
    years: tuple[SchoolYear, ...]
    on: date
    as_known: date
    catalog: str
    datasets: tuple[DatasetChecked, ...]
    findings: tuple[TrancheFinding, ...]

    @property
    def all_findings(self) -> tuple[TrancheFinding, ...]:
        """Every finding, the folder's own first."""
        return (*self.findings, *(found for one in self.datasets for found in one.findings))

    @property
    def accepted(self) -> bool:
        """Whether nothing was found that is an error."""
        return self.count("error") == 0

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return sum(found.severity == severity for found in self.all_findings)
