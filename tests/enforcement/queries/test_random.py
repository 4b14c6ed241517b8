"""Random statements: what is permitted means what DuckDB takes it to mean, and tells nothing of the rest."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.enforcement.queries.reading import Reading
from catalog.store import yaml_text
from tests.queries import DATASETS, judged
from tests.statements import Maker

Rows = list[str]

CASES = Path(__file__).resolve().parents[2] / "cases" / "sql"

STATEMENTS = [
    case["sql"]
    for name in ("attacks", "permitted")
    for theme in yaml_text.read((CASES / f"{name}.yaml").read_bytes()).values()
    for case in theme
    if case["sql"]
]
WORDS = re.compile(r"'[^']*'|\w+|\s+|[^\w\s]")
TYPES = {"Id": "BIGINT", "Score": "BIGINT", "Year": "BIGINT", "Units": "DECIMAL(38, 10)", "Born": "DATE"}


class Whole:
    """The whole of a version of the data, also what may not be read, under its own names and under ours."""

    def __init__(self, folder: Path) -> None:
        self.engine = duckdb.connect(config={"threads": 1})
        self.engine.execute("CREATE SCHEMA cde")
        for name, fields in DATASETS.items():
            file = folder / f"{name}.csv"
            columns = [f'CAST("{field}" AS {TYPES.get(field, "VARCHAR")}) AS "{field}"' for field in fields]
            source = f"read_csv('{file}', header = true, all_varchar = true)"
            self.engine.execute(f"CREATE TABLE {_named(name)} AS SELECT {', '.join(columns)} FROM {source}")  # noqa: S608  # made, never given

    def as_typed(self, statement: str) -> Rows:
        """Run a statement as it was typed, in no order; what fails gives the kind of the failure."""
        try:
            return sorted(map(repr, self.engine.execute(statement).fetchall()))
        except duckdb.Error as error:
            return [type(error).__name__]

    def as_ours(self, reading: Reading) -> Rows:
        """Run a statement as it was understood, in no order."""
        for dataset in reading.datasets:
            columns = [f'"{field}" AS c{n}' for n, field in enumerate(DATASETS[dataset.name], start=1)]
            told = f"SELECT {', '.join(columns)} FROM {_named(dataset.name)}"  # noqa: S608  # made, never given
            self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {dataset.table} AS {told}")
        return self.as_typed(reading.runs)


def _named(dataset: str) -> str:
    schema, _, table = dataset.rpartition(".")
    return f'{schema or "main"}."{table}"'


@pytest.fixture(scope="module")
def versions(folder: Path) -> Iterator[tuple[Whole, Whole]]:
    """Return both versions of the data."""
    one, other = Whole(folder / "one"), Whole(folder / "other")
    yield one, other
    one.engine.close()
    other.engine.close()


@pytest.mark.slow
@given(seed=st.integers(0, 2**32))
def test_a_permitted_statement_means_the_same_and_tells_nothing_of_the_rest(
    folder: Path, versions: tuple[Whole, Whole], seed: int
) -> None:
    one, other = versions
    statement = Maker(Random(seed)).statement()  # noqa: S311  # made, never given
    found = judged(folder, statement)
    if found.reading is None or not found.answer.permitted:
        return
    told = one.as_ours(found.reading)
    assert told == one.as_typed(statement), found.reading.runs
    assert told == other.as_ours(found.reading)


@given(rng=st.randoms(use_true_random=False))
def test_a_statement_that_is_torn_apart_is_refused_or_tells_nothing_of_the_rest(
    folder: Path, versions: tuple[Whole, Whole], rng: Random
) -> None:
    one, other = versions
    found = judged(folder, _torn(rng))
    if found.reading is not None and found.answer.permitted:
        assert one.as_ours(found.reading) == other.as_ours(found.reading)


def _torn(rng: Random) -> str:
    """Return a statement of the cases in which some words were left out, doubled or replaced by others'."""
    words = WORDS.findall(rng.choice(STATEMENTS))
    for _ in range(rng.randint(1, 3)):
        at, others = rng.randrange(len(words)), WORDS.findall(rng.choice(STATEMENTS))
        start = rng.randrange(len(others))
        words[at : at + rng.randint(0, 2)] = others[start : start + rng.randint(0, 4)]
        words = words or ["SELECT"]
    return "".join(words)
