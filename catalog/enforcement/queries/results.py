"""What a query gives: its columns, each with a name, and what each reveals of base fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlglot import exp

from catalog.enforcement.queries.refusing import refuse
from catalog.enforcement.queries.scopes import Seen
from catalog.enforcement.queries.syntax import only
from catalog.records.query import BaseField

_LONGEST_TITLE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A column that a query gives. ``seen`` is the column that it shows unchanged, if it does.

    ``name`` is what a query around it may call it, ``title`` what a reader is shown.
    """

    name: str | None
    title: str
    reveals: frozenset[BaseField]
    seen: Seen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A query as it will run, its columns called ``o1``, ``o2``, …, and what these are."""

    node: exp.Expression
    results: tuple[Result, ...]


def result_of(node: exp.Expression, *, reveals: frozenset[BaseField], seen: Seen | None) -> Result:
    """Return the column that an expression of SELECT gives, called as SQL calls it."""
    if isinstance(node, exp.Alias):
        return Result(name=node.alias, title=node.alias, reveals=reveals, seen=seen)
    if isinstance(node, exp.Column):
        return Result(name=node.name, title=node.name, reveals=reveals, seen=seen)
    told = node.sql("duckdb", comments=False)
    title = told if len(told) <= _LONGEST_TITLE else told[: _LONGEST_TITLE - 1] + "…"
    return Result(name=None, title=title, reveals=reveals, seen=seen)


def renamed(relation: Relation, alias: exp.Expression | None, *, clause: str) -> Relation:
    """Return a query whose columns are called as an alias says: ``AS d (a, b)``."""
    if alias is None:
        return relation
    only(alias, frozenset({"this", "columns"}), clause=clause)
    names: Sequence[exp.Expression] = alias.args.get("columns") or ()
    if not names:
        return relation
    if len(names) != len(relation.results) or not all(type(one) is exp.Identifier for one in names):
        raise refuse("not-supported", "an alias names all columns, or none", alias, clause=clause)
    results = tuple(
        replace(result, name=name.name, title=name.name)
        for result, name in zip(relation.results, names, strict=True)
    )
    return replace(relation, results=results)


def seen_as(relation: Relation, source: str) -> tuple[Seen, ...]:
    """Return the columns of a query that have a name, as a scope sees them that reads it as a source."""
    return tuple(
        Seen(name=one.name, written=((source, f"o{number}"),), reveals=one.reveals)
        for number, one in enumerate(relation.results, start=1)
        if one.name is not None
    )
