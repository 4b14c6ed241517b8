"""A definition as its pages show it: its words, its record, and everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.records.element import Element, PermissibleValue, Provider
from catalog.records.ids import FORMS, ElementId, Form, Pin, RegimeId, Version
from catalog.records.snapshot import Snapshot, Text
from catalog.services.definitions.asking import Asking, questions_of
from catalog.services.definitions.carrying import ClauseRow, clause_rows
from catalog.services.definitions.dictionary import Dictionary, Named
from catalog.services.definitions.flowing import FlowRow, flows_of
from catalog.services.definitions.grouping import groups_of
from catalog.services.definitions.homonyms import Homonym, homonym_rows, homonyms_of
from catalog.services.definitions.retiring import Retired, retired
from catalog.services.definitions.series import Series, series_of
from catalog.services.definitions.translating import DigestOf, Saying, sayings
from catalog.services.definitions.versions import Proposed, VersionRow, proposals_of, version_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A partner that supplies a definition, since when, and what it is called there."""

    partner: Named
    since: date
    source: str | None
    field: str | None
    comparability: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A privacy law that governs a definition, and the forms of data that it protects."""

    id: RegimeId
    protects: tuple[Form, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The code list that a definition's values come from. There are no ``values`` where it is not public.

    ``newer`` is the version of it that is shown today, where that is another one.
    """

    pin: Pin
    title: str
    values: tuple[PermissibleValue, ...] | None
    newer: Version | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One version of a definition as it is written, with the names of whom it mentions."""

    record: Element
    row: VersionRow
    said: Mapping[str, Saying]
    steward: Named
    suppliers: tuple[Supplier, ...]
    laws: tuple[Law, ...]
    values: Values | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionView:
    """A definition in the version that is shown, and what hangs on it.

    ``versions`` are the public ones, the newest first; ``more_homonyms`` is how many are not listed.
    """

    now: RecordView
    versions: tuple[VersionRow, ...]
    series: tuple[Series, ...]
    homonyms: tuple[Homonym, ...]
    more_homonyms: int
    clauses: tuple[ClauseRow, ...]
    questions: tuple[Asking, ...]
    groups: tuple[Named, ...]
    flows: tuple[FlowRow, ...]
    proposals: tuple[Proposed, ...]
    retired: Retired | None


def record_view(
    dictionary: Dictionary, text: Text[Element], *, row: VersionRow, bare: DigestOf
) -> RecordView:
    """Return one version of a definition as its pages show it."""
    record = text.record
    said = sayings(text, versions=dictionary.versions("element", text.id), bare=bare)
    return RecordView(
        record=record,
        row=row,
        said={one.language: one for one in said},
        steward=dictionary.partner(record.steward),
        suppliers=tuple(
            supplier_of(dictionary, one)
            for one in sorted(record.providers, key=lambda one: (one.since, one.partner))
        ),
        laws=tuple(laws_of(dictionary.snapshot, record.regime)),
        values=None if record.value_domain is None else values_of(dictionary, record.value_domain),
    )


def supplier_of(dictionary: Dictionary, one: Provider) -> Supplier:
    """Return who supplies a definition, by name."""
    return Supplier(
        partner=dictionary.partner(one.partner),
        since=one.since,
        source=one.source,
        field=one.field,
        comparability=one.comparability,
    )


def laws_of(snapshot: Snapshot, regimes: tuple[RegimeId, ...]) -> list[Law]:
    """Return the privacy laws by their ids, each with the forms that it protects."""
    known = snapshot.regimes
    return [
        Law(id=id, protects=tuple(sorted(known[id].protects, key=FORMS.index)) if id in known else ())
        for id in regimes
    ]


def values_of(dictionary: Dictionary, pin: Pin) -> Values:
    """Return a code list in the version that a definition pins."""
    there = dictionary.versions("value-domain", pin.id)
    text = next((one for one in there if one.version == pin.version), None)
    shown = dictionary.shown("value-domain", pin.id)
    return Values(
        pin=pin,
        title=pin.id if text is None else text.record.title,
        values=None if text is None else text.record.values,
        newer=None if shown is None or shown.version == pin.version else shown.version,
    )


def definition_view(dictionary: Dictionary, id: ElementId, *, bare: DigestOf) -> DefinitionView | None:
    """Return a definition and what hangs on it; ``None`` where none of its versions is public."""
    text = dictionary.element(id)
    if text is None:
        return None
    rows = version_rows(dictionary, "element", id)
    row = next(one for one in rows if one.version == text.version)
    _, more = homonyms_of(dictionary, text.record)
    return DefinitionView(
        now=record_view(dictionary, text, row=row, bare=bare),
        versions=rows,
        series=series_of(dictionary, "element", id),
        homonyms=tuple(homonym_rows(dictionary, text.record)),
        more_homonyms=more,
        clauses=clause_rows(dictionary, text),
        questions=questions_of(dictionary, id),
        groups=tuple(Named(id=one.id, words=one.record.title) for one in groups_of(dictionary, id)),
        flows=flows_of(dictionary, id),
        proposals=tuple(one for one in proposals_of(dictionary, "element", id) if one.is_open),
        retired=retired(dictionary, "element", id),
    )
