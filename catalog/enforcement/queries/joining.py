"""Join sources: which columns USING and NATURAL name, what they merge, and how a dataset is named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from catalog.enforcement.queries.refusing import refuse
from catalog.enforcement.queries.scopes import Scope, Seen
from catalog.enforcement.queries.syntax import JOIN, JOINS, only


def check_join(node: exp.Join, *, clause: str) -> str:
    """Return the side of a join; raise ``NotRead`` where it is of a kind that is not read."""
    only(node, JOIN, clause=clause)
    side, kind = (node.args.get("side") or "").upper(), (node.args.get("kind") or "").upper()
    method = (node.args.get("method") or "").upper()
    conditions = [node.args.get("on") is not None, bool(node.args.get("using")), method == "NATURAL"]
    if (side, kind) not in JOINS or method not in {"", "NATURAL"}:
        raise refuse("not-supported", "this kind of join is not read", node, clause=clause)
    if sum(conditions) != (0 if is_cross(node) else 1):
        raise refuse("not-supported", "a join has one condition, a cross join none", node, clause=clause)
    return side


def is_cross(node: exp.Join) -> bool:
    """Say whether a join pairs every row with every row: by a comma, or as CROSS JOIN."""
    conditions = node.args.get("on") or node.args.get("using") or node.args.get("method")
    return (node.args.get("kind") or "").upper() == "CROSS" or not (conditions or node.args.get("side"))


def is_comma(node: exp.Join) -> bool:
    """Say whether a source follows another after a comma alone."""
    return is_cross(node) and not node.args.get("kind")


def shared(node: exp.Join, scope: Scope, right: Sequence[Seen], *, clause: str) -> list[str]:
    """Return the names of the columns that USING lists or that NATURAL finds on both sides."""
    using = node.args.get("using") or ()
    if not all(type(one) is exp.Identifier for one in using):
        raise refuse("not-supported", "USING lists names of columns", node, clause=clause)
    if not node.args.get("method"):
        return [one.name for one in using]
    left = [one.name for one in scope.visible]
    found = [one.name for one in right if one.name in left]
    folded = {name.casefold() for name in left}
    near = [one.name for one in right if one.name.casefold() in folded and one.name not in left]
    if near or not found:
        told = f"`{near[0]}` is a column of both but for its letters" if near else "no column is shared"
        raise refuse("ambiguous-name", f"NATURAL JOIN: {told}", node, clause=clause)
    return found


def join(
    node: exp.Join, scope: Scope, right: Sequence[Seen], *, side: str, clause: str
) -> tuple[exp.Expression | None, list[Seen]]:
    """Make the columns of a source visible; return the condition that USING or NATURAL stands for.

    Also returns the columns that the condition reads. A column that both sides share is seen once: the left
    one, of a right join the right one, of a full join whichever is there.
    """
    conditions: list[exp.Expression] = []
    read: list[Seen] = []
    merged: list[str] = []
    for name in shared(node, scope, right, clause=clause):
        one, other = _only(name, scope.visible, node, clause), _only(name, right, node, clause)
        conditions.append(exp.EQ(this=one.write(), expression=other.write()))
        read += [one, other]
        if name in merged:
            raise refuse("ambiguous-name", f"USING lists `{name}` twice", node, clause=clause)
        merged.append(name)
        both = _merged(one, other, side=side)
        scope.visible = [both if seen is one else seen for seen in scope.visible]
    scope.visible = [*scope.visible, *(seen for seen in right if seen.name not in merged)]
    if not conditions:
        return None, []
    return reduce(lambda left, after: exp.And(this=left, expression=after), conditions), read


def _only(name: str, seen: Sequence[Seen], node: exp.Expression, clause: str) -> Seen:
    found = [one for one in seen if one.name == name]
    if len(found) != 1:
        code, told = ("ambiguous-name", "several columns") if found else ("unknown-column", "no column")
        raise refuse(code, f"{told} of one side of the join is called `{name}`", node, clause=clause)
    return found[0]


def _merged(left: Seen, right: Seen, *, side: str) -> Seen:
    written = {"RIGHT": right.written, "FULL": (*left.written, *right.written)}.get(side, left.written)
    return Seen(name=left.name, written=written, reveals=left.reveals | right.reveals)


def name_of_dataset(node: exp.Table, *, clause: str) -> tuple[str, ...]:
    """Return the parts of a dataset's name as they are written; a whole name is one part in quotes."""
    parts = [node.args.get(key) for key in ("catalog", "db", "this")]
    if not all(part is None or type(part) is exp.Identifier for part in parts):
        raise refuse("table-function", "only datasets are read, no functions or files", node, clause=clause)
    found = tuple(part.name for part in parts if part is not None)
    if len(found) > 1 and any("." in part for part in found):
        told = "a name in quotes is the whole name of a dataset, or has no dot"
        raise refuse("unknown-table", told, node, clause=clause)
    return found
