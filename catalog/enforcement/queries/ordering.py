"""Read GROUP BY, ORDER BY and LIMIT: by number, by the name of a result, or by an expression."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from catalog.enforcement.queries.expressions import Reader
from catalog.enforcement.queries.refusing import place_of, refuse
from catalog.enforcement.queries.results import Result
from catalog.enforcement.queries.scopes import Path, Reads, label

_ITEMS = frozenset({"expressions"})
_ORDERED = frozenset({"this", "desc", "nulls_first"})


def group(node: exp.Expression | None, results: Sequence[Result], *, reader: Reader) -> exp.Expression | None:
    """Return a GROUP BY as it will run."""
    if node is None:
        return None
    _only_items(node, reader.clause)
    return exp.Group(expressions=[_item(one, results, reader=reader) for one in node.expressions])


def order(node: exp.Expression | None, results: Sequence[Result], *, reader: Reader) -> exp.Expression | None:
    """Return an ORDER BY as it will run."""
    if node is None:
        return None
    _only_items(node, reader.clause)
    return exp.Order(
        expressions=[
            _ordered(one, _item(_this(one, reader.clause), results, reader=reader))
            for one in node.expressions
        ]
    )


def order_of_set(
    node: exp.Expression | None, results: Sequence[Result], *, reads: Reads, path: Path
) -> exp.Expression | None:
    """Return the ORDER BY of a set operation, where only numbers and names of results are read."""
    if node is None:
        return None
    clause = label(path)
    _only_items(node, clause)
    written = []
    for one in node.expressions:
        item = _this(one, clause)
        number = _number(item, results, clause=clause) or _by_name(item, results, clause=clause)
        if number is None:
            told = "a set operation is ordered by names or numbers of its columns"
            raise refuse("not-supported", told, one, clause=clause)
        reads.note(results[number - 1].reveals, clause=clause, place=place_of(item))
        written.append(_ordered(one, exp.Literal.number(number)))
    return exp.Order(expressions=written)


def limit(node: exp.Expression | None, *, clause: str) -> exp.Expression | None:
    """Return a LIMIT or OFFSET as it will run: a plain number."""
    if node is None:
        return None
    number: exp.Expression | None = node.args.get("expression")
    others = [value for name, value in node.args.items() if name != "expression" and value]
    if others or not (isinstance(number, exp.Literal) and not number.is_string and number.name.isdigit()):
        raise refuse("not-supported", "LIMIT and OFFSET are plain numbers", node, clause=clause)
    return type(node)(expression=exp.Literal.number(number.name))


def _only_items(node: exp.Expression, clause: str) -> None:
    others = [value for name, value in node.args.items() if name not in _ITEMS and value]
    if others or not node.expressions:
        told = f"`{node.key} by` is read with expressions alone"
        raise refuse("not-supported", told, node, clause=clause)


def _this(node: exp.Expression, clause: str) -> exp.Expression:
    others = [value for name, value in node.args.items() if name not in _ORDERED and value]
    if type(node) is not exp.Ordered or others:
        raise refuse("not-supported", "this order is not read", node, clause=clause)
    found: exp.Expression = node.this
    return found


def _ordered(node: exp.Expression, written: exp.Expression) -> exp.Expression:
    flags = {"desc": node.args.get("desc"), "nulls_first": node.args.get("nulls_first")}
    return exp.Ordered(this=written, **flags)


def _item(node: exp.Expression, results: Sequence[Result], *, reader: Reader) -> exp.Expression:
    number = _number(node, results, clause=reader.clause)
    if number is None and _only_a_result(node, reader):
        number = _by_name(node, results, clause=reader.clause)
    if number is None:
        return reader.read(node)
    reader.note(results[number - 1].reveals, node)
    return exp.Literal.number(number)


def _number(node: exp.Expression, results: Sequence[Result], *, clause: str) -> int | None:
    """Return the column that a number stands for; a text or a boolean stands for none."""
    if not isinstance(node, exp.Literal | exp.Neg | exp.Null | exp.Boolean):
        return None
    plain = isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit()
    number = int(node.name) if plain and len(node.name) < 6 else 0  # noqa: PLR2004  # no query has as many
    if not 1 <= number <= len(results):
        raise refuse("unknown-column", "no column of SELECT has this number", node, clause=clause)
    return number


def _only_a_result(node: exp.Expression, reader: Reader) -> bool:
    """Say whether a name is no column of a source, so that it can only be a result of SELECT."""
    plain = type(node) is exp.Column and not node.table and isinstance(node.this, exp.Identifier)
    return plain and not any(one.name == node.name for one in reader.scope.visible)


def _by_name(node: exp.Expression, results: Sequence[Result], *, clause: str) -> int | None:
    if type(node) is not exp.Column or node.table:
        return None
    found = [number for number, one in enumerate(results, start=1) if one.name == node.name]
    if len(found) > 1:
        told = f"`{node.name}` may be one of several results"
        raise refuse("ambiguous-name", told, node, clause=clause)
    return found[0] if found else None
