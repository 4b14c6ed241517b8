"""Read an expression: find what each name in it means, and write it again with names that are ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlglot import exp

from catalog.enforcement.queries.refusing import place_of, refuse
from catalog.enforcement.queries.scopes import Path, Reads, Scope, label
from catalog.enforcement.queries.syntax import KNOWN, UNITS, WINDOW, check_type, only, unknown
from catalog.records.query import BaseField

Subquery = Callable[[exp.Expression, Scope, Path], tuple[exp.Expression, frozenset[BaseField]]]
"""Reads a query within an expression: returns it as it will run, and what it reveals."""

_FRAME: Final = frozenset({"UNBOUNDED", "CURRENT ROW", "PRECEDING", "FOLLOWING", "ROWS", "RANGE"})


class Reader:
    """Reads the expressions of one clause of a SELECT; ``reveals`` gathers what they tell of base fields."""

    def __init__(self, scope: Scope, path: Path, *, reads: Reads, subquery: Subquery) -> None:
        self.scope, self.path, self.reads, self.subquery = scope, path, reads, subquery
        self.clause = label(path)
        self.reveals: set[BaseField] = set()
        self._special: dict[type[exp.Expression], Callable[[Any], exp.Expression]] = {
            exp.Column: self._column,
            exp.Subquery: self._scalar,
            exp.Exists: self._exists,
            exp.In: self._in,
            exp.Window: self._window,
            exp.Count: self._count,
            exp.Var: self._unit,
            exp.DataType: self._type,
        }

    def read(self, node: exp.Expression) -> exp.Expression:
        """Return an expression as it will run; raise ``NotRead`` where any part of it is not known."""
        special = self._special.get(type(node))
        return special(node) if special else self._plain(node)

    def _plain(self, node: exp.Expression) -> exp.Expression:
        arguments = KNOWN.get(type(node))
        if arguments is None:
            raise unknown(node, clause=self.clause)
        only(node, arguments, clause=self.clause)
        return type(node)(**{name: self._value(value) for name, value in node.args.items()})

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.read(one) for one in value]
        return self.read(value) if isinstance(value, exp.Expression) else value

    def _column(self, node: exp.Column) -> exp.Expression:
        if not isinstance(node.this, exp.Identifier) or node.args.get("join_mark"):
            raise refuse("not-supported", "a star is read in SELECT alone", node, clause=self.clause)
        found = self.scope.find(node, clause=self.clause)
        self.note(found.reveals, node)
        return found.write()

    def note(self, revealed: Iterable[BaseField], node: exp.Expression) -> None:
        """Note that base fields are read here."""
        self.reveals.update(revealed)
        self.reads.note(revealed, clause=self.clause, place=place_of(node))

    def _within(self, node: exp.Expression) -> exp.Expression:
        read, revealed = self.subquery(node, self.scope, self.path)
        self.reveals |= revealed
        return read

    def _scalar(self, node: exp.Subquery) -> exp.Expression:
        only(node, frozenset({"this"}), clause=self.clause)
        return exp.Subquery(this=self._within(node.this))

    def _exists(self, node: exp.Exists) -> exp.Expression:
        only(node, frozenset({"this"}), clause=self.clause)
        return exp.Exists(this=self._within(node.this))

    def _in(self, node: exp.In) -> exp.Expression:
        only(node, frozenset({"this", "expressions", "query"}), clause=self.clause)
        query = node.args.get("query")
        if query is None:
            return exp.In(this=self.read(node.this), expressions=[self.read(one) for one in node.expressions])
        if type(query) is not exp.Subquery:
            raise unknown(query, clause=self.clause)
        return exp.In(this=self.read(node.this), query=self._scalar(query))

    def _count(self, node: exp.Count) -> exp.Expression:
        if type(node.this) is exp.Star and not any(node.this.args.values()):
            only(node, KNOWN[exp.Count], clause=self.clause)
            return exp.Count(this=exp.Star(), big_int=True)
        return self._plain(node)

    def _unit(self, node: exp.Var) -> exp.Expression:
        if node.name.upper() not in UNITS:
            raise refuse("not-supported", f"`{node.name}` is not read", node, clause=self.clause)
        return exp.Var(this=node.name.upper())

    def _type(self, node: exp.DataType) -> exp.Expression:
        check_type(node, clause=self.clause)
        return node.copy()

    def _window(self, node: exp.Window) -> exp.Expression:
        only(node, WINDOW, clause=self.clause)
        order, spec = node.args.get("order"), node.args.get("spec")
        read = {"this": self.read(node.this), "over": "OVER"}
        around = Reader(self.scope, (*self.path[:-1], "WINDOW"), reads=self.reads, subquery=self.subquery)
        read["partition_by"] = [around.read(one) for one in node.args.get("partition_by") or ()]
        if order is not None:
            only(order, frozenset({"expressions"}), clause=around.clause)
            read["order"] = exp.Order(expressions=[around.read(one) for one in order.expressions])
        if spec is not None:
            read["spec"] = self._frame(spec)
        self.reveals |= around.reveals
        return exp.Window(**read)

    def _frame(self, node: exp.Expression) -> exp.Expression:
        """Read the frame of a window, whose ends are numbers or words."""
        for value in node.args.values():
            number = isinstance(value, exp.Literal) and not value.is_string
            if not (value is None or number or (isinstance(value, str) and value in _FRAME)):
                raise refuse("not-supported", "this frame of a window is not read", node, clause=self.clause)
        return self._plain(node)
