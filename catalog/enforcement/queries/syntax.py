"""The parts of SQL that are read. Whatever is not listed here, with just these arguments, is refused."""

from __future__ import annotations

from typing import Any, Final

from sqlglot import exp

from catalog.enforcement.queries.refusing import NotRead, refuse

_ONE: Final = frozenset({"this"})
_TWO: Final = frozenset({"this", "expression"})
_MORE: Final = frozenset({"this", "expressions"})

KNOWN: Final[dict[type[exp.Expression], frozenset[str]]] = {
    # what stands for itself
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: _ONE,
    exp.Null: frozenset(),
    exp.Interval: frozenset({"this", "unit"}),
    # logic and comparison
    exp.And: _TWO,
    exp.Or: _TWO,
    exp.Not: _ONE,
    exp.Paren: _ONE,
    exp.EQ: _TWO,
    exp.NEQ: _TWO,
    exp.GT: _TWO,
    exp.GTE: _TWO,
    exp.LT: _TWO,
    exp.LTE: _TWO,
    exp.Is: _TWO,
    exp.NullSafeEQ: _TWO,
    exp.NullSafeNEQ: _TWO,
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Like: _TWO | {"negate"},
    exp.ILike: _TWO | {"negate"},
    exp.Escape: _TWO,
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true", "false"}),
    exp.Coalesce: _MORE,
    exp.Nullif: _TWO,
    exp.Greatest: _MORE | {"ignore_nulls"},
    exp.Least: _MORE | {"ignore_nulls"},
    # numbers
    exp.Add: _TWO,
    exp.Sub: _TWO,
    exp.Mul: _TWO,
    exp.Div: _TWO | {"typed", "safe"},
    exp.IntDiv: _TWO,
    exp.Mod: _TWO,
    exp.Neg: _ONE,
    exp.Abs: _ONE,
    exp.Sign: _ONE,
    exp.Floor: _ONE,
    exp.Ceil: _ONE,
    exp.Round: frozenset({"this", "decimals"}),
    exp.Sqrt: _ONE,
    exp.Ln: _ONE,
    exp.Exp: _ONE,
    # text
    exp.DPipe: _TWO | {"safe"},
    exp.Concat: frozenset({"expressions", "safe", "coalesce"}),
    exp.Lower: _ONE,
    exp.Upper: _ONE,
    exp.Trim: frozenset({"this", "position"}),
    exp.Length: _ONE,
    exp.Substring: frozenset({"this", "start", "length"}),
    exp.Left: _TWO,
    exp.Right: _TWO,
    exp.Replace: _TWO | {"replacement"},
    exp.StartsWith: _TWO,
    exp.EndsWith: _TWO,
    exp.Contains: _TWO,
    exp.StrPosition: frozenset({"this", "substr"}),
    # days and times
    exp.Year: _ONE,
    exp.Month: _ONE,
    exp.Day: _ONE,
    exp.Quarter: _ONE,
    exp.Extract: _TWO,
    exp.TimestampTrunc: frozenset({"this", "unit"}),
    exp.DateDiff: _TWO | {"unit", "date_part_boundary"},
    # kinds of values
    exp.Cast: frozenset({"this", "to"}),
    exp.TryCast: frozenset({"this", "to", "safe"}),
    # figures over many rows
    exp.Count: frozenset({"this", "big_int"}),
    exp.CountIf: _ONE,
    exp.Distinct: frozenset({"expressions"}),
    exp.Sum: _ONE,
    exp.Avg: _ONE,
    exp.Min: _ONE,
    exp.Max: _ONE,
    exp.Median: _ONE,
    exp.Quantile: frozenset({"this", "quantile"}),
    exp.PercentileCont: _TWO,
    exp.Stddev: _ONE,
    exp.StddevSamp: _ONE,
    exp.StddevPop: _ONE,
    exp.Variance: _ONE,
    exp.VariancePop: _ONE,
    exp.Corr: _TWO,
    exp.LogicalAnd: _ONE,
    exp.LogicalOr: _ONE,
    exp.Filter: _TWO,
    exp.Where: _ONE,
    # figures along rows
    exp.RowNumber: frozenset(),
    exp.Rank: frozenset(),
    exp.DenseRank: frozenset(),
    exp.PercentRank: frozenset(),
    exp.CumeDist: frozenset(),
    exp.Ntile: _ONE,
    exp.Lag: frozenset({"this", "offset", "default"}),
    exp.Lead: frozenset({"this", "offset", "default"}),
    exp.FirstValue: _ONE,
    exp.LastValue: _ONE,
    exp.NthValue: frozenset({"this", "offset"}),
    exp.WindowSpec: frozenset({"kind", "start", "start_side", "end", "end_side"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
}
"""Each part of an expression that is read, and its arguments."""

SELECT: Final = frozenset(
    {
        *("expressions", "from_", "joins", "where", "group", "having", "order", "limit", "offset"),
        *("distinct", "with_"),
    }
)
SET_OPERATION: Final = frozenset({"this", "expression", "distinct", "with_", "order", "limit", "offset"})
TABLE: Final = frozenset({"this", "db", "catalog", "alias"})
DERIVED: Final = frozenset({"this", "alias"})
JOIN: Final = frozenset({"this", "side", "kind", "on", "using", "method"})
WINDOW: Final = frozenset({"this", "partition_by", "order", "spec", "over"})

JOINS: Final = frozenset(
    {
        *(("", ""), ("", "INNER"), ("", "CROSS"), ("LEFT", ""), ("LEFT", "OUTER"), ("RIGHT", "")),
        *(("RIGHT", "OUTER"), ("FULL", ""), ("FULL", "OUTER")),
    }
)
"""The side and the kind of each join that is read."""

UNITS: Final = frozenset({"YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"})

TYPES: Final = frozenset(
    {
        *(exp.DType.BOOLEAN, exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT),
        *(exp.DType.FLOAT, exp.DType.DOUBLE, exp.DType.DECIMAL, exp.DType.TEXT, exp.DType.VARCHAR),
        *(exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ),
    }
)
"""The kinds of values that a value may be turned into."""


def only(node: exp.Expression, arguments: frozenset[str], *, clause: str) -> None:
    """Raise ``NotRead`` where a part has any argument but these, or one that is no part or plain flag."""
    for name, value in node.args.items():
        if value is None or value is False or value == []:
            continue
        if name not in arguments or not _plain(value):
            raise refuse("not-supported", f"{_spoken(node, name)} is not read", node, clause=clause)


def _plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, exp.Expression) for one in value)
    return isinstance(value, exp.Expression | str | bool | int)


def _spoken(node: exp.Expression, argument: str) -> str:
    return f"`{argument.strip('_').replace('_', ' ')}` in `{node.key}`"


def unknown(node: exp.Expression, *, clause: str) -> NotRead:
    """Return the refusal of a part that is not listed."""
    if isinstance(node, exp.Anonymous):
        return refuse("function-not-known", f"the function `{node.name}` is not read", node, clause=clause)
    if isinstance(node, exp.Func):
        told = f"the function `{node.sql_name().lower()}` is not read"
        return refuse("function-not-known", told, node, clause=clause)
    if isinstance(node, exp.Placeholder | exp.Parameter):
        return refuse("not-supported", "a statement with parameters is not read", node, clause=clause)
    return refuse("not-supported", f"`{node.key}` is not read", node, clause=clause)


def check_type(node: exp.DataType, *, clause: str) -> None:
    """Raise ``NotRead`` where a kind of value is not one of the plain ones."""
    sized = node.this is exp.DType.DECIMAL and all(
        isinstance(size, exp.DataTypeParam) and isinstance(size.this, exp.Literal) and not size.this.is_string
        for size in node.expressions
    )
    others = [value for name, value in node.args.items() if name not in {"this", "expressions"} and value]
    if node.this not in TYPES or others or (node.expressions and not sized):
        raise refuse("not-supported", "only plain kinds of values are read", node, clause=clause)
