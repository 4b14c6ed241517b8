"""Every benchmark runs, small, and gets its answers right; how fast is not a test's business."""

from collections.abc import Callable
from dataclasses import asdict

import pytest

from benchmarks import (
    cedar,
    decide,
    dictionary,
    gate,
    lighthouse,
    lineage_map,
    loading,
    log,
    meetings,
    packet,
    partners,
    propagation,
    publish,
    run,
    search,
    serve,
    spark_gate,
    sql_gate,
    startup,
    tranche,
    whatif,
)
from benchmarks.measuring import Figure
from benchmarks.worlds import Size, World

TINY = Size(partners=5, elements=20, agreements=4, requests=200)
SMALL: dict[str, Callable[[], list[Figure]]] = {
    "decide": lambda: decide.figures(TINY, rounds=1),
    "cedar": lambda: cedar.figures(TINY, rounds=1),
    "whatif": lambda: whatif.figures(TINY, rounds=2),
    "packet": lambda: packet.figures(elements=40, edges=60, rounds=1),
    "meetings": lambda: meetings.figures(items=3, comments=5, clerks=3, rounds=1),
    "log": lambda: log.figures(leaves=2_000, records=100, rounds=1),
    "dictionary": lambda: dictionary.figures(elements=24, rounds=1),
    "publish": lambda: publish.figures(meetings=1, each=2, rounds=1),
    "serve": lambda: serve.figures(definitions=60, seconds=0.2, rounds=1, alone=5),
    "lighthouse": lambda: lighthouse.figures({"the dictionary": "/definitions"}, rounds=1),
    "lineage_map": lambda: lineage_map.figures(elements=30, datasets=4, rounds=3),
    "search": lambda: search.figures(elements=330, each=2),
    "partners": lambda: partners.figures(TINY, rounds=1),
    "tranche": lambda: tranche.figures(rows=2_000, rounds=1),
    "loading": lambda: loading.figures(elements=30, rounds=1),
    "propagation": lambda: propagation.figures(edges=2_000),
    "gate": lambda: gate.figures((1_000, 2_000, 4_000), rounds=1),
    "spark_gate": lambda: spark_gate.figures((50, 100)),
    "sql_gate": lambda: sql_gate.figures(rounds=1, rows=500),
    "startup": lambda: startup.figures(rounds=1),
}


def test_every_subject_has_a_small_run() -> None:
    assert SMALL.keys() == run.SUBJECTS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("subject", SMALL)
def test_a_subject_runs_small_and_its_figures_make_a_table(subject: str) -> None:
    figures = [asdict(figure) for figure in SMALL[subject]()]
    assert figures
    sections = {subject: run.section(subject, figures)}
    page = run.page(sections)
    assert page.count("\n| ") == len(figures) + 1
    assert run.standing(page) == sections


@pytest.mark.slow
def test_cedar_gives_the_same_answers() -> None:
    figures = cedar.figures(TINY, rounds=1)
    (differing,) = (one.value for one in figures if one.name.startswith("answers that differ"))
    assert differing == 0


def test_a_world_and_its_requests_are_the_same_every_time() -> None:
    one, other = World(TINY), World(TINY)
    assert one.documents == other.documents
    assert one.requests() == other.requests()


def test_a_figure_that_misses_what_was_asked_is_told() -> None:
    slow = Figure(name="a", value=9.0, unit="/s", at_least=10)
    assert slow.met is False
    assert run.met(asdict(slow)) == "no"
