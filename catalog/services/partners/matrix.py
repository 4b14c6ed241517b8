"""What may flow: a provider's elements held against the values of one dimension, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast

from catalog.records.agreement import Conditions
from catalog.records.flow import FlowDecision, FlowRequest, Reason
from catalog.records.ids import FORMS, PartnerId
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide, permits
from catalog.rules.flows.permitted import sources_of
from catalog.services.partners.asking import (
    ONLY,
    SPREADS,
    FieldFault,
    FlowQuestion,
    Only,
    Spread,
    Typed,
    read_question,
)
from catalog.services.partners.evidence import Wanted, wanted, with_all_evidence
from catalog.services.partners.naming import Named, element_named

Standing = Literal["permit", "evidence", "refuse"]
CELLS_A_PAGE: Final = 400
FEWEST_ROWS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixAsked:
    """A question, the dimension its columns run over, and which of its rows are shown.

    ``words`` must stand in an element's id or title, in any case of letters. Pages count from 1.
    """

    question: FlowQuestion
    spread: Spread
    only: Only
    words: str
    page: int

    def address(self, **more: str) -> str:
        """Return it as the part of an address behind the ``?``."""
        given = {"spread": self.spread, "only": self.only, "words": self.words}
        return self.question.address(**{**given, **more})


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """One element for one value: how it stands, the decision on the flow as asked, and its address.

    Where the flow hangs on evidence alone, ``wanted`` is what would do, and ``assumed`` the decision
    with all evidence shown.
    """

    value: str
    standing: Standing
    decision: FlowDecision
    assumed: FlowDecision | None
    wanted: tuple[Wanted, ...]
    address: str

    @property
    def answer(self) -> FlowDecision:
        """The decision whose clauses and duties count: with the evidence where the flow hangs on it alone."""
        return self.assumed or self.decision

    @property
    def because(self) -> Reason | None:
        """The first reason of a refusal: a forbid before all, since no other clause would help."""
        reasons = self.decision.verdict.reasons
        return min(reasons, key=lambda one: one.code != "forbidden", default=None)

    @property
    def conditions(self) -> Conditions:
        """What the clauses that permit ask for."""
        return self.answer.verdict.conditions

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "value": self.value,
            "standing": self.standing,
            "decision": self.decision.document(),
            "wanted": [one.document() for one in self.wanted],
            "with_evidence": self.assumed.document() if self.assumed else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One element and its cells, in the order of the columns."""

    element: Named
    source: str
    cells: tuple[MatrixCell, ...]

    def document(self) -> dict[str, object]:
        """Return it as a plain object."""
        return {
            "source": self.source,
            "title": self.element.words,
            "cells": [cell.document() for cell in self.cells],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The elements of a provider against the values of a dimension.

    ``counts`` say of all the provider's elements, for each column, how many stand how; ``found`` is how
    many rows there are to show, and ``rows`` are those of the page.
    """

    asked: MatrixAsked
    columns: tuple[str, ...]
    counts: Mapping[str, Mapping[str, int]]
    supplied: int
    found: int
    rows: tuple[MatrixRow, ...]
    catalog: str
    as_known: date

    @property
    def pages(self) -> int:
        """How many pages the rows fill."""
        return max(1, -(-self.found // rows_a_page(len(self.columns))))

    def document(self) -> dict[str, object]:
        """Return the page of the matrix as a plain object."""
        asked = self.asked
        return {
            "asked": {**asked.question.fields(), "spread": asked.spread, "only": asked.only},
            "columns": list(self.columns),
            "counts": {column: dict(found) for column, found in self.counts.items()},
            "supplied": self.supplied,
            "found": self.found,
            "page": asked.page,
            "pages": self.pages,
            "rows": [row.document() for row in self.rows],
            "catalog": self.catalog,
            "as_known": self.as_known.isoformat(),
        }


def read_matrix(
    snapshot: Snapshot, given: Mapping[str, str], *, own: PartnerId | None, today: date
) -> tuple[MatrixAsked, tuple[FieldFault, ...]]:
    """Read a matrix as a form asks for it, and what is wrong with its fields."""
    question, faults = read_question(snapshot, given, own=own, today=today)
    typed = Typed(given)
    asked = MatrixAsked(
        question=question,
        spread=cast("Spread", typed.one_of("spread", SPREADS, otherwise="form")),
        only=cast("Only", typed.one_of("only", ONLY, otherwise="all")),
        words=typed.text("words"),
        page=max(1, typed.number("page") or 1),
    )
    return asked, (*faults, *typed.faults)


def matrix(snapshot: Snapshot, asked: MatrixAsked, *, whole: bool = False) -> Matrix:
    """Work out a matrix: its counts over all elements, and the cells of one page, or of all rows.

    A page beyond the last is empty.
    """
    columns = columns_of(snapshot, asked.spread)
    sources = supplied_by(snapshot, asked.question.provider)
    counts: dict[str, Counter[str]] = {column: Counter() for column in columns}
    shown: list[str] = []
    for source in sources:
        standings = [
            _standing(snapshot, asked.question.along(asked.spread, column).request(source))
            for column in columns
        ]
        for column, standing in zip(columns, standings, strict=True):
            counts[column][standing] += 1
        if (asked.only == "all" or asked.only in standings) and _speaks(snapshot, source, asked.words):
            shown.append(source)
    rows = rows_a_page(len(columns))
    first = (asked.page - 1) * rows
    paged = shown if whole else shown[first : first + rows]
    return Matrix(
        asked=asked,
        columns=columns,
        counts=counts,
        supplied=len(sources),
        found=len(shown),
        rows=tuple(_row(snapshot, asked, source=source, columns=columns) for source in paged),
        catalog=snapshot.digest,
        as_known=asked.question.as_known,
    )


def rows_a_page(columns: int) -> int:
    """Return how many rows a page has: fewer where there are many columns.

    >>> rows_a_page(4), rows_a_page(23)
    (100, 20)
    """
    return max(FEWEST_ROWS, CELLS_A_PAGE // max(1, columns))


def columns_of(snapshot: Snapshot, spread: Spread) -> tuple[str, ...]:
    """Return the values of a dimension, in the order of the catalog."""
    vocabularies: dict[str, tuple[str, ...]] = {
        "form": FORMS,
        "purpose": tuple(snapshot.purposes),
        "recipient": tuple(snapshot.partners),
        "zone": tuple(snapshot.zones),
    }
    return vocabularies[spread]


def supplied_by(snapshot: Snapshot, provider: PartnerId) -> list[str]:
    """Return the sources of a provider, by any version of the elements, in order.

    Whether it supplies an element on the day is for the decision to say.
    """
    return [source for source in sources_of(snapshot, snapshot.elements) if _of(source) == provider]


def _of(source: str) -> str:
    return source.partition(":")[0]


def _standing(snapshot: Snapshot, request: FlowRequest) -> Standing:
    if permits(snapshot, request):
        return "permit"
    return "evidence" if permits(snapshot, with_all_evidence(request)) else "refuse"


def _speaks(snapshot: Snapshot, source: str, words: str) -> bool:
    if not words:
        return True
    element = element_named(snapshot, source.partition(":")[2])
    return words.casefold() in f"{element.id} {element.words}".casefold()


def _row(snapshot: Snapshot, asked: MatrixAsked, *, source: str, columns: tuple[str, ...]) -> MatrixRow:
    return MatrixRow(
        element=element_named(snapshot, source.partition(":")[2]),
        source=source,
        cells=tuple(_cells(snapshot, asked, source=source, columns=columns)),
    )


def _cells(
    snapshot: Snapshot, asked: MatrixAsked, *, source: str, columns: tuple[str, ...]
) -> Iterator[MatrixCell]:
    for column in columns:
        question = asked.question.along(asked.spread, column)
        request = question.request(source)
        standing = _standing(snapshot, request)
        needs = wanted(snapshot, request) if standing == "evidence" else ()
        yield MatrixCell(
            value=column,
            standing=standing,
            decision=decide(snapshot, request),
            assumed=decide(snapshot, with_all_evidence(request)) if needs else None,
            wanted=needs,
            address=question.address(item=source),
        )
