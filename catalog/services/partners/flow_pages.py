"""The pages on which partners ask what may flow: the matrix, the why-chain, the smallest change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from catalog.interchange.pages import Page
from catalog.interchange.workbook import Sheet, Value, workbook
from catalog.phrases import phrase
from catalog.records.flow import FlowRequest
from catalog.records.ids import AgreementId, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.services.partners.agreements import with_pages
from catalog.services.partners.asking import MOST_LETTERS, FieldFault, FlowQuestion, Typed, read_question
from catalog.services.partners.evidence import Wanted
from catalog.services.partners.explaining import explain
from catalog.services.partners.matrix import (
    Matrix,
    MatrixAsked,
    MatrixCell,
    MatrixRow,
    matrix,
    read_matrix,
)
from catalog.services.partners.naming import Named, NamedClause, choices, clause_named
from catalog.services.partners.smallest_change import Changes, smallest_changes
from catalog.services.partners.voting import vote_needed

_HEADINGS = ("element", "title", "column", "standing", "evidence wanted", "clauses", "duties")
MOST_PRINTED = 1_000
"""So many rows are shown on one page at the most; a workbook holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it is shown: what may be chosen, what was typed, and what is wrong with it by field."""

    choices: Mapping[str, tuple[Named, ...]]
    typed: Mapping[str, str]
    faults: Mapping[str, FieldFault]


def form_of(snapshot: Snapshot, typed: Mapping[str, str], faults: tuple[FieldFault, ...]) -> Form:
    """Return a form with what was typed, also where it is wrong."""
    return Form(choices=choices(snapshot), typed=typed, faults={fault.field: fault for fault in faults})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A page, its plain object, and whether the form had faults."""

    page: Page
    document: Mapping[str, object]
    faulty: bool


def matrix_page(
    snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date
) -> Answered:
    """Return the page of a matrix as a form asks for it. With faults it shows the form alone."""
    asked, faults = read_matrix(snapshot, given, own=own, today=today)
    found = None if faults else matrix(snapshot, asked, whole=False)
    if found is not None and given.get("rows") == "all" and found.found <= MOST_PRINTED:
        found = matrix(snapshot, asked, whole=True)
    typed = {**asked.question.fields(), **_matrix_fields(asked), **_as_typed(given)}
    page = Page(
        template="partners/flows.html",
        address="flows.html",
        title=phrase("What may flow"),
        section="flows",
        shown={
            "form": form_of(snapshot, typed, faults),
            "matrix": found,
            "names": _names(snapshot),
            "pages": () if found is None else tuple(_pages(found)),
            "printable": found is not None and found.found <= MOST_PRINTED,
            "query": asked.address(),
        },
    )
    return Answered(page=page, document=_told(found, faults), faulty=bool(faults))


def matrix_workbook(
    snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date
) -> bytes | tuple[FieldFault, ...]:
    """Return the whole matrix as a workbook, or what is wrong with the form."""
    asked, faults = read_matrix(snapshot, given, own=own, today=today)
    if faults:
        return faults
    found = matrix(snapshot, asked, whole=True)
    headings = (*_HEADINGS, "board", "provider", "law", "reasons", "decisions")
    rows = (_row(row, cell) for row in found.rows for cell in row.cells)
    about = [(name, value) for name, value in asked.question.fields().items() if value]
    about += [("columns", asked.spread), ("catalog", found.catalog), ("as known", found.as_known.isoformat())]
    return workbook(
        (
            Sheet(name="What may flow", headings=headings, rows=rows),
            Sheet(name="Asked", headings=("what", "value"), rows=about),
        ),
        title="What may flow",
    )


def why_page(snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date) -> Answered:
    """Return the page that lays open why one flow may happen or not."""
    asked = _one_flow(snapshot, given, own=own, today=today)
    found = None if asked.request is None else explain(snapshot, asked.request)
    page = Page(
        template="partners/why.html",
        address="flows/why.html",
        title=phrase("Why this flow may happen, or not"),
        section="flows",
        shown={**_shown(snapshot, asked), "explained": found},
    )
    document = _faults_told(asked.faults) if found is None else found.document()
    return Answered(page=page, document=document, faulty=bool(asked.faults))


def change_page(
    snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date
) -> Answered:
    """Return the page that shows the smallest change of a clause that would permit a flow."""
    asked = _one_flow(snapshot, given, own=own, today=today)
    found = None if asked.request is None else smallest_changes(snapshot, asked.request, decided_on=today)
    page = Page(
        template="partners/change.html",
        address="flows/change.html",
        title=phrase("The smallest change that would permit it"),
        section="flows",
        shown={
            **_shown(snapshot, asked),
            "found": found,
            "votes": vote_needed(snapshot, on=today),
            "clauses": {} if found is None else _hindering(snapshot, found),
        },
    )
    document = _faults_told(asked.faults) if found is None else found.document()
    return Answered(page=page, document=document, faulty=bool(asked.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OneFlow:
    """One flow as a form asks for it: its request, or what is wrong with the form."""

    question: FlowQuestion
    typed: Mapping[str, str]
    request: FlowRequest | None
    faults: tuple[FieldFault, ...]


def _one_flow(
    snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date
) -> _OneFlow:
    fields = Typed(given)
    item = fields.text("item")
    if not item and given and not fields.faults:
        fields.faults.append(FieldFault(field="item", code="needed", value=""))
    partner, colon, _ = item.partition(":")
    named = given.get("provider") or (partner if colon and partner in snapshot.partners else "")
    question, faults = read_question(snapshot, {**given, "provider": named}, own=own, today=today)
    every = (*fields.faults, *faults)
    request = question.request(item)
    if not colon:
        request = replace(request, sender=question.sender, form=question.form if given.get("form") else None)
    return _OneFlow(
        question=question,
        typed={**question.fields(), "item": item, **_as_typed(given)},
        request=None if every or not item else request,
        faults=every,
    )


def _shown(snapshot: Snapshot, asked: _OneFlow) -> dict[str, object]:
    query = urlencode({name: value for name, value in asked.typed.items() if value})
    return {
        "form": form_of(snapshot, asked.typed, asked.faults),
        "names": _names(snapshot),
        "asked": asked.request,
        "query": query,
        "linked": with_pages(snapshot),
    }


def _hindering(snapshot: Snapshot, found: Changes) -> dict[str, NamedClause]:
    """Return the clauses that stand in the way, by their citation."""
    clauses: dict[str, NamedClause] = {}
    for one in found.hindrances:
        if one.kind == "forbidden":
            agreement, _, clause = one.of.partition("#")
            id, _, version = agreement.partition("@")
            for text in snapshot.agreements[AgreementId(id)]:
                told = clause_named(snapshot, text.record, clause)
                if str(text.version) == version and told is not None:
                    clauses[one.of] = told
    return clauses


def _matrix_fields(asked: MatrixAsked) -> dict[str, str]:
    return {"spread": asked.spread, "only": asked.only, "words": asked.words}


def _as_typed(given: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, cut where it is too long to be shown again."""
    return {name: value[:MOST_LETTERS] for name, value in given.items()}


def _names(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the words of every partner, purpose and zone, by its id."""
    return {one.id: one.words for several in choices(snapshot).values() for one in several}


def _pages(found: Matrix) -> Iterator[tuple[int, str]]:
    for number in range(1, found.pages + 1):
        yield number, found.asked.address(page=str(number))


def _told(found: Matrix | None, faults: tuple[FieldFault, ...]) -> Mapping[str, object]:
    return _faults_told(faults) if found is None else found.document()


def _faults_told(faults: tuple[FieldFault, ...]) -> Mapping[str, object]:
    return {"faults": [fault.document() for fault in faults]}


def _row(row: MatrixRow, cell: MatrixCell) -> tuple[Value, ...]:
    verdict = cell.answer.verdict
    consents = verdict.consents
    given = {True: "yes", False: "no"}
    return (
        row.element.id,
        row.element.words,
        cell.value,
        cell.standing,
        " or ".join(_evidence(one) for one in cell.wanted),
        "\n".join(consents.clauses or tuple(dict.fromkeys(clause for _, clause in verdict.forbidden_by))),
        "\n".join(f"{duty}: {value}" for duty, value in verdict.duties().items()),
        given[consents.board],
        given[consents.provider],
        given[consents.law],
        "\n".join(f"{reason.code}: {reason.detail}" for reason in verdict.reasons),
        "\n".join(consents.records),
    )


def _evidence(wanted: Wanted) -> str:
    return ", ".join(f"{name}: {value}" for name, value in wanted.document().items())
