"""Read a statement: which base fields it reads or reveals, where, and how it will run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot.errors import ErrorLevel, SqlglotError

from catalog.enforcement.queries.refusing import NotRead, refuse
from catalog.enforcement.queries.scopes import Reads, inside
from catalog.enforcement.queries.selects import Resolver
from catalog.enforcement.queries.text import parse
from catalog.records.query import BaseField, Place, QueryReason


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetRead:
    """A dataset that a statement reads, and where it is first named.

    ``table`` and ``columns`` are what it and its fields that are read are called where the statement runs.
    """

    name: str
    table: str
    columns: Mapping[str, str]
    clause: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A statement that is understood.

    ``runs`` is the statement with every name replaced by one of ours: nothing that was typed is left in it
    but numbers and texts. ``titles`` are its columns as a reader is shown them. ``fields`` says in which
    clauses each base field is read, and where first.
    """

    runs: str
    titles: tuple[str, ...]
    datasets: tuple[DatasetRead, ...]
    fields: Mapping[BaseField, Mapping[str, Place | None]]


def read_query(text: str, fields: Mapping[str, Sequence[str]]) -> Reading | QueryReason:
    """Read a statement against the datasets of lineage and their fields, or say why it is refused.

    What is not known is refused: a part of SQL, a function, a dataset, a column, or a name that may be two.
    """
    try:
        return _read(text, fields)
    except NotRead as refused:
        return refused.reason
    except RecursionError:
        return refuse("too-deep", "the statement is nested too deeply to be read").reason


def _read(text: str, fields: Mapping[str, Sequence[str]]) -> Reading:
    resolver = Resolver(fields)
    relation = resolver.statement(parse(text))
    try:
        runs = relation.node.sql("duckdb", comments=False, unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        raise refuse("not-supported", "a part of the statement is not read") from error
    reads = resolver.reads
    if not reads.datasets:
        raise refuse("no-dataset", "the statement reads no dataset")
    datasets = tuple(
        DatasetRead(
            name=name,
            table=table,
            columns=_columns(name, fields[name], reads),
            clause=reads.where[name][0],
            place=reads.where[name][1],
        )
        for name, table in reads.datasets.items()
    )
    titles = tuple(result.title for result in relation.results)
    return Reading(runs=runs, titles=titles, datasets=datasets, fields=reads.fields)


def _columns(dataset: str, names: Sequence[str], reads: Reads) -> dict[str, str]:
    return {
        name: inside(number)
        for number, name in enumerate(names, start=1)
        if BaseField(dataset, name) in reads.fields
    }
