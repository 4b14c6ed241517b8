"""The matrix of what may flow: every cell is what the decider says, and what evidence it wants is enough."""

import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from benchmarks.worlds import AS_KNOWN, Size
from benchmarks.worlds import World as LargeWorld
from catalog.records.snapshot import Snapshot
from catalog.rules.decide import decide
from catalog.services.partners.asking import SPREADS
from catalog.services.partners.flow_pages import matrix_workbook
from catalog.services.partners.matrix import Matrix, matrix, read_matrix, rows_a_page
from catalog.store.reading import load_documents
from tests.builders import snapshot_of, world_of
from tests.worlds import TODAY, agreement, element, permit, random_world

NOW = date.fromisoformat(TODAY)


def asked_of(snapshot: Snapshot, **given: str) -> Matrix:
    """The matrix that a form asks for; fail where the form has faults."""
    asked, faults = read_matrix(snapshot, given, own=None, today=NOW)
    assert not faults
    return matrix(snapshot, asked)


def check_cells(found: Matrix, snapshot: Snapshot) -> set[str]:
    """Hold each cell against the decider; return how the cells stand."""
    standings: set[str] = set()
    for row in found.rows:
        for cell in row.cells:
            request = found.asked.question.along(found.asked.spread, cell.value).request(row.source)
            answer = decide(snapshot, request)
            assert cell.decision == answer
            assert (cell.standing == "permit") == answer.permitted
            for wanted in cell.wanted:
                assert decide(snapshot, wanted.shown(request)).permitted
                if wanted.min_cell:
                    less = replace(
                        request, min_cell=wanted.min_cell - 1, irb="approved" if wanted.irb else None
                    )
                    assert not decide(snapshot, less).permitted
            assert bool(cell.wanted) == (cell.standing == "evidence")
            if cell.standing == "refuse":
                shown = replace(request, min_cell=10**9, irb="approved")
                assert not decide(snapshot, shown).permitted
                assert cell.because in answer.verdict.reasons
            standings.add(cell.standing)
    return standings


def test_every_cell_is_what_the_decider_says() -> None:
    seen = set()
    for seed in range(70, 100):
        rng = Random(seed)  # noqa: S311 - worlds, not secrets
        loaded = load_documents(random_world(rng))
        if loaded.snapshot is None:
            continue
        spread = rng.choice(SPREADS)
        on = rng.choice(["2026-03-01", "2026-06-30", "2026-12-01"])
        found = asked_of(loaded.snapshot, provider=rng.choice(["cde", "uni"]), spread=spread, on=on)
        seen |= check_cells(found, loaded.snapshot)
    assert seen == {"permit", "evidence", "refuse"}


def test_counts_are_of_all_elements_and_rows_of_those_asked_for() -> None:
    clauses = [permit(fields={"elements": ["k12.ssid", "k12.grade"]})]
    texts = [agreement("load", clauses), element("k12.grade", title="Grade level"), element("k12.school")]
    snapshot = snapshot_of(world_of(*texts))
    given = {"provider": "cde", "recipient": "c2c", "purpose": "evaluation", "zone": "c2c.linkage"}
    found = asked_of(snapshot, **given, only="refuse")
    assert {column: dict(counts) for column, counts in found.counts.items()} == {
        form: {"permit": 2, "refuse": 1} for form in found.columns
    }
    assert [row.source for row in found.rows] == ["cde:k12.school"]
    assert [row.source for row in asked_of(snapshot, **given, words="grade LEVEL").rows] == ["cde:k12.grade"]
    assert asked_of(snapshot, **given, page="9").rows == ()


def test_what_is_not_asked_is_what_the_first_clause_in_force_says() -> None:
    later = agreement("b", [permit(zones=["uni.enclave"], forms=["aggregate"])])
    draft = agreement(
        "a", [permit(to=["public"])], effective_from="2030-01-01", effective_through="2031-01-01"
    )
    question = asked_of(snapshot_of(world_of(draft, later))).asked.question
    assert (question.provider, question.recipient, question.zone) == ("cde", "c2c", "uni.enclave")
    assert question.form == "aggregate"


def test_of_several_clauses_the_evidence_of_each_will_do() -> None:
    clauses = [
        permit("large", forms=["aggregate"], conditions={"min_cell": 20}),
        permit("small", forms=["aggregate"], conditions={"min_cell": 11, "irb": "approved"}),
        permit("smaller", forms=["aggregate"], conditions={"min_cell": 30, "irb": "approved"}),
    ]
    snapshot = snapshot_of(world_of(agreement("load", clauses)))
    given = {"provider": "cde", "recipient": "c2c", "purpose": "evaluation", "zone": "c2c.linkage"}
    cell = asked_of(snapshot, **given).rows[0].cells[3]
    assert [one.document() for one in cell.wanted] == [{"min_cell": 11, "irb": "approved"}, {"min_cell": 20}]


@pytest.mark.parametrize(
    "field,value,code",
    [
        ("provider", "nobody", "unknown"),
        ("purpose", "<b>", "unknown"),
        ("form", "raw", "unknown"),
        ("spread", "day", "unknown"),
        ("on", "2026-02-30", "not-a-day"),
        ("on", "20260201", "not-a-day"),
        ("min_cell", "-1", "not-a-number"),
        ("min_cell", "9" * 17, "not-a-number"),
        ("irb", "pending", "unknown"),
        ("words", "x" * 201, "too-long"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(field: str, value: str, code: str) -> None:
    snapshot = snapshot_of(world_of(agreement("load", [permit()])))
    _, faults = read_matrix(snapshot, {field: value}, own=None, today=NOW)
    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]


def test_a_workbook_holds_every_cell_and_no_formula() -> None:
    texts = [agreement("load", [permit()]), element("k12.grade", title="=1+1")]
    made = matrix_workbook(snapshot_of(world_of(*texts)), {"provider": "cde"}, own=None, today=NOW)
    assert isinstance(made, bytes)
    book = load_workbook(BytesIO(made))
    rows = list(book["What may flow"].iter_rows(values_only=True))
    assert len(rows) == 1 + 2 * 4
    titles: list[Any] = [cell for cell in book["What may flow"]["B"] if cell.value == "=1+1"]
    assert len(titles) == 4
    assert {cell.data_type for cell in titles} == {"s"}
    again = matrix_workbook(snapshot_of(world_of(*texts)), {"provider": "cde"}, own=None, today=NOW)
    assert made == again


def test_a_page_has_fewer_rows_where_there_are_many_columns() -> None:
    assert [rows_a_page(columns) for columns in (1, 4, 12, 23, 1000)] == [400, 100, 33, 20, 20]


@pytest.mark.slow
def test_five_thousand_elements_are_answered_in_seconds() -> None:
    world = LargeWorld(Size(elements=5_000, partners=6, requests=10))
    snapshot = world.snapshot()
    given = {"provider": "p02", "recipient": "hub", "purpose": "evaluation", "zone": "hub.analytics"}
    asked, faults = read_matrix(snapshot, {**given, "on": "2026-06-01"}, own=None, today=AS_KNOWN)
    begun = time.perf_counter()
    found = matrix(snapshot, asked)
    took = time.perf_counter() - begun
    assert not faults
    assert sum(found.counts["aggregate"].values()) == found.supplied > 3_000
    assert took < 10  # within a second or two on a quiet machine
